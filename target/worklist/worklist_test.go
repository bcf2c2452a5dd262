package worklist

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/store"
)

func TestPublish(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		first := listOfPeople("h1", "p1", "p2", "p3", "p4")
		if got := w.publish(first); got.Offered != 4 || got.Withdrawn != 0 {
			t.Errorf("first %+v", got)
		}
		if got := w.publish(first); !got.Unchanged || len(w.events(Listed)) != 1 {
			t.Errorf("again %+v, %v", got, w.events(Listed))
		}
		s := w.of("p1")
		if s.Rank != 1 || s.Title != "Case management" || s.State != Offered || s.Value != 10000 || !s.Due.Equal(noon.AddDate(0, 0, 14)) || len(s.Reasons) != 2 || s.Reasons[1].Share != -0.1 || s.Practice != "P0" {
			t.Errorf("suggested %+v", s)
		}
		if diff := cmp.Diff([]string{"suggested:matrons"}, w.parties("p1")); diff != "" {
			t.Error(diff)
		}
		_, err := w.decided(nurse, "p2", Decision{State: Deferred, Until: noon.AddDate(0, 0, 30)})
		must(t, err)
		_, err = w.decided(nurse, "p3", Decision{State: Accepted})
		must(t, err)
		w.now = noon.AddDate(0, 0, 1)
		if got := w.publish(listOfPeople("h2", "p1", "p5")); got.Offered != 1 || got.Renewed != 1 || got.Withdrawn != 1 || got.Kept != 1 {
			t.Errorf("second %+v", got)
		}
		if diff := cmp.Diff([]string{"p1 offered", "p2 deferred", "p3 accepted", "p4 withdrawn", "p5 offered"}, states(w.list(Query{States: States()}))); diff != "" {
			t.Error(diff)
		}
		if s := w.of("p1"); s.Score != "h2p1" || s.Version != 1 || !s.Due.Equal(noon.AddDate(0, 0, 14)) {
			t.Errorf("renewed %+v", s)
		}
		if s := w.of("p4"); !strings.Contains(s.Note, "2026-11-21") || len(w.parties("p4")) != 0 {
			t.Errorf("withdrawn %+v, %v", s, w.parties("p4"))
		}
		w.now = noon.AddDate(0, 0, 31)
		if got := w.publish(listOfPeople("h3", "p1")); got.Withdrawn != 2 {
			t.Errorf("the deferred one's day has come: %+v", got)
		}
	})
}

func TestPublishRefuses(t *testing.T) {
	w := opened(t, "sqlite:"+t.TempDir()+"/place.db")
	for name, l := range map[string]*List{
		"twice": listOfPeople("h", "p1", "p1"), "nobody": listOfPeople("h", ""), "no hash": listOfPeople("", "p1"),
	} {
		if _, err := w.Publish(analyst, l); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all := w.list(Query{States: States()}); len(all) != 0 {
		t.Errorf("kept %v", all)
	}
}

func TestDecide(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1", "p2", "p3"))
		for _, c := range []struct {
			name string
			ctx  context.Context
			who  string
			d    Decision
			want fault.Code
		}{
			{"another team", outside, "p1", Decision{State: Accepted}, fault.Denied},
			{"nobody", context.Background(), "p1", Decision{State: Accepted}, fault.Denied},
			{"no decision", nurse, "p1", Decision{State: Withdrawn}, fault.Invalid},
			{"no reason", nurse, "p1", Decision{State: Declined}, fault.Invalid},
			{"an unknown reason", nurse, "p1", Decision{State: Declined, Why: "dunno"}, fault.Invalid},
			{"no day", nurse, "p1", Decision{State: Deferred}, fault.Invalid},
			{"a day gone by", nurse, "p1", Decision{State: Deferred, Until: noon}, fault.Invalid},
			{"years ahead", nurse, "p1", Decision{State: Deferred, Until: noon.AddDate(2, 0, 0)}, fault.Invalid},
			{"no text", nurse, "p1", Decision{State: Accepted, Note: "a\x00b"}, fault.Invalid},
			{"too much text", nurse, "p1", Decision{State: Accepted, Note: strings.Repeat("x", longestNote+1)}, fault.Invalid},
			{"an old page", nurse, "p1", Decision{State: Accepted, Version: 7}, fault.Conflict},
			{"accept", nurse, "p1", Decision{State: Accepted, Version: 1, Note: " She is keen. "}, ""},
			{"accept again", deputy, "p1", Decision{State: Accepted}, fault.Conflict},
			{"defer", nurse, "p2", Decision{State: Deferred, Until: noon.AddDate(0, 0, 9)}, ""},
			{"with the version before", deputy, "p2", Decision{State: Declined, Why: "too_well", Version: 1}, fault.Conflict},
			{"decline", deputy, "p2", Decision{State: Declined, Why: "too_well", Version: 2}, ""},
			{"decline for the usual time", deputy, "p3", Decision{State: Declined, Why: "person_said_no"}, ""},
		} {
			got, err := w.decided(c.ctx, c.who, c.d)
			if c.want != "" && fault.CodeOf(err) != c.want || c.want == "" && (err != nil || got.State != c.d.State) {
				t.Errorf("%s: %v, %+v", c.name, err, got)
			}
		}
		w.came()
	})
}

