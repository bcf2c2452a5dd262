package smart

import (
	"context"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

func TestMint(t *testing.T) {
	onBoth(t, func(w *world) {
		ctx := context.Background()
		token, ends, err := w.Mint(ctx, Wish{Account: "ann", Scopes: w.scopes("user/*.rs"), Purpose: "direct-care"})
		if err != nil || !ends.Equal(w.clock.Add(10*time.Minute)) {
			t.Fatalf("%s %v", ends, err)
		}
		if g := grantOf(w, token); g.Account != "ann" || g.App != "" || g.How != byHand || g.Patient != "" || g.Purpose != "direct-care" || g.Scopes.String() != "user/*.rs" {
			t.Errorf("%+v", g)
		}
		about, _, err := w.Mint(ctx, Wish{Account: "ann", Scopes: w.scopes("patient/*.rs"), Patient: "7", For: time.Hour})
		if err != nil || grantOf(w, about).Patient != "7" {
			t.Errorf("%v", err)
		}
		for name, wish := range map[string]Wish{
			"nobody":           {Account: "eve", Scopes: w.scopes("user/*.rs")},
			"no account":       {Scopes: w.scopes("user/*.rs")},
			"no scope":         {Account: "ann"},
			"system scopes":    {Account: "ann", Scopes: w.scopes("system/*.rs")},
			"words":            {Account: "ann", Scopes: w.scopes("user/*.rs offline_access")},
			"about nobody":     {Account: "ann", Scopes: w.scopes("patient/*.rs")},
			"about needlessly": {Account: "ann", Scopes: w.scopes("user/*.rs"), Patient: "7"},
			"about a path":     {Account: "ann", Scopes: w.scopes("patient/*.rs"), Patient: "a/b"},
			"for days":         {Account: "ann", Scopes: w.scopes("user/*.rs"), For: 13 * time.Hour},
			"for less":         {Account: "ann", Scopes: w.scopes("user/*.rs"), For: -time.Hour},
			"finer":            {Account: "ann", Scopes: w.scopes("user/Observation.rs?category=x")},
		} {
			if got, _, err := w.Mint(ctx, wish); err == nil || got != "" {
				t.Errorf("%s: a token is given", name)
			}
		}
		// The transaction that disables an account ends what it has.
		err = w.db.Write(ctx, func(tx *store.Tx) error { return w.RevokeAccount(ctx, tx, "ann", "the account was disabled") })
		if err != nil {
			t.Fatal(err)
		}
		w.Recheck()
		if w.good(w.Server, token) || w.good(w.Server, about) {
			t.Error("a token outlives its account")
		}
		w.staff["bob"].Disabled = true
		if _, _, err := w.Mint(ctx, Wish{Account: "bob", Scopes: w.scopes("user/*.rs")}); fault.CodeOf(err) != fault.Denied {
			t.Errorf("a disabled account: %v", err)
		}
	})
}

// TestWithdrawn: who agreed sees what they agreed to, and may take it back.
func TestWithdrawn(t *testing.T) {
	onBoth(t, func(w *world) {
		ctx := context.Background()
		got := w.tokens()
		w.clock = w.clock.Add(time.Second)
		other, _, err := w.Mint(ctx, Wish{Account: "ann", Scopes: w.scopes("user/*.rs"), For: time.Hour})
		if err != nil || !w.good(w.Server, got.Access) {
			t.Fatal(err)
		}
		all := done(w.Agreements(ctx, "ann"))(t)
		if len(all) != 2 || all[1].App != w.public.ID || all[1].Name != "Risk" || all[1].Patient != "1" || !all[1].Ends.Equal(w.clock.Add(usualRefresh-time.Second)) || all[1].Scopes.String() != got.Scope || all[0].App != "" || all[0].How != byHand {
			t.Fatalf("%+v", all)
		}
		if theirs := done(w.Agreements(ctx, "bob"))(t); len(theirs) != 0 {
			t.Errorf("another account sees %+v", theirs)
		}
		if err := w.Withdraw(ctx, "bob", all[1].ID); fault.CodeOf(err) != fault.NotFound || !w.good(w.Server, got.Access) {
			t.Errorf("another account takes it back: %v", err)
		}
		if err := w.Withdraw(ctx, "ann", all[1].ID); err != nil {
			t.Fatal(err)
		}
		if w.good(w.Server, got.Access) || !w.good(w.Server, other) || w.post("/token", w.refreshing(got.Refresh), nil).Error != "invalid_grant" {
			t.Error("what was withdrawn goes on, or what was not does not")
		}
		if err := w.Withdraw(ctx, "ann", all[1].ID); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("a second time: %v", err)
		}
		if left := done(w.Agreements(ctx, "ann"))(t); len(left) != 1 {
			t.Errorf("%+v", left)
		}
		w.clock = w.clock.Add(2 * time.Hour)
		if left := done(w.Agreements(ctx, "ann"))(t); len(left) != 0 {
			t.Errorf("what has ended: %+v", left)
		}
	})
}

