package referral

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/fault"
	"continuum/store"
)

func (w *world) ids(f func(tx *store.Tx, q Query) ([]Referral, error), q Query) (all []int64) {
	w.Helper()
	w.read(func(tx *store.Tx) error {
		some, err := f(tx, q)
		for _, x := range some {
			all = append(all, x.ID)
		}
		return err
	})
	return all
}

func TestQueries(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		l := letter
		l.Urgency = "today" // no standard holds
		anytime := w.sent(l)
		w.now = noon.Add(time.Minute)
		l.Urgency, l.Person = "routine", "p2"
		routine := w.sent(l)
		urgent, draft, rejected, done := w.in(Received), w.drafted(letter), w.in(Rejected), w.in(Done)
		w.now = noon.Add(2 * time.Minute)
		taken := w.in(Accepted)
		moved := w.in(Accepted)
		_, err := w.PassOn(matron, moved.ID, Passing{Version: moved.Version, To: Party{Partner: "council", Team: "homes"}, Words: "x"})
		must(t, err)
		l.Person, l.To = "p3", Party{Partner: "council"}
		council := w.sent(l)
		for name, c := range map[string]struct {
			f    func(tx *store.Tx, q Query) ([]Referral, error)
			q    Query
			want []int64
		}{
			"inbox":         {w.Inbox, Query{Teams: []string{"matrons"}}, []int64{urgent.ID, taken.ID, routine.ID, anytime.ID}},
			"first page":    {w.Inbox, Query{Teams: []string{"matrons"}, Most: 2}, []int64{urgent.ID, taken.ID}},
			"second page":   {w.Inbox, Query{Teams: []string{"matrons"}, Most: 2, After: 2}, []int64{routine.ID, anytime.ID}},
			"of a state":    {w.Inbox, Query{Teams: []string{"matrons"}, States: []State{Done, Rejected, Drafted}}, []int64{rejected.ID, done.ID}},
			"of a person":   {w.Inbox, Query{Teams: []string{"matrons"}, People: []string{"p2"}}, []int64{routine.ID}},
			"partner":       {w.Inbox, Query{Teams: []string{"homes"}, Partner: "council"}, []int64{council.ID, moved.ID}},
			"only a team":   {w.Inbox, Query{Teams: []string{"homes"}}, []int64{moved.ID}},
			"nobody's":      {w.Inbox, Query{}, nil},
			"outbox":        {w.Outbox, Query{Teams: []string{"ward"}}, []int64{council.ID, moved.ID, taken.ID, rejected.ID, draft.ID, urgent.ID, routine.ID, anytime.ID}},
			"by account":    {w.Outbox, Query{Account: "ward", States: []State{Done}}, []int64{done.ID}},
			"another's":     {w.Outbox, Query{Account: "matron", Teams: []string{"matrons"}}, nil},
			"nobody's, out": {w.Outbox, Query{}, nil},
			"person":        {func(tx *store.Tx, q Query) ([]Referral, error) { return w.OfPerson(tx, "p1", q) }, Query{Most: 3}, []int64{moved.ID, taken.ID, done.ID}},
		} {
			if diff := cmp.Diff(c.want, w.ids(c.f, c.q)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

func TestForget(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		x := w.sent(lunch)
		token := w.invited(x.ID)
		inside := w.in(Received)
		l := letter
		l.Person = "p2"
		other := w.sent(l)
		must(t, w.db.Write(context.Background(), func(tx *store.Tx) error { return w.Become(tx, "p1", "p3") }))
		if diff := cmp.Diff([]string{"matrons", "ward"}, w.related("p3")); diff != "" || len(w.related("p1")) != 0 {
			t.Error(diff, w.related("p1"))
		}
		if got := w.get(inside.ID); got.Person != "p3" || len(w.steps(got)) != 3 || w.check(token) != nil {
			t.Errorf("%+v", got)
		}
		var held Held
		w.read(func(tx *store.Tx) (err error) {
			held, err = w.HeldOf(tx, "p3")
			return err
		})
		text, err := json.Marshal(held)
		if err != nil || len(held.Referrals) != 2 || len(held.Links) != 1 || len(held.Referrals[1].Steps) != 3 || held.Referrals[1].Clock.Sent.IsZero() {
			t.Errorf("%v, %s", err, text)
		}
		must(t, w.db.Write(context.Background(), func(tx *store.Tx) error { return w.Forget(context.Background(), tx, "p3", nil) }))
		w.read(func(tx *store.Tx) error {
			people, err := w.People(tx)
			if diff := cmp.Diff([]string{"p2"}, people); diff != "" {
				t.Error(diff)
			}
			return err
		})
		if _, err := w.ViewByLink(outsider, token); fault.CodeOf(err) != fault.NotFound || len(w.related("p3")) != 0 {
			t.Errorf("%v, %v", err, w.related("p3"))
		}
		if w.get(other.ID).State != Sent {
			t.Error("another's is gone")
		}
	})
}

func TestDied(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		want := map[int64]State{}
		for _, s := range States() {
			x := w.in(s)
			want[x.ID] = s
			switch {
			case s == Accepted || s == InProgress:
				want[x.ID] = EndedEarly
			case s.Open():
				want[x.ID] = Revoked
			}
		}
		for range 2 {
			must(t, w.Died(context.Background(), "p1"))
		}
		for id, s := range want {
			if got := w.get(id); got.State != s || got.State != Drafted && len(w.related("p1")) != 0 {
				t.Errorf("%s, want %s", got.State, s)
			}
		}
		w.now = noon.AddDate(0, 1, 0)
		if all := w.due(); len(all) != 0 {
			t.Errorf("reminds of the dead: %+v", all)
		}
	})
}
