package access

import (
	"slices"

	"continuum/record/sight"
)

// Related gives the relationships that an actor has to a person, by the words of the
// policies.
func (a *Actor) Related(p sight.Person) []string { return a.related(p) }

// noTie are words for what brings nobody closer to a person: what accounts say of
// themselves, that the record is one's own, and what holds of the person.
var noTie = []string{sight.Claimed, sight.BreakGlass, sight.Self, sight.Refused, sight.Dissent, sight.Sealed, sight.Prominent, sight.OptedOut}

// Near tells whether an actor is closer to a person than everybody of the same partner
// is: by the account or the name, or by a team, a ward or a practice.
func (a *Actor) Near(p sight.Person) bool {
	alone := *a
	alone.Partner = ""
	return slices.ContainsFunc(alone.related(p), func(r string) bool { return !slices.Contains(noTie, r) })
}
