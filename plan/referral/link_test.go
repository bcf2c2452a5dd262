package referral

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

var (
	outsider = context.Background() // has no account
	lunch    = Letter{Person: "p1", Team: "ward", To: Party{Name: "Lunch club, St Mary's"}, Title: "A place at the table", Urgency: "routine", Goals: []string{"Company"}}
	taking   = Acceptance{Worker: "Mrs Baker", Start: monday}
)

func (w *world) invited(id int64) string {
	w.Helper()
	token, err := w.Invite(ward, id, w.now.AddDate(0, 0, 7))
	must(w, err)
	return token
}

func (w *world) check(token string) (err error) {
	_ = w.db.Read(context.Background(), func(tx *store.Tx) error {
		err = w.CheckLink(tx, token)
		return nil
	})
	return err
}

func TestLink(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		x := w.sent(lunch)
		token := w.invited(x.ID)
		if len(token) != 43 || w.check(token) != nil || w.get(x.ID).State != Sent {
			t.Errorf("token %q, %v", token, w.check(token))
		}
		seen, err := w.ViewByLink(outsider, token)
		if err != nil || seen.State != Received || seen.Title != x.Title {
			t.Errorf("%v, %+v", err, seen)
		}
		if again, err := w.ViewByLink(outsider, token); err != nil || again.Version != seen.Version {
			t.Errorf("seen again: %v", err)
		}
		done, err := w.AcceptByLink(outsider, token, "Mrs Baker, cook", taking)
		if err != nil || done.State != Accepted || done.Worker != "Mrs Baker" {
			t.Fatalf("%v, %+v", err, done)
		}
		last := w.steps(done)
		if s := last[len(last)-1]; s.Name != "Mrs Baker, cook" || !strings.HasPrefix(s.By, "link:") || s.Part != Receiver {
			t.Errorf("%+v", s)
		}
		for range 2 {
			if _, err := w.RejectByLink(outsider, token, "x", refusal); !errors.Is(err, ErrLinkUsed) {
				t.Errorf("used twice: %v", err)
			}
			if _, err := w.ViewByLink(outsider, token); !errors.Is(err, ErrLinkUsed) {
				t.Errorf("looked at after use: %v", err)
			}
		}
		// What the partner says later, the sender writes down.
		done, err = w.Start(nurse, done.ID, Beginning{Version: done.Version, Contact: w.now})
		must(t, err)
		done, err = w.Finish(ward, done.ID, Ending{Version: done.Version, Outcomes: []Outcome{{Achieved, ""}}})
		if err != nil || done.State != Done {
			t.Errorf("%v, %+v", err, done)
		}
	})
}

// TestLinkAtOnce answers without looking before; both steps are in the thread.
func TestLinkAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		x := w.sent(lunch)
		got, err := w.RejectByLink(outsider, w.invited(x.ID), "Mr Cook", refusal)
		if err != nil || got.State != Rejected || got.Why != "no_capacity" || len(w.steps(got)) != 5 {
			t.Errorf("%v, %+v, %v", err, got, w.acts(got))
		}
	})
}

// TestLinkMisuse tells what is wrong, and never whose it was.
func TestLinkMisuse(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		old, revoked, renewed := w.sent(lunch), w.sent(lunch), w.sent(lunch)
		expired, taken, first := w.invited(old.ID), w.invited(revoked.ID), w.invited(renewed.ID)
		second := w.invited(renewed.ID)
		withdrawn := w.sent(lunch)
		gone := w.invited(withdrawn.ID)
		must(t, w.Withdraw(ward, withdrawn.ID))
		_, err := w.Revoke(ward, revoked.ID, revoked.Version, "Not needed.")
		must(t, err)
		w.now = w.now.AddDate(0, 0, 6)
		if err := w.check(second); err != nil {
			t.Errorf("the latest: %v", err)
		}
		w.now = noon.AddDate(0, 0, 7)
		for _, c := range []struct {
			token string
			want  error
		}{
			{expired, ErrLinkExpired},
			{taken, ErrLinkRevoked},
			{first, ErrLinkRevoked},
			{gone, ErrLinkRevoked},
			{second, ErrLinkExpired},
			{"", ErrLinkUnknown},
			{strings.Repeat("A", 43), ErrLinkUnknown},
			{hashOf(expired)[:43], ErrLinkUnknown},
			{hashOf(expired), ErrLinkUnknown},
			{expired + "=", ErrLinkUnknown},
			{strings.ToUpper(expired), ErrLinkUnknown},
			{"' OR 1=1 --", ErrLinkUnknown},
			{strings.Repeat("é", 1<<19), ErrLinkUnknown},
		} {
			_, viewed := w.ViewByLink(outsider, c.token)
			_, accepted := w.AcceptByLink(outsider, c.token, "x", Acceptance{Worker: "x", Start: w.now})
			_, rejected := w.RejectByLink(outsider, c.token, "x", refusal)
			for _, err := range []error{w.check(c.token), viewed, accepted, rejected} {
				if !errors.Is(err, c.want) || strings.Contains(err.Error(), "p1") || strings.Contains(err.Error(), "Lunch") {
					t.Errorf("%.50q: %v, want %v", c.token, err, c.want)
				}
			}
		}
		if w.get(old.ID).State != Sent {
			t.Error("an expired link did something")
		}
		w.secrets(expired, taken, first, second)
	})
}

// secrets checks that no token is kept.
func (w *world) secrets(tokens ...string) {
	w.Helper()
	var dump strings.Builder
	if _, err := w.db.Dump(context.Background(), &dump); err != nil {
		w.Fatal(err)
	}
	for _, token := range tokens {
		if strings.Contains(dump.String(), token) {
			w.Error("a token is kept in the clear")
		}
	}
}

func TestLinkRefused(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	x, inside, done, draft := w.sent(lunch), w.sent(letter), w.in(Done), w.drafted(lunch)
	week := noon.AddDate(0, 0, 7)
	for _, c := range []struct {
		name  string
		ctx   context.Context
		id    int64
		until time.Time
		want  fault.Code
	}{
		{"ends now", ward, x.ID, noon, fault.Invalid},
		{"years", ward, x.ID, noon.AddDate(1, 0, 0), fault.Invalid},
		{"a team", ward, inside.ID, week, fault.Invalid},
		{"the receiver", matron, inside.ID, week, fault.NotFound},
		{"a stranger", nobody, x.ID, week, fault.NotFound},
		{"done", ward, done.ID, week, fault.Conflict},
		{"a draft", ward, draft.ID, week, fault.Conflict},
		{"none", ward, 999, week, fault.NotFound},
	} {
		if token, err := w.Invite(c.ctx, c.id, c.until); fault.CodeOf(err) != c.want || token != "" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	token := w.invited(x.ID)
	for name, err := range map[string]error{
		"no name":   second(w.AcceptByLink(outsider, token, " ", taking)),
		"no worker": second(w.AcceptByLink(outsider, token, "x", Acceptance{Start: monday})),
		"a team":    second(w.AcceptByLink(outsider, token, "x", Acceptance{Team: "matrons", Start: monday})),
		"no reason": second(w.RejectByLink(outsider, token, "x", Refusal{})),
		"1 MB":      second(w.RejectByLink(outsider, token, strings.Repeat("x", 1<<20), refusal)),
	} {
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.check(token); err != nil || w.get(x.ID).State != Sent {
		t.Errorf("what was refused used the link: %v", err)
	}
}
