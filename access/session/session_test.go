package session

import (
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"continuum/access/account"
	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/store"
)

func TestASessionIsOfItsAccount(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann")
		token := w.begin(t, ann)
		x, owner, err := w.Use(t.Context(), token)
		wants(t, err, "")
		if x.Account != ann.ID || owner.Name != "ann" || x.Method != "passkey" || x.Role != "nurse" || x.Purpose != "direct-care" || x.Device() != "Firefox on Windows" || !x.Began.Equal(w.now()) || !x.Ends.Equal(w.now().Add(lasts)) {
			t.Errorf("got %+v of %+v", x, owner)
		}
		var kept string
		wants(t, w.db.Read(t.Context(), func(tx *store.Tx) error {
			for row, err := range tx.Query("SELECT id, digest FROM session_open") {
				var digest []byte
				if err == nil {
					err = row.Scan(&kept, &digest)
				}
				if err != nil {
					return err
				}
				kept += string(digest)
			}
			return nil
		}), "")
		if kept == "" || strings.Contains(kept, token) {
			t.Error("the token is in the database")
		}
		for _, no := range []string{"", "x", token[:42], token + "A", newToken(), strings.ToUpper(token), kept} {
			if w.in(t, no) {
				t.Errorf("%q is somebody", no)
			}
		}
		wants(t, w.End(t.Context(), token), "")
		wants(t, w.End(t.Context(), token), "")
		if w.in(t, token) {
			t.Error("signed out and still in")
		}
		if len(w.heard) != 2 || w.heard[0] != (account.Event{Action: Began, Account: ann.ID, Detail: "passkey"}) || w.heard[1].Action != Ended {
			t.Errorf("noted %v", w.heard)
		}
	})
}

func TestSessionsTimeOut(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann")
		token := w.begin(t, ann)
		w.pass(idle - time.Second)
		if _, _, err := w.Peek(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		w.pass(time.Second)
		if w.in(t, token) {
			t.Error("not used, and still in; or Peek counts")
		}
		token = w.begin(t, ann)
		for begun := w.now(); w.now().Sub(begun) < lasts; w.pass(10 * time.Minute) {
			if !w.in(t, token) {
				t.Fatalf("out after %v", w.now().Sub(begun))
			}
		}
		if w.in(t, token) {
			t.Error("in for longer than a session lasts")
		}
		for _, c := range [][2]time.Duration{{time.Minute, time.Hour}, {time.Hour, time.Minute}, {-1, -1}} {
			if _, err := New(w.db, w.accounts, WithTimeOuts(c[0], c[1])); err == nil {
				t.Errorf("%v were taken", c)
			}
		}
	})
}

func TestReadingWritesOnceAMinute(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		token := w.begin(t, w.add(t, "ann"))
		k, _ := keyOf(token)
		written := map[time.Time]bool{}
		for range 300 {
			if !w.in(t, token) {
				t.Fatal("out")
			}
			w.pass(time.Second)
			wants(t, w.db.Read(t.Context(), func(tx *store.Tx) error {
				x, _, err := at(tx, k)
				written[x.Used] = true
				return err
			}), "")
		}
		if len(written) != 5 {
			t.Errorf("written %d times in five minutes", len(written)-1)
		}
	})
}

func TestChangesEndSessionsAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		for name, change := range map[string]func(id string) error{
			"disabled": func(id string) error { _, err := w.accounts.Disable(t.Context(), id); return err },
			"roles": func(id string) error {
				_, err := w.accounts.Change(t.Context(), id, 0, func(a *account.Account) error { a.Roles = nil; return nil })
				return err
			},
			"reset":      func(id string) error { _, err := w.accounts.Reset(t.Context(), id); return err },
			"password":   func(id string) error { return w.accounts.SetPassword(t.Context(), id, "correct horse battery staple") },
			"everywhere": func(id string) error { _, err := w.EndAll(t.Context(), id, ""); return err },
		} {
			ann, bob := w.add(t, "ann-"+name), w.add(t, "bob-"+name)
			tokens := []string{w.begin(t, ann), w.begin(t, ann)}
			other := w.begin(t, bob)
			for _, token := range append(tokens, other) {
				if !w.in(t, token) {
					t.Fatal("not in")
				}
			}
			wants(t, change(ann.ID), "")
			for _, token := range tokens {
				if w.in(t, token) {
					t.Errorf("%s, and still in", name)
				}
			}
			if !w.in(t, other) {
				t.Errorf("%s, and another is out", name)
			}
			if all, err := w.List(t.Context(), ann.ID); err != nil || len(all) != 0 {
				t.Errorf("%s: listed %v, %v", name, all, err)
			}
		}
		ann := w.add(t, "ann")
		token := w.begin(t, ann)
		_, err := w.accounts.Change(t.Context(), ann.ID, 0, func(a *account.Account) error { a.Display = "Ann"; return nil })
		wants(t, err, "")
		if x, owner, err := w.Use(t.Context(), token); err != nil || owner.Display != "Ann" || x.Account != ann.ID {
			t.Errorf("another name ended the session, or is not seen: %v, %v", owner, err)
		}
		_, err = w.accounts.Disable(t.Context(), ann.ID)
		wants(t, err, "")
		_, _, err = w.Begin(t.Context(), Beginning{Account: ann.ID, Epoch: ann.Epoch})
		wants(t, err, fault.Denied)
		_, _, err = w.Begin(t.Context(), Beginning{Account: "nobody", Epoch: 1})
		wants(t, err, fault.Denied)
	})
}

// TestOtherProcessesHearWithinASecond: what one process ends, another believes for
// no longer than a second, and both survive a restart.
func TestOtherProcessesHearWithinASecond(t *testing.T) {
	for engine, url := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "place.db") },
		"PostgreSQL": func(t *testing.T) string { return testkit.Postgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			at := url(t)
			w := newWorld(t, at)
			there, accounts := w.process(t, at)
			ann := w.add(t, "ann")
			token := w.begin(t, ann)
			if _, _, err := there.Use(t.Context(), token); err != nil {
				t.Fatal(err)
			}
			_, err := accounts.Disable(t.Context(), ann.ID)
			wants(t, err, "")
			if _, _, err := there.Use(t.Context(), token); err == nil {
				t.Error("where it was disabled it is in")
			}
			w.pass(believed)
			if w.in(t, token) {
				t.Error("elsewhere it is in after a second")
			}
		})
	}
}

func TestTokensThatWerePlantedAreWorthNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann := w.add(t, "ann")
		planted := w.begin(t, w.add(t, "eve"))
		token, _, err := w.Begin(t.Context(), Beginning{Account: ann.ID, Epoch: ann.Epoch, Old: planted})
		wants(t, err, "")
		if w.in(t, planted) || !w.in(t, token) {
			t.Error("the old token lives, or the new one does not")
		}
		acting, err := w.Act(t.Context(), token, "gp", "audit")
		wants(t, err, "")
		if w.in(t, token) {
			t.Error("after a change of role the old token lives")
		}
		before, _, err := w.Use(t.Context(), acting)
		wants(t, err, "")
		w.pass(5 * time.Minute)
		if before.Role != "gp" || before.Purpose != "audit" || before.Fresh(w.now(), 5*time.Minute) {
			t.Errorf("got %+v", before)
		}
		proved, err := w.Prove(t.Context(), acting, "passkey", true)
		wants(t, err, "")
		after, _, err := w.Use(t.Context(), proved)
		wants(t, err, "")
		if w.in(t, acting) || !after.Fresh(w.now(), 5*time.Minute) || after.ID != before.ID || after.Role != "gp" || after.Method != "passkey" || !after.Strong || !after.Ends.Equal(before.Ends) {
			t.Errorf("got %+v", after)
		}
		for _, no := range []string{"", token, newToken()} {
			_, err = w.Prove(t.Context(), no, "password", false)
			wants(t, err, fault.Denied)
		}
		w.pass(idle)
		_, err = w.Prove(t.Context(), proved, "password", false)
		wants(t, err, fault.Denied)
		_, err = w.Act(t.Context(), proved, strings.Repeat("a", longestWord+1), "")
		wants(t, err, fault.Invalid)
	})
}

