package review

import (
	"slices"
	"strings"
	"time"

	"continuum/access"
	"continuum/record/audit"
	"continuum/record/sight"
)

// look is one look of an actor at one person, with what the rules ask of it.
type look struct {
	entry   *audit.Entry
	at      time.Time
	person  string
	actor   Account
	self    Person   // the actor, as a person
	of      Person   // who was looked at
	employs []string // partners for which that one works
	found   *ties    // nil: not yet
}

// notLooks are actions on a person that show nothing of the record.
var notLooks = []string{"break-glass", "claim", "grant", "revoke", "sign-in", "sign-in-failed", "sign-out", "policy-change", "denied"}

// Steps of following up are audited under words that begin so.
const actionPrefix = "unusual-"

// looks tells whether an entry shows people's records. A list of people by name is no
// look at each of them.
func looks(e *audit.Entry) bool {
	several := len(e.People) > 1 || e.Parts > 1
	list := e.Action == "search" && several && (e.Type == "" || e.Type == "Patient")
	return e.Outcome == audit.OK && !list && !slices.Contains(notLooks, e.Action) && !strings.HasPrefix(e.Action, actionPrefix)
}

// ties are how the actor is related to the person, as policies see it.
type ties struct {
	by   []string // in the words of the policies
	near bool
}

// ties are found out once.
func (l *look) ties() *ties {
	if l.found == nil {
		a := &access.Actor{
			Account: l.entry.Actor, Kind: access.Staff, Partner: l.actor.Partner, Practice: l.actor.Practice,
			Teams: l.actor.Teams, Wards: l.actor.Wards, Practitioner: l.actor.Practitioner, Person: l.actor.Person,
		}
		related := sight.Parties(l.of.Relations)
		l.found = &ties{a.Related(related), a.Near(related)}
	}
	return l.found
}

func (l *look) has(relationship string) bool { return slices.Contains(l.ties().by, relationship) }

// own tells whether it is the actor's own record, by this key or another.
func (l *look) own() bool { return is(l.person, l.actor.Person) || l.has(sight.Self) }

// tied tells whether the actor is closer to the person than the whole partner is: by
// the account or the name, or by a team, ward or practice.
func (l *look) tied() bool { return l.ties().near }

// claims tells whether it was by breaking the glass or by a claim, which have findings of their own.
func (l *look) claims() bool {
	return l.entry.Purpose == breaking || l.has(sight.Claimed) || l.has(sight.BreakGlass)
}

// happened tells whether the person has an event with the actor's partner not long
// before or after.
func (l *look) happened(s *Settings) bool {
	n := time.Duration(s.EventDays) * 24 * time.Hour
	since, until := l.at.Add(-n), l.at.Add(n)
	return slices.ContainsFunc(l.of.Events, func(e Event) bool {
		return is(e.Partner, l.actor.Partner) && !e.From.After(until) && (e.To.IsZero() || !e.To.Before(since))
	})
}

func is(a, b string) bool { return a != "" && a == b }
