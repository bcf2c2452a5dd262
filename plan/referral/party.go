package referral

import (
	"cmp"
	"slices"

	"continuum/access"
	"continuum/internal/fault"
)

// Party is one of the two sides of a referral.
type Party struct {
	Partner string `json:"partner,omitempty"` // id
	Team    string `json:"team,omitempty"`    // id; "" the partner as such
	Name    string `json:"name,omitempty"`    // of a partner outside the network, who has no id
}

// Outside tells whether the party has nobody with an account: it answers by a link, and
// the sender writes down what it says later.
func (p Party) Outside() bool { return p.Partner == "" && p.Team == "" }

// Words name the party: as the place has it, or else as it was written.
func (p Party) Words() string { return cmp.Or(p.Team, p.Partner, p.Name) }

// sound tells whether the party can be asked at all.
func (p *Party) sound(column string) (err error) {
	for _, text := range []*string{&p.Partner, &p.Team, &p.Name} {
		if *text, err = sound(column, *text, longestName); err != nil {
			return err
		}
	}
	if p.Words() == "" {
		return &fault.Error{Code: fault.Invalid, Column: column, Reason: "it is not said whom the referral is for", Fix: "choose a team, or write the name of a partner outside"}
	}
	return nil
}

// of tells whether an actor belongs to the party.
func (p Party) of(a *access.Actor) bool {
	if p.Team != "" {
		return slices.Contains(a.Teams, p.Team)
	}
	return p.Partner != "" && a.Partner == p.Partner
}

// parts are those that an actor has in a referral. For a receiver outside the network, which
// has no account, the sender writes down what it said once it has accepted.
func (x *Referral) parts(a *access.Actor, rules *Rules) (all []Who) {
	if a == nil || a.Kind == access.Person {
		return nil
	}
	sends := x.By == a.Account || x.From.Team != "" && x.From.of(a)
	if sends {
		all = append(all, Sender)
	}
	does := x.Worker != "" && x.Worker == a.Account || x.Team != "" && slices.Contains(a.Teams, x.Team)
	if x.State != Drafted && (x.To.of(a) || does || sends && x.To.Outside() && (x.State == Accepted || x.State == InProgress)) {
		all = append(all, Receiver)
	}
	if x.From.Partner != "" && a.Partner == x.From.Partner && slices.ContainsFunc(a.Roles, func(role string) bool { return slices.Contains(rules.Managers, role) }) {
		all = append(all, Manager)
	}
	return all
}
