package metric

import (
	"math"

	"continuum/internal/stat/dist"
)

// AtK says what a list of the k people of the highest scores finds.
type AtK struct {
	Fraction    float64        `json:"fraction"`
	K           int            `json:"k"`                     // floor(n x fraction + 0.5)
	PPV         *float64       `json:"ppv,omitempty"`         // share of the list with the event
	Sensitivity *float64       `json:"sensitivity,omitempty"` // share of those with the event on the list
	Lift        *float64       `json:"lift,omitempty"`        // ppv over the share in everybody
	Threshold   *float64       `json:"threshold,omitempty"`   // the k-th score
	PPVInterval *dist.Interval `json:"ppv_interval,omitempty"`
	Found       *dist.Interval `json:"sensitivity_interval,omitempty"`
	Absent      string         `json:"absent,omitempty"`
}

// size of the list of a fraction.
func size(n int, fraction float64) int { return min(n, int(math.Floor(float64(n)*fraction+0.5))) }

func atK(first []person, total int, fraction, level float64) AtK {
	n := len(first)
	a := AtK{Fraction: fraction, K: size(n, fraction)}
	if a.K == 0 {
		a.Absent = noneChosen
		return a
	}
	found := events(first[:a.K])
	ppv := float64(found) / float64(a.K)
	interval := dist.Share(found, a.K, level)
	threshold := first[a.K-1].score
	a.PPV, a.PPVInterval, a.Threshold = &ppv, &interval, &threshold
	if total == 0 {
		a.Absent = noEvents
		return a
	}
	sensitivity := float64(found) / float64(total)
	lift := ppv / (float64(total) / float64(n))
	share := dist.Share(found, total, level)
	a.Sensitivity, a.Lift, a.Found = &sensitivity, &lift, &share
	return a
}

// NetBenefit is the value of helping everybody whose score is at least a
// threshold, in people rightly helped, where helping one person needlessly costs
// threshold/(1-threshold) of that (Vickers and Elkin 2006). Helping nobody is 0.
type NetBenefit struct {
	Threshold float64       `json:"threshold"`
	Model     float64       `json:"model"`
	TreatAll  float64       `json:"treat_all"`
	Selected  int           `json:"selected"` // people
	Interval  dist.Interval `json:"interval"` // of model
}

// decisions computes the net benefit at each threshold from people in ascending
// order of scores.
func decisions(people []person, thresholds []float64, level float64) []NetBenefit {
	n := len(people)
	above := make([]int, n+1) // events from this place up
	for i := n - 1; i >= 0; i-- {
		above[i] = above[i+1]
		if people[i].event {
			above[i]++
		}
	}
	out := make([]NetBenefit, 0, len(thresholds))
	for _, t := range thresholds {
		at := firstAtLeast(people, t)
		out = append(out, decision(float64(n), float64(above[at]), float64(n-at-above[at]), float64(above[0]), t, level))
	}
	return out
}

func decision(n, right, needless, all, t, level float64) NetBenefit {
	odds := t / (1 - t)
	b := NetBenefit{Threshold: t, Selected: int(right + needless)}
	b.Model = right/n - needless/n*odds
	b.TreatAll = all/n - (1-all/n)*odds
	variance := (right + needless*odds*odds) / n
	variance -= b.Model * b.Model
	b.Interval = dist.Normal(b.Model, math.Sqrt(max(0, variance)/n), level)
	return b
}

// firstAtLeast is the first place whose score reaches the threshold.
func firstAtLeast(people []person, t float64) int {
	low, high := 0, len(people)
	for low < high {
		middle := (low + high) / 2
		if people[middle].score >= t {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// DecisionCurve is the net benefit over a grid of thresholds, ascending as given;
// nil is every per cent from 1 to 50.
func DecisionCurve(s Sample, thresholds []float64) ([]NetBenefit, error) {
	if thresholds == nil {
		for i := 1; i <= 50; i++ {
			thresholds = append(thresholds, float64(i)/100)
		}
	}
	if err := checkThresholds(thresholds); err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	return decisions(s.ascending(), thresholds, dist.Level), nil
}
