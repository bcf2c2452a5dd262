package ward

import (
	"cmp"
	"slices"
	"time"
)

// Shift is the time one nurse is there, and how many alerts that is meant to hold.
type Shift struct {
	Nurse    string
	From, To time.Time
	Budget   int
}

// Desk is what a shift was given and what waits. Alerts are given while the budget lasts;
// then they wait, the most severe first, for the next shift. An emergency is always given,
// and counts. Nothing is dropped.
type Desk struct {
	Shift Shift
	Given []Alert // in the order in which they were
	Queue []Alert // most severe first, then oldest first
}

// Offer brings an alert to the desk and gives the desk that follows. One that makes a waiting
// alert of the same person more severe takes its place and its findings.
func (d Desk) Offer(a Alert) Desk {
	d.Given, d.Queue = slices.Clone(d.Given), slices.Clone(d.Queue)
	if a.Escalates > 0 {
		if i := slices.IndexFunc(d.Queue, func(q Alert) bool { return q.Person == a.Person && q.Number == a.Escalates }); i >= 0 {
			a.Findings = slices.Concat(d.Queue[i].Findings, a.Findings)
			d.Queue = slices.Delete(d.Queue, i, i+1)
		}
	}
	d.Queue = append(d.Queue, a)
	d.give()
	return d
}

// Next hands the desk over: what waits comes first, by the new shift's budget.
func (d Desk) Next(s Shift) Desk {
	next := Desk{Shift: s, Queue: slices.Clone(d.Queue)}
	next.give()
	return next
}

// Over is how many alerts the shift was given beyond its budget: emergencies, all of them.
func (d Desk) Over() int { return max(len(d.Given)-d.Shift.Budget, 0) }

// give moves alerts from the queue while the budget lasts, and emergencies whatever it is.
func (d *Desk) give() {
	slices.SortStableFunc(d.Queue, func(a, b Alert) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), a.Raised.Compare(b.Raised), cmp.Compare(a.Person, b.Person), cmp.Compare(a.Number, b.Number))
	})
	n := 0
	for n < len(d.Queue) && (d.Queue[n].Severity == Emergency || len(d.Given)+n < d.Shift.Budget) {
		n++
	}
	d.Given = append(d.Given, d.Queue[:n]...)
	d.Queue = d.Queue[n:]
}
