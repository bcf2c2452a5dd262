package draw

import "math"

const (
	ln2Hi = 0.693147180369123816490
	ln2Lo = 1.90821492927058770002e-10
)

// Exp is e to the x to about 1e-15, identical on every platform (range
// reduction by ln 2, then a Taylor polynomial on |r| <= ln2/2).
func Exp(x float64) float64 {
	if x < -700 {
		return 0
	}
	if x > 700 {
		x = 700
	}
	k := math.Floor(float64(x/math.Ln2) + 0.5)
	r := x - float64(k*ln2Hi) - float64(k*ln2Lo)
	p := 1.0
	for n := 13; n >= 1; n-- {
		p = 1 + float64(r*p)/float64(n)
	}
	return math.Ldexp(p, int(k))
}

// Log is the natural logarithm of a positive x to about 1e-15 (atanh series on
// a mantissa in [sqrt(1/2), sqrt 2)). Log of zero or less gives -745.
func Log(x float64) float64 {
	if x <= 0 {
		return -745
	}
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		e--
	}
	f := (m - 1) / (m + 1)
	q := f * f
	s := 0.0
	for n := 21; n >= 1; n -= 2 {
		s = float64(s*q) + 1/float64(n)
	}
	return float64(float64(e)*math.Ln2) + float64(2*f*s)
}

// Pow is x to the y for positive x.
func Pow(x, y float64) float64 { return Exp(y * Log(x)) }

// Logit is the log odds of a probability strictly between 0 and 1.
func Logit(p float64) float64 { return Log(p / (1 - p)) }

// Logistic turns log odds into a probability.
func Logistic(x float64) float64 { return 1 / (1 + Exp(-x)) }
