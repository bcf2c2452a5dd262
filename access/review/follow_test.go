package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/fault"
	"continuum/store"
)

// notes keeps what was audited, and may refuse.
type notes struct {
	acts   []Act
	refuse error
}

func (n *notes) Note(_ context.Context, _ *store.Tx, a Act) error {
	n.acts = append(n.acts, a)
	return n.refuse
}

// followed is a review of aDay, with a clock that a test turns.
func followed(t *testing.T, url string) (r *Review, n *notes, now *time.Time) {
	n, now = &notes{}, new(time.Time)
	*now = noon.AddDate(0, 0, 2)
	r = reviewing(t, opened(t, url), aDay(), small(), WithAuditor(n), WithClock(func() time.Time { return *now }))
	must(t, r.CatchUp(t.Context()))
	return r, n, now
}

// of gives the one finding of a kind about an actor's first day.
func of(t *testing.T, r *Review, actor string, kind Kind) Finding {
	t.Helper()
	all := found(t, r, Query{Actor: actor, Kinds: []Kind{kind}, Until: noon.AddDate(0, 0, 1)})
	if len(all) != 1 {
		t.Fatalf("%d findings of %s", len(all), kind)
	}
	return all[0]
}

func TestFollowUp(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r, n, now := followed(t, url)
		f := of(t, r, "a1", Colleague)
		for _, step := range []struct {
			take     func(context.Context, int64, string, string) (Finding, error)
			by, note string
			want     fault.Code
		}{
			{r.Answer, "a1", "because", fault.Conflict}, // nobody asked
			{r.Ask, "a1", "", fault.Denied},
			{r.Ask, "", "", fault.Denied},
			{r.Ask, "officer", "", ""},
			{r.Ask, "officer", "", fault.Conflict},
			{r.Answer, "officer", "because", fault.NotFound},
			{r.Answer, "a1", " \n", fault.Invalid},
			{r.Answer, "a1", strings.Repeat("x", longestNote+1), fault.Invalid},
			{r.Answer, "a1", "a\x00b", fault.Invalid},
			{r.Answer, "a1", "\xff", fault.Invalid},
			{r.Answer, "a1", " She asked me to: 'see' \"it\" — é 𝄞 ", ""},
			{r.Ask, "officer", "when?", ""},
			{r.Escalate, "deputy", "no answer", ""},
			{r.Escalate, "deputy", "", fault.Conflict},
			{r.Close, "a1", "", fault.Denied},
			{r.Accept, "officer", "the partner agreed", ""},
			{r.Close, "officer", "", fault.Conflict},
			{r.Ask, "officer", "", fault.Conflict},
		} {
			*now = now.Add(time.Minute)
			got, err := step.take(t.Context(), f.ID, step.by, step.note)
			if step.want != "" {
				if err == nil || fault.CodeOf(err) != step.want {
					t.Errorf("%s, %q: %v", step.by, step.note, err)
				}
				continue
			}
			if err != nil || !got.Changed.Equal(*now) || got.Officer != "officer" {
				t.Errorf("%s, %q: %+v, %v", step.by, step.note, got, err)
			}
		}
		if got := of(t, r, "a1", Colleague); got.State != Accepted || got.Steps != 5 || got.Officer != "officer" || !got.Changed.Equal(noon.AddDate(0, 0, 2).Add(16*time.Minute)) {
			t.Errorf("%+v", got)
		}
		var steps []Step
		must(t, r.db.Read(t.Context(), func(tx *store.Tx) (err error) { steps, err = r.Steps(tx, f.ID); return err }))
		var words, acts []string
		for _, s := range steps {
			words = append(words, fmt.Sprintf("%s %s %s %s", s.At.Format("15:04"), s.By, s.State, s.Note))
		}
		want := []string{"12:04 officer asked ", "12:11 a1 answered She asked me to: 'see' \"it\" — é 𝄞", "12:12 officer asked when?", "12:13 deputy escalated no answer", "12:16 officer accepted the partner agreed"}
		if diff := cmp.Diff(want, words); diff != "" {
			t.Error(diff)
		}
		for _, a := range n.acts {
			acts = append(acts, fmt.Sprintf("%s %s %t %s %s %s", a.Action, a.By, a.Finding == f.ID, a.Kind, a.Actor, a.Person))
		}
		want = []string{"unusual-asked officer true colleague a1 p59", "unusual-answered a1 true colleague a1 p59", "unusual-asked officer true colleague a1 p59", "unusual-escalated deputy true colleague a1 p59", "unusual-accepted officer true colleague a1 p59"}
		if diff := cmp.Diff(want, acts); diff != "" {
			t.Error(diff)
		}
	})
}

