package review

import (
	"slices"
	"time"
)

// habit is what is remembered of an actor between looks. It holds keys, numbers and
// times only.
type habit struct {
	Day    int64   `json:"day"`              // of the latest look, as local has it
	Role   string  `json:"role,omitempty"`   // in which it was
	Limit  int64   `json:"limit"`            // people that are still usual on that day
	Days   int64   `json:"days"`             // with looks, of those before
	Night  *int64  `json:"night,omitempty"`  // day of the latest look at night
	Seen   people  `json:"seen,omitempty"`   // people of the day and of the hour, the latest last
	Denied []int64 `json:"denied,omitempty"` // when, of the latest hour; in microseconds
	Order  order   `json:"order"`
}

// mostSeen bounds what is remembered of a day; whoever sees more has long been found.
const mostSeen = 4000

// begins tells whether a look on a day is the actor's first of it. A day that comes
// before the latest belongs to that.
func (h *habit) begins(day int64) bool { return h.Day == 0 || day > h.Day || day < h.Day-1 }

// begin begins a day with a limit.
func (h *habit) begin(day int64, role string, days, limit int64) {
	h.Day, h.Role, h.Days, h.Limit = day, role, days, limit
}

// see counts a person and gives how many different ones there were that day and within
// the hour; whether the person is new within the hour.
func (h *habit) see(who, at, midnight int64) (day, hour int64, fresh bool) {
	since := at - time.Hour.Microseconds()
	fresh = true
	if n := len(h.Seen); n > 0 && h.Seen[n-1].at > at { // the clock was set back
		h.Seen = slices.DeleteFunc(h.Seen, func(s seen) bool { return s.at > at })
	}
	if i := slices.IndexFunc(h.Seen, func(s seen) bool { return s.who == who }); i >= 0 {
		fresh = h.Seen[i].at < since
		h.Seen = slices.Delete(h.Seen, i, i+1)
	}
	h.Seen = append(h.Seen, seen{who, at})
	h.Seen = h.Seen[max(h.from(min(since, midnight)), len(h.Seen)-mostSeen):]
	return int64(len(h.Seen) - h.from(midnight)), int64(len(h.Seen) - h.from(since)), fresh
}

// from is the first of those seen at a time or later.
func (h *habit) from(at int64) int {
	i, _ := slices.BinarySearchFunc(h.Seen, at, func(s seen, at int64) int {
		if s.at < at {
			return -1
		}
		return 1
	})
	return i
}

// people is how many different ones there were on the day.
func (h *habit) people(midnight int64) int64 { return int64(len(h.Seen) - h.from(midnight)) }

// deny counts a denial and gives how many there were within the hour, up to one more
// than so many.
func (h *habit) deny(at int64, most int) int {
	h.Denied = append(h.Denied, at)
	since := at - time.Hour.Microseconds()
	h.Denied = slices.DeleteFunc(h.Denied, func(t int64) bool { return t < since || t > at })
	h.Denied = h.Denied[max(0, len(h.Denied)-most-1):]
	return len(h.Denied)
}
