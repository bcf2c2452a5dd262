package account

import (
	"sync"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

func TestWhoeverFailsLearnsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann", "nurse")
		gone := w.add(t, "gone")
		_, err := w.Disable(t.Context(), gone.ID)
		wants(t, err, "")
		_, err = w.Add(t.Context(), Account{Name: "new"})
		wants(t, err, "")
		_, err = w.Add(t.Context(), Account{Name: "away", Source: "cis2", Subject: "s"})
		wants(t, err, "")
		for _, c := range []struct{ name, password, why string }{
			{"ann", "correct horse battery stapler", "wrong password"},
			{"ann", "", "wrong password"},
			{"ann", "bell\a and whistle", "wrong password"},
			{"nobody", good, "unknown name"},
			{"no body", good, "unknown name"},
			{"", good, "unknown name"},
			{"gone", good, "disabled"},
			{"new", "", "has no password"},
			{"away", good, "signs in elsewhere"},
		} {
			_, err := w.SignIn(t.Context(), c.name, c.password, here)
			if err == nil || err.Error() != refusal().Error() || fault.CodeOf(err) != fault.Denied {
				t.Errorf("%s: got %v", c.why, err)
			}
			if e := w.last(); e.Action != Refused || e.Detail != c.why {
				t.Errorf("%s: noted %v", c.why, e)
			}
		}
		in, err := w.SignIn(t.Context(), "ANN", good, here)
		wants(t, err, "")
		if in.ID != ann.ID || !in.LastSignIn.Equal(w.now()) || w.last() != (Event{SignedIn, ann.ID, "password"}) {
			t.Errorf("got %+v, noted %v", in, w.last())
		}
	})
}

func TestSomeoneHeldUpLearnsNothingEither(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.add(t, "ann")
		for range 20 {
			_, err := w.SignIn(t.Context(), "ann", "wrong", here)
			wants(t, err, fault.Denied)
		}
		_, err := w.SignIn(t.Context(), "ann", good, "198.51.100.1")
		if err == nil || err.Error() != refusal().Error() || w.last().Detail != "held up" {
			t.Errorf("got %v, noted %v", err, w.last())
		}
		w.pass(ofName.longest)
		_, err = w.SignIn(t.Context(), "ann", good, "198.51.100.1")
		wants(t, err, "")
	})
}

func TestGuessesAtOnceDoNotOutrunTheCount(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.add(t, "ann")
		var all sync.WaitGroup
		for range 60 {
			all.Go(func() { _, _ = w.SignIn(t.Context(), "ann", "wrong", here) })
		}
		all.Wait()
		looked := 0
		for _, e := range w.heard {
			if e.Detail == "wrong password" {
				looked++
			}
		}
		if looked != ofName.free+1 {
			t.Errorf("%d guesses were looked at, want %d", looked, ofName.free+1)
		}
	})
}

func TestHashesAreMadeAnewWhenTheCostGrows(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann")
		w.open(t, WithHashing(Cost{Memory: 16, Passes: 2, Lanes: 1}, 1))
		for range 2 {
			_, err := w.SignIn(t.Context(), "ann", good, here)
			wants(t, err, "")
			var hash string
			wants(t, w.db.Read(t.Context(), func(tx *store.Tx) (err error) { hash, err = passwordOf(tx, ann.ID); return err }), "")
			h, err := parseHash(hash)
			if err != nil || h.Cost != (Cost{16, 2, 1}) {
				t.Errorf("got %v, %v", h.Cost, err)
			}
		}
	})
}

func TestPolicies(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.add(t, "ann", "nurse")
		admin := w.add(t, "root", "admin")
		glass, err := w.Add(t.Context(), Account{Name: "glass", BreakGlass: true})
		wants(t, err, "")
		wants(t, w.SetPassword(t.Context(), glass.ID, good), "")
		for _, c := range []struct {
			policy Policy
			in     map[string]bool
		}{
			{Policy{Passwords: true}, map[string]bool{"ann": true, "root": true, "glass": true}},
			{Policy{Passwords: true, PasskeyRoles: []string{"admin"}}, map[string]bool{"ann": true, "glass": true}},
			{Policy{Passwords: true, OnlyBreakGlass: true}, map[string]bool{"glass": true}},
			{Policy{}, nil},
		} {
			w.open(t, WithPolicy(c.policy))
			for _, name := range []string{"ann", "root", "glass"} {
				_, err := w.SignIn(t.Context(), name, good, here)
				if (err == nil) != c.in[name] {
					t.Errorf("%+v, %s: got %v", c.policy, name, err)
				}
			}
			w.pass(time.Hour)
		}
		wants(t, w.SetPassword(t.Context(), admin.ID, good), fault.Denied)
	})
}
