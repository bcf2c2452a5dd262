package main

import (
	"context"
	"slices"
	"time"

	"continuum/access"
	"continuum/access/account"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/sight"
	"continuum/store"
	"continuum/warehouse"
	"continuum/web"
)

// demoPerson is somebody whom the demo lets be.
type demoPerson struct {
	name, display, role, try string
	tell                     func(x *account.Account)
}

// demoPeople are those of the demo of Weston. mary and joan are the keys of Mrs Mary
// Smith and of her daughter in the build, practice is the code of Mrs Smith's practice.
func demoPeople(mary, joan, practice string) []demoPerson {
	at := func(partner string, teams ...string) func(*account.Account) {
		return func(x *account.Account) { x.Partner, x.Teams = partner, teams }
	}
	return []demoPerson{
		{"demo.gp", "Dr Asha Rahman", "gp", "Mrs Smith's GP. Search for mary smith 1938 and read her whole record.", func(x *account.Account) { x.Partner, x.Practice = "weston_gp", practice }},
		{"demo.ward", "Dr Owen Price", "ward_clinician", "Mrs Smith left the hospital weeks ago, so her record is closed again. In an emergency you can open it, for a reason.", func(x *account.Account) { x.Partner, x.Wards = "weston_hospital", []string{"weston_hospital/Ward 5"} }},
		{"demo.nurse", "Grace Bello", "community_nurse", "Of the North neighbourhood team. Nobody referred Mrs Smith to it: say that you look after her, and see who is told.", at("weston_community", "north_team")},
		{"demo.matron", "Ruth Ellis", "community_nurse", "Of the community matrons. Her worklist has people whom case management would help, and why: accept, put off or decline.", at("weston_community", "matrons")},
		{"demo.social", "Helen Marsh", "social_worker", "The council arranges Mrs Smith's home care. See why she waited in hospital.", at("weston_council", "home_first")},
		{"demo.coordinator", "Peter Lowe", "care_coordinator", "In Mrs Smith's care team: brings together who does what for her. His worklist is that of the virtual ward.", at("weston_community", "virtual_ward")},
		{"demo.housing", "Dawn Fisher", "housing_officer", "Mrs Smith's landlord, in her care team. See what of her record is open to housing, and what is not.", at("weston_homes")},
		{"demo.link", "Sam Okoro", "link_worker", "Of Weston Voluntary Action, in her care team. Sees the plan, not the medical record.", at("weston_voluntary", "link_workers")},
		{"demo.analyst", "Ines Castro", "analyst", "Plans services: the figures of the place, and nobody's name. See under Lists which programmes pay.", at("weston_council")},
		{"demo.finance", "Rob Whitely", "finance_lead", "Sees what was bought, not why.", at("weston_council")},
		{"demo.privacy", "Naomi Clarke", "privacy_officer", "Follow up what looks unusual, such as a record that was opened in an emergency.", at("weston_council")},
		{"demo.admin", "Tom Bridge", "administrator", "Accounts, policies and the promises that they keep; nobody's record.", at("weston_council")},
		{"demo.mary", "Mary Smith", "person", "Your own record. See who looked, and share a part of it.", func(x *account.Account) { x.Person = mary }},
		{"demo.joan", "Joan Carter", "carer", "Mrs Smith's daughter, with whom she shares her plan.", func(x *account.Account) { x.Person = joan }},
	}
}

// demoShared is what Mrs Smith shares with her daughter.
var demoShared = []string{"demographics", "plan", "visits", "referrals"}

// demoUsers makes the accounts of the demo where they are missing, and lists them for
// the page of signing in. It can be done again at every start.
func (a *app) demoUsers(s servedPlace, k *kept, in *signIn, builds *warehouse.Live) (all []web.DemoUser, err error) {
	if !s.demo {
		return nil, nil
	}
	ctx := access.Through(access.With(a.ctx, access.System("continuum demo", "")), "command")
	mary, err := demoFind(ctx, builds, "mary smith 09/11/1938", "Smith", time.Date(1938, 11, 9, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return nil, err
	}
	joan, err := demoFind(ctx, builds, "joan carter 17/04/1965", "Carter", time.Date(1965, 4, 17, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return nil, err
	}
	practice, err := demoPractice(ctx, k, mary)
	if err != nil {
		return nil, err
	}
	for _, p := range demoPeople(mary, joan, practice) {
		x, err := p.account(ctx, in.accounts)
		if err != nil {
			return nil, fault.Wrap(err, "making the people of the demo")
		}
		if err := web.Bind(ctx, k.db, k.record, &x); err != nil {
			return nil, fault.Wrap(err, "making the people of the demo")
		}
		role, _ := s.access.Role(p.role)
		all = append(all, web.DemoUser{Account: x.ID, Name: p.display, RoleID: p.role, Role: role.Name, Try: p.try})
	}
	return all, relateDemo(ctx, k, mary, all)
}

// account gives the account of somebody of the demo, as it should be.
func (p *demoPerson) account(ctx context.Context, all *account.Accounts) (account.Account, error) {
	tell := func(x *account.Account) error {
		x.Display, x.Roles, x.Disabled = p.display, []string{p.role}, false
		p.tell(x)
		return nil
	}
	x, err := all.Named(ctx, p.name)
	if fault.CodeOf(err) == fault.NotFound {
		x = account.Account{Name: p.name}
		_ = tell(&x) // of constants
		return all.Add(ctx, x)
	}
	if err != nil {
		return x, err
	}
	return all.Change(ctx, x.ID, 0, tell)
}

// demoFind gives the key of somebody of the build; "" where they are not in it.
func demoFind(ctx context.Context, builds *warehouse.Live, query, family string, born time.Time) (string, error) {
	hits, err := builds.Search(ctx, query, 10)
	if err != nil {
		return "", fault.Wrap(err, "finding the people of the demo")
	}
	for i := range hits {
		if p := &hits[i].Person; p.FamilyName == family && p.BirthDate.Equal(born) {
			return p.ID, nil
		}
	}
	return "", nil
}

// demoPractice is the code of the practice of somebody; "" where none is known.
func demoPractice(ctx context.Context, k *kept, person string) (string, error) {
	if person == "" {
		return "", nil
	}
	all, err := k.built.RelationsOf(ctx, person)
	for _, r := range all {
		if r.Party.Kind == sight.Registered {
			return r.Party.Of, err
		}
	}
	return "", err
}

// demoTeam are those of the demo who are in Mrs Smith's care team.
var demoTeam = []string{"care_coordinator", "housing_officer", "link_worker"}

// relateDemo puts some into Mrs Smith's care team, and lets her share her plan with her
// daughter; what she has shared or withdrawn on the pages stays as it is until then.
func relateDemo(ctx context.Context, k *kept, mary string, all []web.DemoUser) error {
	if mary == "" {
		return nil
	}
	err := k.db.Write(ctx, func(tx *store.Tx) error {
		known, err := k.record.Relations(tx, mary)
		if err != nil || slices.ContainsFunc(known, func(r record.Relation) bool { return r.Origin == demoOrigin }) {
			return err
		}
		var team []record.Relation
		for _, p := range all {
			if slices.Contains(demoTeam, p.RoleID) {
				team = append(team, record.Relation{Party: sight.Party{Kind: sight.CareTeam, Of: p.Account}})
			}
		}
		if err := k.record.Relate(tx, demoOrigin, mary, team); err != nil {
			return err
		}
		return k.book.Share(tx, mary, all[len(all)-1].Account, demoShared, time.Time{})
	})
	return fault.Wrap(err, "relating the people of the demo")
}

const demoOrigin = "demo"
