package model

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestIntervalsHoldTheForecast: whatever happened, the interval of any forecast holds
// it and is a chance.
func TestIntervalsHoldTheForecast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		n := rapid.IntRange(1, 3000).Draw(t, "people")
		forecast, yes := make([]float64, n), make([]bool, n)
		for i := range n {
			forecast[i] = r.Float64() * r.Float64()
			if yes[i] = r.Float64() < forecast[i]; r.IntN(20) == 0 {
				forecast[i] = math.NaN()
			}
		}
		v := chanceIntervals(forecast, yes, nil)
		for range 20 {
			p := r.Float64()
			low, high := v.of(p)
			if len(v.At) > 0 && !(0 <= low && low <= p && p <= high && high <= 1) {
				t.Fatalf("%v: %v to %v", p, low, high)
			}
		}
	})
}

// TestIntervalsCover: of forecasts that are right, nearly all intervals hold the truth.
func TestIntervalsCover(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	n := 20_000
	forecast, yes := make([]float64, n), make([]bool, n)
	for i := range n {
		forecast[i] = math.Pow(r.Float64(), 3)
		yes[i] = r.Float64() < forecast[i]
	}
	v := chanceIntervals(forecast, yes, nil)
	for k := range v.At {
		if width := v.High[k] - v.Low[k]; width <= 0 || width > 0.2 {
			t.Errorf("group %d of about %v: %v to %v", k, v.At[k], v.Low[k], v.High[k])
		}
	}
	held := 0
	for k := range v.At {
		if v.Low[k] <= v.At[k] && v.At[k] <= v.High[k] {
			held++
		}
	}
	if held*100 < 85*len(v.At) {
		t.Errorf("%d of %d intervals hold the truth", held, len(v.At))
	}
}

func TestRateIntervalsWidenWithSpread(t *testing.T) {
	n := 400
	rate, years, even, lumped := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		rate[i], years[i], even[i] = 1, 1, 1
		if i%10 == 0 {
			lumped[i] = 10 // as many events, of few people
		}
	}
	a, b := rateIntervals(rate, even, years), rateIntervals(rate, lumped, years)
	if a.High[0]-a.Low[0] >= b.High[0]-b.Low[0] {
		t.Errorf("%+v is not narrower than %+v", a, b)
	}
	if none := rateIntervals(rate, make([]float64, n), years); none.Low[0] != 0 || none.High[0] <= 0 {
		t.Errorf("without events: %+v", none)
	}
}