// TestTidy drops what has ended, and nothing that has not.
func TestTidy(t *testing.T) {
	onBoth(t, func(w *world) {
		ctx := context.Background()
		got := w.tokens()
		w.authorize(w.request(w.public))
		done(w.NewLaunch(ctx, "ann", "1"))(t)
		count := func() (n int64) {
			for _, table := range []string{"smart_pending", "smart_launch", "smart_assertion", "smart_token", "smart_code", "smart_grant"} {
				err := w.db.Read(ctx, func(tx *store.Tx) error {
					var one int64
					err := tx.QueryRow("SELECT count(*) FROM " + table).Scan(&one)
					n += one
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			return n
		}
		for _, c := range []struct {
			after time.Duration
			left  int64
		}{{0, 6}, {time.Hour, 3}, {25 * time.Hour, 2}, {29 * 24 * time.Hour, 2}, {31 * 24 * time.Hour, 1}, {33 * 24 * time.Hour, 0}} {
			start := w.clock
			w.clock = start.Add(c.after)
			if err := w.Tidy(ctx); err != nil {
				t.Fatal(err)
			}
			if n := count(); n != c.left {
				t.Errorf("%d rows are left after %s, want %d", n, c.after, c.left)
			}
			if c.after == 29*24*time.Hour {
				if late := w.post("/token", w.refreshing(got.Refresh, "scope", "nothing"), nil); late.Error != "invalid_scope" {
					t.Errorf("the refresh token is lost: %+v", late)
				}
			}
			w.clock = start
		}
	})
}

// TestWork asks for the next round once.
func TestWork(t *testing.T) {
	onBoth(t, func(w *world) {
		for range 2 {
			if err := w.Work(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		var n int64
		err := w.db.Read(context.Background(), func(tx *store.Tx) error {
			return tx.QueryRow("SELECT count(*) FROM store_task WHERE lane = 'job/" + tidyJob + "'").Scan(&n)
		})
		if err != nil || n < 1 || n > 2 { // two where ten minutes went by between
			t.Errorf("%d rounds are asked for, %v", n, err)
		}
	})
}

// TestRoom: requests that nobody looks at do not keep others out, nor fill the disk.
func TestRoom(t *testing.T) {
	onBoth(t, func(w *world) {
		ctx := context.Background()
		looked := w.authorize(w.request(w.public)).Query().Get("request")
		done(w.Pending(ctx, looked, "ann"))(t)
		err := w.db.Write(ctx, func(tx *store.Tx) error {
			rows := make([][]any, mostPending)
			for i := range rows {
				rows[i] = []any{hash(newSecret("")), w.public.ID, home, "", "s", "", "", "", "", w.clock.Add(time.Hour)}
			}
			return tx.Insert("smart_pending", []string{"hash", "app", "redirect", "scopes", "state", "challenge", "nonce", "account", "patient", "ends"}, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
		if id := w.authorize(w.request(w.public)).Query().Get("request"); id == "" {
			t.Error("there is no room")
		}
		var n int64
		err = w.db.Read(ctx, func(tx *store.Tx) error {
			return tx.QueryRow("SELECT count(*) FROM smart_pending").Scan(&n)
		})
		if err != nil || n > mostPending {
			t.Errorf("%d wait, %v", n, err)
		}
		done(w.Pending(ctx, looked, "ann"))(t)
	})
}
