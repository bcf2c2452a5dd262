package fhir

import (
	"testing"

	"continuum/access"
	"continuum/access/smart"
)

// townScopes are what apps were given.
var townScopes = []string{
	"patient/*.rs", "patient/Observation.rs patient/Patient.r", "user/*.rs", "user/Observation.rs user/Encounter.s patient/*.rs", "user/Patient.rs user/Condition.r", "patient/*.read user/Organization.rs", "launch",
}

// actors are some of every role, and apps with scopes.
func (w *town) actors(t testing.TB, r *access.Rules) (all []*access.Actor) {
	t.Helper()
	for _, id := range r.RoleIDs() {
		role, _ := r.Role(id)
		for range 2 {
			a := w.actor(role)
			all = append(all, a)
			if w.IntN(2) == 0 {
				all = append(all, w.limited(t, *a))
			}
		}
	}
	for _, scope := range townScopes {
		for _, id := range []string{"person", "gp", "partner_system"} {
			role, _ := r.Role(id)
			a := w.limited(t, *w.actor(role))
			a.Limits.Scopes = scopes(t, scope)
			all = append(all, a)
		}
	}
	for _, x := range []string{"system/*.rs", "system/Observation.rs system/Patient.r"} {
		role, _ := r.Role("partner_system")
		a := w.limited(t, *w.actor(role))
		a.Limits.Patient, a.Limits.Scopes, a.Limits.Own = "", scopes(t, x), true
		all = append(all, a)
	}
	w.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func scopes(t testing.TB, text string) smart.Scopes {
	t.Helper()
	all, err := smart.ParseScopes(text)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// actor is somebody of a role, at some partner.
func (w *town) actor(role access.Role) *access.Actor {
	a := &access.Actor{
		Account: one(w, "a0", "a1", "a2", "a3"), Kind: role.Kind, Roles: []string{role.ID}, Purpose: role.Purpose, Strong: w.IntN(3) > 0,
		Partner: one(w, "", "weston_hospital", "weston_community", "weston_council", "weston_voluntary"),
	}
	if role.ID == "gp" || role.ID == "practice_staff" || w.IntN(4) == 0 {
		a.Practice = one(w, "P1", "P2")
	}
	if role.Kind == access.Staff && w.IntN(3) > 0 {
		a.Teams, a.Wards, a.Practitioner = []string{"north_team"}, []string{"weston_hospital/5"}, "Practitioner/1"
	}
	if w.IntN(8) == 0 {
		a.Purpose = one(w, access.Purposes()...)
	}
	return a
}

// limited is the same by a token.
func (w *town) limited(t testing.TB, a access.Actor) *access.Actor {
	a.Limits = &access.Limits{App: "app", Scopes: scopes(t, one(w, townScopes...)), Patient: "Patient/" + one(w, "p0", "p2", "p5", "p6", "p9", "p20")}
	if w.IntN(6) == 0 {
		a.Limits.Patient = ""
	}
	return &a
}
