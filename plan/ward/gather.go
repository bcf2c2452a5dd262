package ward

import "time"

// Gather makes one reading of what a person measured within a short time, since devices send
// each value by itself, and NEWS2 needs them together. A set begins with its first value and
// takes in those up to within later; a value measured again in that time begins a set of its
// own, because it may confirm the first. The set's time is that of its last value. Readings
// are given in the order of their times.
func Gather(readings []Reading, within time.Duration) []Reading {
	type open struct {
		at    int // in sets
		first time.Time
	}
	var sets []Reading
	of := map[string]open{}
	for _, r := range inOrder(readings) {
		o, again := of[r.Person]
		if !again || r.At.Sub(o.first) > within || sets[o.at].Signs.known&r.Signs.known != 0 {
			of[r.Person] = open{at: len(sets), first: r.At}
			sets = append(sets, r)
			continue
		}
		set := &sets[o.at]
		set.At = r.At
		for m := range Total {
			if n, known := r.Signs.Get(m); known {
				set.Signs.set(m, n)
			}
		}
	}
	return inOrder(sets)
}
