package access

import (
	"slices"
	"time"

	"continuum/access/account"
	"continuum/access/session"
	"continuum/access/smart"
)

// SignedIn is the actor of a session: in the role and for the purpose that were chosen
// for it, or else in all roles of the account and for what its first role is for.
func (r *Rules) SignedIn(x *account.Account, s *session.Session) *Actor {
	a := r.actorOf(x, s.Role, s.Purpose)
	a.Strong, a.Session = s.Strong, s.ID
	return a
}

// ByToken is the actor of a token: the account that it acts for, or the app for itself,
// with no more than the token gives.
func (r *Rules) ByToken(g *smart.Grant, x *account.Account, app *smart.App) *Actor {
	limits := &Limits{App: g.App, Own: g.Account == "", Scopes: g.Scopes}
	if g.Patient != "" {
		limits.Patient = "Patient/" + g.Patient
	}
	a := &Actor{Account: "app:" + g.App, Kind: App, Roles: r.rolesOf(App), Purpose: g.Purpose}
	if x != nil {
		if a = r.actorOf(x, "", ""); a.Kind != Person && g.Purpose != "" {
			a.Purpose = g.Purpose
		}
	}
	if app != nil && x == nil {
		a.Name, a.Partner = app.Name, app.Partner
	}
	a.Limits, a.Session = limits, g.ID
	return a
}

// rolesOf are the ids of the roles of a kind.
func (r *Rules) rolesOf(kind string) (all []string) {
	for _, x := range r.Settings.Roles {
		if x.Kind == kind {
			all = append(all, x.ID)
		}
	}
	return all
}

func (r *Rules) actorOf(x *account.Account, role, purpose string) *Actor {
	a := &Actor{
		Account: x.ID, Name: x.Display, Kind: Staff, Roles: r.known(x.Roles), Partner: x.Partner, Practice: x.Practice, Teams: x.Teams, Wards: x.Wards,
		Practitioner: x.Practitioner, Person: x.Person, Purpose: purpose,
	}
	if slices.Contains(a.Roles, role) {
		a.Roles = []string{role}
	}
	if len(a.Roles) > 0 {
		first, _ := r.Role(a.Roles[0])
		a.Kind = first.Kind
		if a.Purpose == "" {
			a.Purpose = first.Purpose
		}
	}
	return a
}

// known leaves of roles those that the place still declares, of one kind: whoever is
// staff and a person of the place has an account for each.
func (r *Rules) known(roles []string) (all []string) {
	kind := ""
	for _, id := range roles {
		role, is := r.Role(id)
		if !is || kind != "" && role.Kind != kind {
			continue
		}
		kind, all = role.Kind, append(all, id)
	}
	return all
}

// System is the actor of what the server does by itself, or a command does.
func System(name, partner string) *Actor {
	return &Actor{Account: "system:" + name, Name: name, Kind: App, Partner: partner, Purpose: "direct-care"}
}

// Ends is how long somebody may look after breaking the glass now.
func (r *Rules) Ends(now time.Time) time.Time { return now.Add(r.Settings.BreakGlass.Duration()) }

// ClaimEnds is how long what somebody says of themselves now holds.
func (r *Rules) ClaimEnds(now time.Time) time.Time { return now.AddDate(0, 0, r.Settings.ClaimDays) }
