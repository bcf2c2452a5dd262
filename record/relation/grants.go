package relation

import (
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/sight"
	"continuum/store"
)

// marks are the kinds of relations of nobody in particular.
var marks = []string{sight.Sealed, sight.Dissent, sight.Prominent, sight.OptedOut}

// IsMark tells whether a kind holds of a person whoever looks.
func IsMark(kind string) bool { return slices.Contains(marks, kind) }

// Claim notes that an account says it has a relation to a person, until a time. Said
// again it holds until the later time given last.
func (b *Book) Claim(tx *store.Tx, person, account string, until time.Time) error {
	return b.grant(tx, "claim:"+account, person, until, sight.Party{Kind: sight.Claimed, Of: account})
}

// Unclaim takes back what Claim said.
func (b *Book) Unclaim(tx *store.Tx, person, account string) error {
	return b.record.Relate(tx, "claim:"+account, person, nil)
}

// BreakGlass lets an account look at a person in an emergency, until a time.
func (b *Book) BreakGlass(tx *store.Tx, person, account string, until time.Time) error {
	return b.grant(tx, "break-glass:"+account, person, until, sight.Party{Kind: sight.BreakGlass, Of: account})
}

// EndBreakGlass ends it for an account, of everybody.
func (b *Book) EndBreakGlass(tx *store.Tx, account string) error {
	return b.record.Unrelate(tx, "break-glass:"+account)
}

// Share lets an account or a partner see some sections of a person's record, until a
// time or, where that is zero, until Unshare. It replaces what was shared with them.
func (b *Book) Share(tx *store.Tx, person, with string, sections []string, until time.Time) error {
	var parties []sight.Party
	for _, s := range sections {
		if !slices.Contains(b.Sections.All, s) {
			return &fault.Error{Code: fault.Invalid, Value: s, Reason: "the record has no such section", Fix: "name one of those that the place has"}
		}
		parties = append(parties, sight.Party{Kind: sight.Shared + s, Of: with})
	}
	return b.grantAny(tx, "share:"+with, person, until, parties)
}

// Unshare takes back what Share gave; at once.
func (b *Book) Unshare(tx *store.Tx, person, with string) error {
	return b.record.Relate(tx, "share:"+with, person, nil)
}

// Mark marks a person: sealed, dissent, prominent or opted-out.
func (b *Book) Mark(tx *store.Tx, person, mark string) error {
	if !IsMark(mark) {
		return &fault.Error{Code: fault.Invalid, Value: mark, Reason: "no mark of a person", Fix: "use sealed, dissent, prominent or opted-out"}
	}
	return b.record.Relate(tx, "mark:"+mark, person, []record.Relation{{Party: sight.Party{Kind: mark}}})
}

// Unmark takes back what Mark said; what a resource says of the person stays.
func (b *Book) Unmark(tx *store.Tx, person, mark string) error {
	return b.takeBack(tx, "mark:"+mark, person)
}

// grant keeps one relation that must end.
func (b *Book) grant(tx *store.Tx, origin, person string, until time.Time, party sight.Party) error {
	if until.IsZero() {
		return &fault.Error{Code: fault.Invalid, Reason: "what an account says of itself must end", Fix: "give a time until which it holds"}
	}
	return b.grantAny(tx, origin, person, until, []sight.Party{party})
}

func (b *Book) grantAny(tx *store.Tx, origin, person string, until time.Time, parties []sight.Party) error {
	var all []record.Relation
	for _, p := range parties {
		if p.Of == "" {
			return fault.New(fault.Invalid, "nobody is named")
		}
		all = append(all, record.Relation{Party: p, Until: until})
	}
	return b.record.Relate(tx, origin, person, all)
}
