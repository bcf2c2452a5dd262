package review

import (
	"slices"

	"continuum/record/audit"
	"continuum/record/sight"
)

// HL7's purposes of use for breaking the glass and of somebody who asks for the own record.
const (
	breaking = "BTG"
	asking   = "PATRQT"
)

// rules are asked of every look by staff; each gives how serious it is, 0 where it is
// not of the kind.
var rules = []struct {
	kind Kind
	of   func(*look, *Settings) int
}{
	{OwnRecord, ownRecord},
	{Family, family},
	{Neighbour, neighbour},
	{Colleague, colleague},
	{Prominent, prominent},
	{BreakGlass, brokenGlass},
	{NoReason, noReason},
}

// judge asks the rules of a look.
func judge(l *look, s *Settings) (all []verdict) {
	for _, r := range rules {
		if n := r.of(l, s); n > 0 {
			all = append(all, verdict{kind: r.kind, serious: n})
		}
	}
	return all
}

// ownRecord: people have a right to their own record, by asking for it as themselves.
func ownRecord(l *look, _ *Settings) int {
	if l.own() && l.entry.Purpose != asking {
		return seriousness[OwnRecord]
	}
	return 0
}

// others tells whether the actor is known as a person, and looked at another.
func (l *look) others() bool { return l.actor.Person != "" && !l.own() }

func (l *look) relatives() bool {
	return l.others() && (slices.Contains(l.of.Close, l.actor.Person) || slices.Contains(l.self.Close, l.person) ||
		sameSurname(&l.self, &l.of) && sameHouse(&l.self, &l.of))
}

// family is never excused: that one treats one's own is for somebody else to judge.
func family(l *look, _ *Settings) int {
	if l.relatives() {
		return seriousness[Family]
	}
	return 0
}

// neighbour is excused where there was a reason to look, unless they share the house.
func neighbour(l *look, s *Settings) int {
	switch {
	case !l.others() || l.relatives() || !samePostcode(&l.self, &l.of):
		return 0
	case sameHouse(&l.self, &l.of):
		return seriousness[Family] - 1
	case sameSurname(&l.self, &l.of), !l.tied() && !l.happened(s):
		return seriousness[Neighbour]
	}
	return 0
}

// colleague is excused where the actor cares for the person and something happened.
// One who works for another partner is less of one.
func colleague(l *look, s *Settings) int {
	switch {
	case len(l.employs) == 0 || l.own() || l.tied() && l.happened(s):
		return 0
	case slices.Contains(l.employs, l.actor.Partner):
		return seriousness[Colleague]
	}
	return seriousness[Colleague] - 2
}

// prominent is never excused, but those who care for the person come last.
func prominent(l *look, s *Settings) int {
	switch {
	case !slices.Contains(l.of.Relations, sight.Party{Kind: sight.Prominent}):
		return 0
	case l.tied() && l.happened(s):
		return seriousness[Prominent] - 3
	}
	return seriousness[Prominent]
}

func brokenGlass(l *look, _ *Settings) int {
	if l.entry.Purpose == breaking {
		return seriousness[BreakGlass]
	}
	return 0
}

// noReason: whoever may see a person only because the whole partner may needs
// something to have happened there.
func noReason(l *look, s *Settings) int {
	if s.exempt(l.entry.Purpose) || l.own() || l.tied() || l.claims() || l.happened(s) {
		return 0
	}
	return seriousness[NoReason]
}

// declared gives the kind of finding that an entry is by its action alone.
func declared(e *audit.Entry) (verdict, bool) {
	kind := map[string]Kind{"break-glass": BreakGlass, "claim": Claimed}[e.Action]
	return verdict{kind: kind, serious: seriousness[kind]}, kind != "" && e.Outcome == audit.OK
}
