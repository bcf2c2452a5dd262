// Package dist holds the distributions that a care partnership's figures follow,
// and the intervals that say how sure a figure is: a share of people (Wilson
// 1927), a number of events against what was expected (Garwood 1936), and counts
// of admissions that vary more than chance alone (negative binomial), from which
// regression to the mean follows.
package dist

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Level is the usual level of an interval.
const Level = 0.95

// Interval says between which values a figure lies, at a level that the caller chose.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Quantile is the standard normal value that an interval of a level reaches to:
// 1.96 for 0.95.
func Quantile(level float64) float64 {
	return distuv.UnitNormal.Quantile(0.5 + level/2)
}

// Normal is the interval around an estimate with a standard error.
func Normal(estimate, standardError, level float64) Interval {
	z := Quantile(level) * standardError
	return Interval{estimate - z, estimate + z}
}

// Share is the interval of a share of n from 0 to 1 (Wilson's score interval); of
// nobody it is from 0 to 1.
func Share(events, n int, level float64) Interval {
	if n <= 0 {
		return Interval{0, 1}
	}
	z := Quantile(level)
	count := float64(n)
	p, z2 := float64(events)/count, z*z/count
	middle := p + z2/2
	half := z * math.Sqrt(p*(1-p)/count+z2/(4*count))
	out := Interval{max(0, (middle-half)/(1+z2)), min(1, (middle+half)/(1+z2))}
	if events == 0 {
		out.Low = 0
	}
	if events == n {
		out.High = 1
	}
	return out
}

// byar is the number of events from which Byar's approximation replaces the exact
// limits; there they agree to six digits.
const byar = 100_000

// Events is the interval of the expected number of events where some were seen,
// as a Poisson count: exact (Garwood), by Byar's approximation above 100,000.
func Events(seen, level float64) Interval {
	tail := (1 - level) / 2
	if seen > byar {
		z := Quantile(level)
		return Interval{cube(seen, -z), cube(seen+1, z)}
	}
	out := Interval{High: mathext.GammaIncRegInv(seen+1, 1-tail)}
	if seen > 0 {
		out.Low = mathext.GammaIncRegInv(seen, tail)
	}
	return out
}

func cube(n, z float64) float64 {
	root := 1 - 1/(9*n) + z/(3*math.Sqrt(n))
	return n * root * root * root
}
