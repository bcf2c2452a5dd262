package search

import "time"

// aTenth of the distance to now is how far "about" reaches.
const aTenth = 10

// About is the span that a date asked for with ap reaches: longer by a tenth of
// its distance to now on both sides.
func (o *Operand) About() (low, high int64) {
	now := time.Now().UnixMicro()
	gap := max(o.Low-now, now-o.High, 0) / aTenth
	return o.Low - gap, o.High + gap
}
