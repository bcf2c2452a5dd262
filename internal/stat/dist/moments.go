package dist

import "math"

// Moments are a running weighted mean and sum of squares, in one pass without
// loss of digits (West 1979). The zero value is of nobody.
type Moments struct {
	Weight  float64
	Mean    float64
	Squares float64 // weighted sum of squared differences from the mean
}

// Add takes one value in; a weight of 0 or less takes nothing in.
func (m *Moments) Add(v, weight float64) {
	if weight <= 0 {
		return
	}
	m.Weight += weight
	d := v - m.Mean
	m.Mean += d * weight / m.Weight
	m.Squares += weight * d * (v - m.Mean)
}

// Deviation is the standard deviation of the values themselves; 0 of nobody.
func (m *Moments) Deviation() float64 {
	if m.Weight == 0 {
		return 0
	}
	return math.Sqrt(m.Squares / m.Weight)
}

// StandardError is that of the mean of people of weight 1; 0 of fewer than two.
func (m *Moments) StandardError() float64 {
	if m.Weight < 2 {
		return 0
	}
	return math.Sqrt(m.Squares / (m.Weight - 1) / m.Weight)
}
