package review

import (
	"cmp"
	"strings"
	"time"
)

// order is how many people an actor looked at one after another in the order of their
// ids or surnames, upwards or downwards. The surname of the last is never kept, only
// who it was.
type order struct {
	Last string `json:"last,omitempty"`
	At   int64  `json:"at,omitempty"`

	Up       int64 `json:"up,omitempty"`
	Down     int64 `json:"down,omitempty"`
	NameUp   int64 `json:"name_up,omitempty"`
	NameDown int64 `json:"name_down,omitempty"`
}

// next adds a person and gives the longest order that it ends. surname is that of the
// person, last that of the one before; "" where it is not known.
func (o *order) next(person, surname, last string, at int64, gap time.Duration) int64 {
	if person == o.Last {
		o.At = at
		return 0
	}
	before := *o
	*o = order{Last: person, At: at, Up: 1, Down: 1, NameUp: 1, NameDown: 1}
	if before.Last == "" || at-before.At > gap.Microseconds() {
		return 0
	}
	switch byID := natural(before.Last, person); {
	case byID < 0:
		o.Up += before.Up
	case byID > 0:
		o.Down += before.Down
	}
	if surname, last = tight(surname), tight(last); surname != "" && last != "" {
		if surname >= last {
			o.NameUp += before.NameUp
		}
		if surname <= last {
			o.NameDown += before.NameDown
		}
	}
	return max(o.Up, o.Down, o.NameUp, o.NameDown)
}

// natural compares two ids; numbers at their ends count as numbers.
func natural(a, b string) int {
	stemA, numberA := stem(a)
	stemB, numberB := stem(b)
	if stemA != stemB {
		return cmp.Compare(a, b)
	}
	return cmp.Or(cmp.Compare(len(numberA), len(numberB)), cmp.Compare(numberA, numberB), cmp.Compare(a, b))
}

// stem cuts an id before the number at its end, which is given without leading zeros.
func stem(id string) (string, string) {
	s := strings.TrimRight(id, "0123456789")
	return s, strings.TrimLeft(id[len(s):], "0")
}