// came tells what came of the decisions of TestDecide.
func (w *world) came() {
	t := w.T
	if s := w.of("p2"); !s.Until.Equal(noon.AddDate(0, 3, 0)) || s.By != "deputy" {
		t.Errorf("declined %+v", s)
	}
	if s := w.of("p3"); !s.Until.Equal(noon.AddDate(0, 6, 0)) {
		t.Errorf("declined %+v", s)
	}
	w.read(func(tx *store.Tx) error {
		away, err := w.AwayFrom(tx, "case_management", noon.AddDate(0, 4, 0))
		if err != nil || len(away) != 1 || away[0].Person != "p3" || away[0].Why != "person_said_no" {
			t.Errorf("away %+v, %v", away, err)
		}
		in, err := w.EnrolledIn(tx, []string{"case_management", "x"}, noon.AddDate(0, 1, 0))
		if err != nil || len(in) != 1 || in[0].Person != "p1" || !in[0].Until.Equal(noon.AddDate(0, 6, 0)) || in[0].By != "nurse" {
			t.Errorf("enrolled %+v, %v", in, err)
		}
		todo, err := w.OpenTasks(tx, []string{"matrons"}, 10)
		if err != nil || len(todo) != 1 || todo[0].Title != "First visit" || !todo[0].Due.Equal(noon.AddDate(0, 0, 7)) {
			t.Errorf("to do %+v, %v", todo, err)
		}
		past, err := w.History(tx, "p2")
		if err != nil || len(past) != 1 || len(past[0].Steps) != 2 || past[0].Steps[0].State != Deferred || past[0].Steps[1].By != "deputy" {
			t.Errorf("history %+v, %v", past, err)
		}
		counts, err := w.Counts(tx, "case_management")
		want := []Count{{Accepted, "", 1}, {Declined, "person_said_no", 1}, {Declined, "too_well", 1}}
		if diff := cmp.Diff(want, counts); diff != "" {
			t.Error(diff, err)
		}
		return nil
	})
	if diff := cmp.Diff([]string{"p1"}, w.events(Enrolled)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"p2", "p3"}, w.events(Refused)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"caseload:matrons"}, w.parties("p1")); diff != "" {
		t.Error(diff)
	}
	var did []string
	for _, e := range w.noted {
		did = append(did, e.Action)
	}
	if diff := cmp.Diff([]string{"suggest", "enrol", "defer", "decline", "decline"}, did); diff != "" {
		t.Error(diff)
	}
}

// Of many who decide about one suggestion at once, one does; the others are told.
func TestDecisionsMeet(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1"))
		s := w.of("p1")
		errs := make([]error, 8)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				d := Decision{State: Accepted, Version: s.Version}
				if i%2 == 1 {
					d = Decision{State: Declined, Why: "too_ill", Version: s.Version}
				}
				_, errs[i] = w.Worklist.Decide(nurse, s.ID, d)
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case fault.CodeOf(err) != fault.Conflict:
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d decided", won)
		}
	})
}

func TestExclusiveProgrammes(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		other := listOfPeople("v1", "p1")
		other.Programme, other.Title = "virtual_ward", "Virtual ward"
		w.publish(other)
		w.publish(listOfPeople("h1", "p1"))
		all := w.list(Query{Programmes: []string{"virtual_ward"}})
		_, err := w.Worklist.Decide(nurse, all[0].ID, Decision{State: Accepted})
		must(t, err)
		mine := w.list(Query{Programmes: []string{"case_management"}})[0]
		if _, err := w.Worklist.Decide(nurse, mine.ID, Decision{State: Accepted}); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "Virtual ward") {
			t.Errorf("in two exclusive programmes: %v", err)
		}
		if w.list(Query{Programmes: []string{"case_management"}})[0].State != Offered {
			t.Error("what failed was kept")
		}
		must(t, w.End(nurse, "p1", 1, Ending{Why: "finished"}))
		_, err = w.Worklist.Decide(nurse, mine.ID, Decision{State: Accepted})
		must(t, err)
	})
}

func TestFinish(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1"))
		_, err := w.decided(nurse, "p1", Decision{State: Accepted})
		must(t, err)
		if err := w.Finish(outside, "p1", 1, 1); fault.CodeOf(err) != fault.Denied {
			t.Errorf("another team: %v", err)
		}
		must(t, w.Finish(deputy, "p1", 1, 1))
		if err := w.Finish(deputy, "p1", 1, 1); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("done twice: %v", err)
		}
		w.read(func(tx *store.Tx) error {
			all, err := w.TasksOf(tx, "p1")
			if err != nil || len(all) != 2 || all[0].By != "deputy" || all[0].Done.IsZero() || !all[1].Done.IsZero() || all[1].Team != "pharmacists" {
				t.Errorf("tasks %+v, %v", all, err)
			}
			return nil
		})
	})
}

