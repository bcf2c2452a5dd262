package rights

import (
	"bufio"
	"encoding/json"
	"strings"
	"time"

	"continuum/record"
	"continuum/record/sight"
)

// related is a relation in words. Of accounts it names none but the person's own.
type related struct {
	Relation string    `json:"relation"`
	Of       string    `json:"of,omitempty"`
	Since    time.Time `json:"since,omitzero"`
	Until    time.Time `json:"until,omitzero"`
}

// relationWords are what relations and marks mean to whom they are about.
var relationWords = map[string]string{
	sight.Registered: "You are registered with", sight.CareTeam: "In your care team", sight.Caseload: "Looks after you", sight.Referred: "You were referred to", sight.Suggested: "Help was suggested for you to",
	sight.Admitted: "You are or were lately in the hospital of", sight.Ward: "You are on the ward", sight.Self: "Your own account", sight.Claimed: "Says to have a relationship with you",
	sight.BreakGlass: "Opened your record in an emergency", sight.Refused: "You do not want your record seen by", sight.Dissent: "You do not want your record shared",
	sight.Sealed: "Your record is sealed", sight.Prominent: "Looks at your record are watched more closely", sight.OptedOut: "You opted out of research and planning",
}

// relatedOf tells of a relation.
func (x *exporting) relatedOf(r *record.Relation) related {
	out := related{Relation: relationWords[r.Party.Kind], Since: r.Since, Until: r.Until}
	if section, shared := strings.CutPrefix(r.Party.Kind, sight.Shared); shared {
		out.Relation = "You share " + section + " with"
	}
	if out.Relation == "" {
		out.Relation = r.Party.Kind
	}
	out.Of = x.partyName(r.Party)
	return out
}

// partyName names a partner, team, practice or ward; of an account it says that it is
// one.
func (x *exporting) partyName(p sight.Party) string {
	if p.Of == "" || p.Kind == sight.Self {
		return ""
	}
	if partner, is := x.Place.Partner(p.Of); is {
		return partner.Name
	}
	for _, team := range x.Place.Teams {
		if team.ID == p.Of {
			return team.Name
		}
	}
	switch p.Kind {
	case sight.Registered, sight.Admitted, sight.Ward:
		return p.Of
	case sight.CareTeam:
		if strings.Contains(p.Of, "/") {
			return p.Of // of the directory, such as Practitioner/7
		}
	}
	return "somebody with an account"
}

// registered is what a partner knows a person by.
type registered struct {
	Partner string `json:"partner"`
	ID      string `json:"id"`
}

// otherHeld is what is held beside FHIR.
type otherHeld struct {
	Person        string       `json:"person"`
	Made          time.Time    `json:"made"`
	Registrations []registered `json:"registrations"`
	Relations     []related    `json:"relations"`
	Accounts      []Account    `json:"accounts"`
	Requests      []Request    `json:"requests"`
	Findings      []Finding    `json:"findings"`
	Also          []Also       `json:"also"`
	HeldSince     time.Time    `json:"held_since,omitzero"` // by a legal hold
}

func (x *exporting) otherHeld() otherHeld {
	out := otherHeld{
		Person: x.person, Made: x.at, Registrations: []registered{}, Relations: []related{}, Accounts: append([]Account{}, x.accounts...),
		Requests: []Request{}, Findings: append([]Finding{}, x.findings...), Also: append([]Also{}, x.also...), HeldSince: x.held,
	}
	for _, r := range x.registered {
		name := r.Source
		if p, is := x.Place.Partner(r.Source); is {
			name = p.Name
		}
		out.Registrations = append(out.Registrations, registered{name, r.LocalID})
	}
	for i := range x.relations {
		out.Relations = append(out.Relations, x.relatedOf(&x.relations[i]))
	}
	for _, q := range x.requests {
		q.AskedBy, q.AnsweredBy = "", "" // accounts
		out.Requests = append(out.Requests, q)
	}
	return out
}

// other writes what FHIR has no place for.
func (x *exporting) other(w *bufio.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(x.otherHeld())
}
