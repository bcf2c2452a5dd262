package access

import (
	"slices"

	"continuum/record/sight"
)

// Kinds of actors.
const (
	Staff  = "staff"
	Person = "person" // with an account of their own: a person, or who cares for one
	App    = "app"    // that acts for itself
)

// Actor is who acts, as sign-in found out.
type Actor struct {
	Account      string // id of the account, or of the app that acts for itself
	Name         string // as shown to others
	Kind         string
	Roles        []string
	Partner      string   // id
	Practice     string   // code of a GP practice
	Teams        []string // ids
	Wards        []string // partner/ward
	Practitioner string   // such as Practitioner/7, as care teams name them
	Person       string   // key of the person whose own account it is
	Purpose      string   // such as direct-care
	Project      string   // of research or planning, for which pseudonyms are given; "": the actor's own
	Strong       bool     // signed in strongly
	Session      string   // names the session in the audit; no secret
	Limits       *Limits  // of the token by which it acts; nil: none
}

// Limits is what a token leaves of what an actor may do.
type Limits struct {
	App     string // id of the app that acts for the actor
	Own     bool   // the app acts for itself
	Scopes  Scopes
	Patient string // key of the Patient that was chosen, such as Patient/7; "" none
}

// Scopes are what the token was given for.
type Scopes interface {
	// Allows tells whether the scopes of a level (patient, user or system) cover an
	// interaction of FHIR's REST with a type of resource.
	Allows(level, typ, interaction string) bool
	// String gives the scopes in words of their own, the same for the same scopes.
	String() string
}

// Relationships that policies see and parties have: by which parties an actor has
// them. A partner's own are told from a team's: to work for the same hospital is
// less than to be on the ward.
func (a *Actor) parties(relationship string) []sight.Party {
	switch relationship {
	case sight.Registered:
		return of(sight.Registered, a.Practice)
	case sight.CareTeam:
		return of(relationship, append([]string{a.Practitioner, a.Account}, a.Teams...)...)
	case sight.Caseload, sight.Referred, sight.Suggested:
		return of(relationship, a.Teams...)
	case ofPartner + sight.CareTeam, ofPartner + sight.Caseload, ofPartner + sight.Referred:
		return of(relationship[len(ofPartner):], a.Partner)
	case sight.Admitted:
		return of(relationship, a.Partner)
	case sight.Ward:
		return of(relationship, a.Wards...)
	case sight.Self, sight.Claimed, sight.BreakGlass:
		return of(relationship, a.Account)
	case sight.Dissent, sight.Sealed, sight.Prominent, sight.OptedOut:
		return []sight.Party{{Kind: relationship}}
	}
	// Of refused and shared:SECTION: whomever the person may have named.
	return of(relationship, append([]string{a.Account, a.Partner, a.Practice, a.Practitioner}, a.Teams...)...)
}

const ofPartner = "partner-"

// of gives the parties of a kind that are somebody.
func of(kind string, all ...string) (parties []sight.Party) {
	for _, x := range all {
		if x != "" {
			parties = append(parties, sight.Party{Kind: kind, Of: x})
		}
	}
	return parties
}

// Relationships are the words by which policies speak of relations and marks.
func Relationships() []string {
	all := []string{
		sight.Registered, sight.CareTeam, ofPartner + sight.CareTeam, sight.Caseload, ofPartner + sight.Caseload, sight.Referred, ofPartner + sight.Referred, sight.Suggested,
		sight.Admitted, sight.Ward, sight.Self, sight.Claimed, sight.BreakGlass, sight.Refused, sight.Dissent, sight.Sealed, sight.Prominent, sight.OptedOut,
	}
	for _, section := range Sections() {
		all = append(all, sight.Shared+section)
	}
	return all
}

// related gives the relationships that an actor has to a person.
func (a *Actor) related(p sight.Person) (all []string) {
	for _, r := range relationships {
		if slices.ContainsFunc(a.parties(r), p.Has) {
			all = append(all, r)
		}
	}
	return all
}

var relationships = Relationships()
