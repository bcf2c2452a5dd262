package ward

import (
	"encoding/json"
	"time"

	"continuum/internal/fault"
)

// kept is a watch as it is put away between readings: by name, and only what there is.
type kept struct {
	Last     time.Time             `json:"last,omitzero"`
	Doubts   map[Measure]keptDoubt `json:"doubts,omitempty"`
	Breached map[Measure]Side      `json:"breached,omitempty"`
	Number   int                   `json:"number,omitempty"`
	Raised   time.Time             `json:"raised,omitzero"`
	Severity Severity              `json:"severity,omitempty"`
	Found    []Measure             `json:"found,omitempty"`
	Active   []Measure             `json:"active,omitempty"`
}

type keptDoubt struct {
	Since   time.Time `json:"since"`
	Finding Finding   `json:"finding"`
}

// MarshalJSON writes the watch for a store to keep.
func (w Watch) MarshalJSON() ([]byte, error) {
	k := kept{
		Last: w.last, Number: w.number, Raised: w.raised, Severity: w.severity, Found: listed(w.found), Active: listed(w.active),
		Doubts: map[Measure]keptDoubt{}, Breached: map[Measure]Side{},
	}
	for m := range Measure(measures) {
		if d := w.doubts[m]; d.open() {
			k.Doubts[m] = keptDoubt{d.since, d.finding}
		}
		if w.breached[m] != Inside {
			k.Breached[m] = w.breached[m]
		}
	}
	return json.Marshal(k)
}

// UnmarshalJSON reads what MarshalJSON wrote, and refuses anything else.
func (w *Watch) UnmarshalJSON(data []byte) error {
	var k kept
	if err := json.Unmarshal(data, &k); err != nil {
		return fault.Wrap(err, "reading a kept watch")
	}
	if k.Severity > Emergency || k.Number < 0 {
		return fault.New(fault.Invalid, "a kept watch has an alert %d of severity %d: it was not written here", k.Number, k.Severity)
	}
	*w = Watch{last: k.Last, number: k.Number, raised: k.Raised, severity: k.Severity, found: bits(k.Found), active: bits(k.Active)}
	for m, d := range k.Doubts {
		if d.Finding.Side != Below && d.Finding.Side != Above || d.Finding.Why > GoesOn {
			return fault.New(fault.Invalid, "a kept watch doubts %s without a side: it was not written here", m)
		}
		w.doubts[m] = doubt{d.Since, d.Finding}
	}
	for m, side := range k.Breached {
		if side > Above {
			return fault.New(fault.Invalid, "a kept watch has no such side of %s: it was not written here", m)
		}
		w.breached[m] = side
	}
	return nil
}

func listed(set uint16) []Measure {
	var all []Measure
	for m := range Measure(measures) {
		if set&(1<<m) != 0 {
			all = append(all, m)
		}
	}
	return all
}

func bits(all []Measure) uint16 {
	set := uint16(0)
	for _, m := range all {
		set |= 1 << m
	}
	return set
}
