package identity

import (
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"continuum/internal/fault"
	"continuum/link"
)

// Decision says who ruled, why and when.
type Decision struct {
	Who, Why string
	At       time.Time
}

// Together rules that two registrations are one person's, from the next build on.
// A ruling that contradicts others in force is refused, with a fault.Conflict
// that names them.
func (r *Register) Together(a, b link.Registration, d Decision) (Event, error) {
	return r.rule(Event{Kind: Together, Members: Side{a}, Others: Side{b}}, d)
}

// Apart rules that two registrations are two people's, from the next build on.
func (r *Register) Apart(a, b link.Registration, d Decision) (Event, error) {
	return r.rule(Event{Kind: Apart, Members: Side{a}, Others: Side{b}}, d)
}

func (r *Register) rule(ruling Event, d Decision) (Event, error) {
	written, err := r.write(d, func() ([]Event, error) { return []Event{ruling}, nil })
	if err != nil {
		return Event{}, err
	}
	return written[0], nil
}

// Undo reverses an event by its number, from the next build on, and gives what it
// wrote: the undoing of a merge rules the two sides apart, so that the joined id
// returns to its side; that of a split rules them together; that of a move does
// both; that of a ruling withdraws it.
func (r *Register) Undo(number int64, d Decision) ([]Event, error) {
	return r.write(d, func() ([]Event, error) {
		at := slices.IndexFunc(r.events, func(e Event) bool { return e.Number == number })
		if at < 0 {
			return nil, &fault.Error{Code: fault.NotFound, Value: fmt.Sprint(number), Reason: "no event has this number", Fix: "use a number that the person's history shows"}
		}
		return r.undoing(&r.events[at])
	})
}

func (r *Register) undoing(e *Event) ([]Event, error) {
	if e.ruling() {
		if !slices.ContainsFunc(r.rulings, func(x Event) bool { return x.Number == e.Number }) {
			return nil, fault.New(fault.Conflict, "ruling %d is withdrawn already", e.Number)
		}
		return []Event{{Kind: Withdrawn, Ruling: e.Number}}, nil
	}
	if e.Kind == Withdrawn {
		return nil, &fault.Error{Code: fault.Invalid, Value: fmt.Sprint(e.Number), Reason: "the event withdrew a ruling", Fix: "rule together or apart again"}
	}
	if !r.served[e.Build] {
		return nil, &fault.Error{Code: fault.Conflict, Value: fmt.Sprint(e.Number), Reason: "the event belongs to build " + e.Build + ", which does not lead to the one being served", Fix: "use a number that the person's history shows as in force"}
	}
	apart := Event{Kind: Apart, Members: e.Members, Others: e.Others, Undoes: e.Number}
	together := Event{Kind: Together, Members: e.Members, Others: e.Others, Undoes: e.Number}
	switch {
	case len(e.Members) == 0 || len(e.Others) == 0:
	case e.Kind == Merged:
		return []Event{apart}, nil
	case e.Kind == Split, e.Kind == Returned:
		return []Event{together}, nil
	case e.Kind == Moved && len(e.Rest) > 0:
		together.Others = e.Rest
		return []Event{apart, together}, nil
	case e.Kind == Moved:
		return []Event{apart}, nil
	}
	return nil, &fault.Error{Code: fault.Invalid, Value: fmt.Sprint(e.Number), Reason: "the event follows from the extracts, not from a judgement that could be undone", Fix: "rule two registrations together or apart"}
}

// write adds what a person decided, all of it or nothing.
func (r *Register) write(d Decision, decide func() ([]Event, error)) (written []Event, err error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	err = r.change(func() ([][]Event, error) {
		if written, err = decide(); err != nil {
			return nil, err
		}
		force := slices.Clone(r.rulings)
		for i := range written {
			e := &written[i]
			e.Number, e.At, e.Who, e.Why = r.next()+int64(i), d.At, d.Who, d.Why
			if e.ruling() {
				if err := consistent(force, e); err != nil {
					return nil, err
				}
				force = append(force, *e)
			}
		}
		return [][]Event{written}, nil
	})
	return written, err
}

func (d Decision) check() error {
	switch {
	case d.Who == "" || !utf8.ValidString(d.Who):
		return &fault.Error{Code: fault.Invalid, Reason: "the decision does not say whose it is", Fix: "say who decides"}
	case d.Why == "" || !utf8.ValidString(d.Why):
		return &fault.Error{Code: fault.Invalid, Reason: "the decision gives no reason", Fix: "say why; whoever reads the history will ask"}
	}
	return nil
}

// inForce are the rulings that nobody withdrew.
func inForce(events []Event) []Event {
	withdrawn := map[int64]bool{}
	for _, e := range events {
		if e.Kind == Withdrawn {
			withdrawn[e.Ruling] = true
		}
	}
	var out []Event
	for _, e := range events {
		if e.ruling() && !withdrawn[e.Number] {
			out = append(out, e)
		}
	}
	return out
}

// chain pairs all registrations of a ruling with the first, so that all are one.
func chain(e *Event) (pairs []link.RegistrationPair) {
	all := slices.Concat(e.Members, e.Others)
	for _, x := range all[1:] {
		if x != all[0] {
			pairs = append(pairs, link.RegistrationPair{Left: all[0], Right: x})
		}
	}
	return pairs
}

// mostPairs bounds what one ruling asks of the linkage.
const mostPairs = 10_000

// across pairs each registration of one side with each of the other; of sides too
// large for that, with the one that stands for the other.
func across(e *Event) (pairs []link.RegistrationPair) {
	all := len(e.Members)*len(e.Others) <= mostPairs
	for i, left := range e.Members {
		for k, right := range e.Others {
			if all || i == 0 || k == 0 {
				pairs = append(pairs, link.RegistrationPair{Left: left, Right: right})
			}
		}
	}
	return pairs
}
