package referral

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/fault"
)

// TestTwoAnswer lets many answer one referral at once: one does, and all others are told
// who it was.
func TestTwoAnswer(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		for range 5 {
			x := w.in(Received)
			type answer struct {
				ctx context.Context
				act Act
			}
			all := []answer{{matron, ActAccept}, {deputy, ActReject}, {matron, ActAsk}, {ward, ActRevoke}, {deputy, ActAccept}, {matron, ActReject}, {nurse, ActRevoke}, {boss, ActRevoke}}
			errs := make([]error, len(all))
			var wait sync.WaitGroup
			for i, a := range all {
				wait.Go(func() { _, errs[i] = w.act(a.ctx, a.act, &x, x.Version) })
			}
			wait.Wait()
			won := slices.Index(errs, nil)
			if won < 0 {
				t.Fatal(errs)
			}
			now := w.steps(w.get(x.ID))
			last := now[len(now)-1]
			if last.Act != all[won].act || last.Version != x.Version+1 || len(now) != 4 {
				t.Errorf("%+v after %s", now, all[won].act)
			}
			for i, err := range errs {
				if i != won && (fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), last.words())) {
					t.Errorf("%s: %v", all[i].act, err)
				}
			}
		}
	})
}

// TestLinkOnce lets many use one link at once.
func TestLinkOnce(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		x := w.sent(lunch)
		token := w.invited(x.ID)
		errs := make([]error, 8)
		var wait sync.WaitGroup
		for i := range errs {
			wait.Go(func() {
				if i%2 == 0 {
					_, errs[i] = w.AcceptByLink(outsider, token, "x", taking)
				} else {
					_, errs[i] = w.RejectByLink(outsider, token, "y", refusal)
				}
			})
		}
		wait.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, ErrLinkUsed) {
				t.Error(err)
			}
		}
		if won != 1 || len(w.steps(w.get(x.ID))) != 5 {
			t.Errorf("%d answered: %v", won, w.acts(w.get(x.ID)))
		}
	})
}

// model is what a referral should be, worked out without a store.
type model struct {
	state   State
	version int64
	holder  string // the team it is with
	acts    []Act
}

// TestModel holds any sequence of acts by anybody, with versions old and new, against a
// model of the machine.
func TestModel(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		actors := map[string]context.Context{"ward": ward, "matrons": matron, "homes": homes}
		acts := []Act{ActSend, ActView, ActAccept, ActReject, ActAsk, ActAnswer, ActStart, ActFinish, ActEndEarly, ActRevoke, ActPassOn}
		rapid.Check(t, func(r *rapid.T) {
			l := letter
			x, err := w.Draft(ward, l)
			must(t, err)
			m := model{Drafted, 1, "matrons", []Act{ActDraft}}
			for range rapid.IntRange(1, 14).Draw(r, "acts") {
				team := rapid.SampledFrom([]string{"ward", "matrons", "matrons", "homes"}).Draw(r, "team")
				part := Receiver
				if team == "ward" {
					part = Sender
				}
				likely := Allowed(m.state, Sender, Receiver)
				act := rapid.SampledFrom(append(slices.Repeat(likely, 3), acts...)).Draw(r, "act")
				seen := max(m.version-int64(rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(r, "behind")), 1)
				if act == ActPassOn && m.holder == "homes" {
					continue // to itself
				}
				got, err := w.act(actors[team], act, &x, seen)
				m.judge(r, act, team, part, seen, got, err)
			}
			now := w.get(x.ID)
			if now.State != m.state || now.Version != m.version || !slices.Equal(w.acts(now), m.acts) || len(w.told(x.ID)) != len(m.acts) {
				r.Fatalf("%+v, %v; want %+v", now, w.acts(now), m)
			}
		})
	})
}

// judge holds one answer against the model, and takes the model there.
func (m *model) judge(r *rapid.T, act Act, team string, part Who, seen int64, got Referral, err error) {
	takes := part == Sender || m.state != Drafted && team == m.holder
	to, _, may := leads(m.state, act, []Who{part})
	switch {
	case takes && may && (seen == m.version || act == ActView):
		if err != nil || got.State != to || got.Version != m.version+1 {
			r.Fatalf("%s by %s in %s: %v, %s", act, team, m.state, err, got.State)
		}
		m.state, m.version, m.acts = to, m.version+1, append(m.acts, act)
		if act == ActPassOn {
			m.holder = "homes"
		}
	case act == ActView:
		if takes && part == Sender && (err != nil || got.Version != m.version) {
			r.Fatalf("looked at by the sender in %s: %v", m.state, err)
		}
	case err == nil:
		r.Fatalf("%s by %s in %s, version %d of %d, was let", act, team, m.state, seen, m.version)
	case takes && seen < m.version && fault.CodeOf(err) != fault.Conflict:
		r.Fatalf("%s by %s in %s, too late: %v", act, team, m.state, err)
	}
}