func TestOneRenewalWins(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		token := w.begin(t, w.add(t, "ann"))
		var all sync.WaitGroup
		var won atomic.Int64
		for range 8 {
			all.Go(func() {
				if _, err := w.Act(t.Context(), token, "gp", ""); err == nil {
					won.Add(1)
				}
			})
			all.Go(func() { _, _, _ = w.Use(t.Context(), token) })
		}
		all.Wait()
		if won.Load() != 1 || w.in(t, token) {
			t.Errorf("%d renewals won", won.Load())
		}
	})
}

func TestMySessions(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann, bob := w.add(t, "ann"), w.add(t, "bob")
		var tokens []string
		for range 3 {
			tokens = append(tokens, w.begin(t, ann))
			w.pass(time.Second)
		}
		bobs := w.begin(t, bob)
		all, err := w.List(t.Context(), ann.ID)
		if err != nil || len(all) != 3 || !all[0].Used.After(all[1].Used) {
			t.Fatalf("listed %v, %v", all, err)
		}
		wants(t, w.EndOne(t.Context(), bob.ID, all[0].ID), fault.NotFound)
		wants(t, w.EndOne(t.Context(), ann.ID, all[0].ID), "")
		if w.in(t, tokens[2]) || !w.in(t, tokens[1]) {
			t.Error("another one was ended")
		}
		n, err := w.EndAll(t.Context(), ann.ID, all[2].ID)
		if err != nil || n != 1 || w.in(t, tokens[1]) || !w.in(t, tokens[0]) || !w.in(t, bobs) {
			t.Errorf("ended %d, %v", n, err)
		}
		for range mostOpen + 5 {
			w.pass(time.Millisecond)
			w.begin(t, bob)
		}
		if all, err := w.List(t.Context(), bob.ID); err != nil || len(all) != mostOpen {
			t.Errorf("%d sessions, %v", len(all), err)
		}
	})
}

func TestAProviderEndsItsSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ann, bob := w.add(t, "ann"), w.add(t, "bob")
		at := func(a account.Account, from Provider) string {
			token, x, err := w.Begin(t.Context(), Beginning{Account: a.ID, Epoch: a.Epoch, Method: from.ID, Strong: true, From: from})
			wants(t, err, "")
			if read, _, err := w.Use(t.Context(), token); err != nil || read != x || read.From != from || !read.Strong {
				t.Fatalf("began %+v, read %+v, %v", x, read, err)
			}
			return token
		}
		for _, c := range []struct {
			sub, sid string
			left     [5]bool
		}{
			{"ann", "1", [5]bool{false, true, true, true, true}},
			{"", "1", [5]bool{false, true, true, true, true}},
			{"ann", "", [5]bool{false, false, true, true, true}},
			{"bob", "1", [5]bool{true, true, true, true, true}},
			{"", "", [5]bool{true, true, true, true, true}},
		} {
			tokens := [5]string{
				at(ann, Provider{"cis2", "ann", "1"}), at(ann, Provider{"cis2", "ann", "2"}), at(bob, Provider{"cis2", "bob", "3"}),
				at(ann, Provider{"nhs_login", "ann", "1"}), w.begin(t, ann),
			}
			wants(t, w.EndSessions(t.Context(), "cis2", c.sub, c.sid), "")
			for i, token := range tokens {
				if w.in(t, token) != c.left[i] {
					t.Errorf("sub %q, sid %q: session %d", c.sub, c.sid, i)
				}
			}
			_, err := w.EndAll(t.Context(), ann.ID, "")
			wants(t, err, "")
			_, err = w.EndAll(t.Context(), bob.ID, "")
			wants(t, err, "")
		}
		wants(t, w.EndSessions(t.Context(), "", "", ""), "")
	})
}

func BenchmarkUse(b *testing.B) {
	w := newWorld(b, "sqlite:"+b.TempDir()+"/place.db")
	token := w.begin(b, w.add(b, "ann"))
	b.Run("believed", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := w.Use(b.Context(), token); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			w.known.forgetAccount("")
			k, _ := keyOf(token)
			w.known.forget(k)
			if _, _, err := w.Use(b.Context(), token); err != nil {
				b.Fatal(err)
			}
		}
	})
}