// TestNoStepWithoutAudit: where a step cannot be audited it is not taken.
func TestNoStepWithoutAudit(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r, n, _ := followed(t, url)
		f := of(t, r, "a1", Family)
		n.refuse = errors.New("the audit log is full")
		if _, err := r.Close(t.Context(), f.ID, "officer", ""); !errors.Is(err, n.refuse) {
			t.Error(err)
		}
		if got := of(t, r, "a1", Family); got != f {
			t.Errorf("%+v", got)
		}
		if _, err := r.Close(t.Context(), 1<<40, "officer", ""); fault.CodeOf(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

func TestList(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r, _, _ := followed(t, url)
		for _, kind := range []Kind{Family, Neighbour, NoReason} {
			_, err := r.Ask(t.Context(), of(t, r, "a1", kind).ID, "officer", "")
			must(t, err)
		}
		_, err := r.Accept(t.Context(), of(t, r, "a2", Claimed).ID, "deputy", "")
		must(t, err)
		for _, c := range []struct {
			name string
			q    Query
			want string
		}{
			{"all", Query{}, "own-record family prominent own-record colleague break-glass no-reason no-reason claimed denied neighbour"},
			{"pages", Query{Most: 2}, "own-record family prominent own-record colleague break-glass no-reason no-reason claimed denied neighbour"},
			{"open", Query{Open: true, Kinds: []Kind{Claimed, Prominent}}, "prominent"},
			{"done", Query{States: []State{Accepted, Closed}}, "claimed"},
			{"mine", Query{Officer: "officer"}, "family no-reason neighbour"},
			{"waiting for the actor", Query{Actor: "a1", States: []State{Asked}, Most: 1}, "family no-reason neighbour"},
			{"about somebody", Query{Person: "p57"}, "no-reason neighbour"},
			{"a partner's", Query{Partner: "trust", Since: noon.AddDate(0, 0, 1)}, "own-record"},
			{"another partner's", Query{Partner: "council"}, ""},
			{"of an age", Query{Until: noon.Add(3 * time.Minute)}, "own-record"},
		} {
			var kinds []string
			for _, f := range found(t, r, c.q) {
				kinds = append(kinds, string(f.Kind))
			}
			if got := strings.Join(kinds, " "); got != c.want {
				t.Errorf("%s: %s", c.name, got)
			}
		}
		must(t, r.db.Read(t.Context(), func(tx *store.Tx) error {
			if _, err := r.List(tx, Query{After: 1 << 40}); fault.CodeOf(err) != fault.NotFound {
				t.Error(err)
			}
			return nil
		}))
	})
}

func TestTotals(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		r, _, _ := followed(t, url)
		for i, take := range []func(context.Context, int64, string, string) (Finding, error){r.Ask, r.Escalate, r.Accept} {
			_, err := take(t.Context(), of(t, r, []string{"a1", "a2", "a2"}[i], []Kind{NoReason, Claimed, BreakGlass}[i]).ID, "officer", "")
			must(t, err)
		}
		totals := func(since, until time.Time) (all []Total) {
			must(t, r.db.Read(t.Context(), func(tx *store.Tx) (err error) { all, err = r.Totals(tx, since, until); return err }))
			return all
		}
		all := totals(time.Time{}, time.Time{})
		if len(all) != 9 {
			t.Fatalf("%+v", all)
		}
		for _, want := range []Total{
			{Partner: "trust", Kind: OwnRecord, Findings: 2, Looks: 3, Actors: 1, Open: 2, Oldest: noon.Add(2 * time.Minute)},
			{Partner: "trust", Kind: NoReason, Findings: 2, Looks: 4, Actors: 2, Open: 2, Asked: 1, Oldest: noon.Add(4 * time.Minute)},
			{Partner: "trust", Kind: Claimed, Findings: 1, Looks: 2, Actors: 1, Open: 1, Escalated: 1, Oldest: noon.Add(11 * time.Minute)},
			{Partner: "trust", Kind: BreakGlass, Findings: 1, Looks: 2, Actors: 1, Accepted: 1},
		} {
			if !slices.Contains(all, want) {
				t.Errorf("no %+v in %+v", want, all)
			}
		}
		if day := totals(noon.AddDate(0, 0, 1), noon.AddDate(0, 0, 2)); len(day) != 1 || day[0].Findings != 1 {
			t.Errorf("%+v", day)
		}
	})
}
