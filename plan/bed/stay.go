package bed

import (
	"slices"
	"strings"
	"time"
)

// Stay is one person in one hospital, from admission to discharge, as it was known at a
// moment. When more is known, or something was wrong, another version with the same ID
// replaces it; versions are whole.
type Stay struct {
	ID         string
	Site       string
	Known      time.Time // when this version was written down
	Withdrawn  bool      // was never a stay: a wrong person, a test
	Admitted   time.Time
	Discharged time.Time // zero while the person is there
	Reviews    []Review
	Waits      []Wait
	Pathway    string // code; "" while nobody has decided
}

// in tells whether the person is in a bed at a moment. Who leaves at that very moment is not.
func (s Stay) in(at time.Time) bool {
	return !s.Admitted.After(at) && (s.Discharged.IsZero() || s.Discharged.After(at))
}

// asOf keeps of each stay the version that was known last at a moment, sorted by ID. Of two
// versions written down in the same moment the later in the list stands.
func asOf(stays []Stay, moment time.Time) []Stay {
	latest := map[string]Stay{}
	for _, s := range stays {
		if s.Known.After(moment) {
			continue
		}
		if before, again := latest[s.ID]; !again || !s.Known.Before(before.Known) {
			latest[s.ID] = s
		}
	}
	var known []Stay
	for _, s := range latest {
		if !s.Withdrawn {
			known = append(known, s)
		}
	}
	slices.SortFunc(known, func(a, b Stay) int { return strings.Compare(a.ID, b.ID) })
	return known
}