func TestQuery(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1", "p2", "p3", "p4"))
		_, err := w.decided(nurse, "p2", Decision{State: Deferred, Until: noon.AddDate(0, 0, 9)})
		must(t, err)
		for _, c := range []struct {
			q    Query
			want string
		}{
			{Query{Teams: []string{"matrons"}}, "p1 p2 p3 p4"},
			{Query{Teams: []string{"matrons"}, Waiting: true, Now: noon}, "p1 p3 p4"},
			{Query{Teams: []string{"matrons"}, Waiting: true, Now: noon.AddDate(0, 0, 9)}, "p1 p2 p3 p4"},
			{Query{Teams: []string{"x"}}, ""},
			{Query{Teams: []string{"x"}, Practices: []string{"P1"}}, "p2 p4"},
			{Query{Practices: []string{"P0"}}, "p1 p3"},
			{Query{Programmes: []string{"other"}}, ""},
			{Query{States: []State{Deferred}}, "p2"},
			{Query{Most: 2}, "p1 p2"},
			{Query{Most: 2, After: 2}, "p3 p4"},
			{Query{People: []string{"p4", "p3"}}, "p3 p4"},
		} {
			var got []string
			for _, s := range w.list(c.q) {
				got = append(got, s.Person)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%+v: %v", c.q, got)
			}
		}
	})
}

// Each list leaves a RiskAssessment of each of its people, which R4 takes; the next one a
// later version, where it says something else.
func TestAssessments(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1", "p2"))
		again := listOfPeople("h2", "p1", "p2")
		again.People[1].Chance = 0.25
		w.publish(again)
		w.read(func(tx *store.Tx) error {
			for person, want := range map[string]int64{"p1": 1, "p2": 2} {
				x, err := w.record.Read(tx, record.Key{Type: assessmentType, ID: assessmentID("case_management", person)})
				if err != nil || x.Version != want {
					t.Errorf("%s: version %d, %v", person, x.Version, err)
				}
			}
			x, err := w.record.Read(tx, record.Key{Type: assessmentType, ID: assessmentID("case_management", "p2")})
			for _, holds := range []string{`"probabilityDecimal":25.0`, `"reference":"Patient/p2"`, "Does not live alone (lowers it)", `"end":"2027-11-20"`, `"version":"m1"`, `"source":"urn:continuum:programme:case_management#b1"`} {
				if !strings.Contains(string(x.Content), holds) {
					t.Errorf("%s is not in %s", holds, x.Content)
				}
			}
			traces, err2 := w.record.Traces(tx, "Patient/p2")
			if err2 != nil || len(traces) != 1 {
				t.Errorf("traces %v, %v", traces, err2)
			}
			return err
		})
	})
}

// What is kept of a person goes with them, is theirs to take, and follows who they turn
// out to be.
func TestHeldAndForgotten(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1", "p2"))
		_, err := w.decided(nurse, "p1", Decision{State: Accepted})
		must(t, err)
		must(t, w.db.Write(context.Background(), func(tx *store.Tx) error { return w.Become(tx, "p1", "p9") }))
		if got := w.parties("p9"); len(got) != 1 || got[0] != "caseload:matrons" || len(w.parties("p1")) != 0 {
			t.Errorf("carried over: %v, %v", got, w.parties("p1"))
		}
		held := func(person string) (h Held) {
			w.read(func(tx *store.Tx) (err error) { h, err = w.HeldOf(tx, person); return err })
			return h
		}
		h := held("p9")
		if len(h.Suggestions) != 1 || len(h.Suggestions[0].Steps) != 1 || len(h.Enrolments) != 1 || len(h.Tasks) != 2 {
			t.Errorf("held %+v", h)
		}
		if _, err := json.Marshal(h); err != nil {
			t.Error(err)
		}
		must(t, w.db.Write(context.Background(), func(tx *store.Tx) error { return w.Forget(context.Background(), tx, "p9", nil) }))
		if h := held("p9"); len(h.Suggestions)+len(h.Enrolments)+len(h.Tasks) != 0 || len(held("p2").Suggestions) != 1 {
			t.Errorf("left %+v", h)
		}
	})
}

// Both are suggested and turn out to be one: one suggestion stays open.
func TestBecomeOneOfTwo(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1", "p2"))
		must(t, w.db.Write(context.Background(), func(tx *store.Tx) error { return w.Become(tx, "p1", "p2") }))
		if diff := cmp.Diff([]string{"p2 offered", "p2 withdrawn"}, states(w.list(Query{States: States()}))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEnrolmentHolds(t *testing.T) {
	e := Enrolment{Since: noon, Until: noon.Add(time.Hour), Ended: noon.Add(time.Minute)}
	for at, want := range map[time.Duration]bool{-1: false, 0: true, time.Minute: false, time.Hour: false} {
		if e.Holds(noon.Add(at)) != want {
			t.Errorf("after %s", at)
		}
	}
}
