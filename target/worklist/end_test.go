package worklist

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/fault"
	"continuum/store"
)

// enrol accepts people who were suggested, for whom the enrolments are then 1, 2 ...
func (w *world) enrol(people ...string) {
	w.Helper()
	for _, p := range people {
		_, err := w.decided(nurse, p, Decision{State: Accepted})
		must(w, err)
	}
}

func (w *world) members(q Query) (all []Member) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		all, err = w.Members(tx, q)
		return err
	})
	return all
}

func TestEnd(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1", "p2", "p3"))
		w.enrol("p1", "p2")
		w.now = noon.AddDate(0, 1, 0)
		for _, c := range []struct {
			name string
			ctx  context.Context
			who  string
			n    int64
			why  Ending
			want fault.Code
		}{
			{"no reason", nurse, "p1", 1, Ending{}, fault.Invalid},
			{"an unknown reason", nurse, "p1", 1, Ending{Why: "dunno"}, fault.Invalid},
			{"no text", nurse, "p1", 1, Ending{Why: "finished", Note: "a\x00b"}, fault.Invalid},
			{"another team", outside, "p1", 1, Ending{Why: "finished"}, fault.Denied},
			{"nobody", context.Background(), "p1", 1, Ending{Why: "finished"}, fault.Denied},
			{"of another person", nurse, "p1", 2, Ending{Why: "finished"}, fault.NotFound},
			{"none", nurse, "p1", 99, Ending{Why: "finished"}, fault.NotFound},
			{"none, by another team", outside, "p1", 99, Ending{Why: "finished"}, fault.Denied},
			{"end", nurse, "p1", 1, Ending{Why: "person_said_no", Note: " Moves in with her son. "}, ""},
			{"end again", deputy, "p1", 1, Ending{Why: "finished"}, fault.Conflict},
			{"end again, by another team", outside, "p1", 1, Ending{Why: "finished"}, fault.Denied},
		} {
			if err := w.End(c.ctx, c.who, c.n, c.why); c.want != "" && fault.CodeOf(err) != c.want || c.want == "" && err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		w.left()
	})
}

// left tells what came of the end in TestEnd.
func (w *world) left() {
	t := w.T
	if err := w.Finish(nurse, "p1", 1, 1); fault.CodeOf(err) != fault.Denied {
		t.Errorf("a task of who left is done: %v", err)
	}
	w.read(func(tx *store.Tx) error {
		in, err := w.EnrolmentsOf(tx, "p1")
		if err != nil || len(in) != 1 || !in[0].Ended.Equal(w.now) || in[0].Why != "person_said_no" || in[0].Note != "Moves in with her son." {
			t.Errorf("ended %+v, %v", in, err)
		}
		todo, err := w.OpenTasks(tx, []string{"matrons"}, 10)
		if err != nil || len(todo) != 1 || todo[0].Person != "p2" {
			t.Errorf("to do %+v, %v", todo, err)
		}
		away, err := w.AwayFrom(tx, "case_management", w.now.AddDate(0, 5, 0))
		if err != nil || len(away) != 1 || away[0].Person != "p1" || !away[0].Until.Equal(w.now.AddDate(0, 6, 0)) {
			t.Errorf("away %+v, %v", away, err)
		}
		ended, err := w.Ended(tx, "case_management")
		if diff := cmp.Diff([]Count{{Accepted, "person_said_no", 1}}, ended); diff != "" || err != nil {
			t.Error(diff, err)
		}
		if away, err = w.AwayFrom(tx, "case_management", w.now.AddDate(0, 7, 0)); err != nil || len(away) != 0 {
			t.Errorf("away for good %+v, %v", away, err)
		}
		return nil
	})
	if diff := cmp.Diff([]string{"p1"}, w.events(Left)); diff != "" {
		t.Error(diff)
	}
	if len(w.parties("p1")) != 0 {
		t.Errorf("still related: %v", w.parties("p1"))
	}
	if e := w.noted[len(w.noted)-1]; e.Action != "end-enrolment" || e.People[0] != "p1" || e.Reason != "case_management: The person does not want it any more" {
		t.Errorf("noted %+v", e)
	}
}

// Of many who end one enrolment at once, one does; the others are told.
func TestEndsMeet(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1"))
		w.enrol("p1")
		errs := make([]error, 8)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { errs[i] = w.End(nurse, "p1", 1, Ending{Why: "finished"}) })
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
		if won != 1 || len(w.events(Left)) != 1 {
			t.Errorf("%d ended it, %v", won, w.events(Left))
		}
	})
}

func TestMembers(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1", "p2", "p3", "p4"))
		w.enrol("p2")
		w.now = noon.AddDate(0, 0, 1)
		w.enrol("p1", "p3")
		must(t, w.End(nurse, "p3", 3, Ending{Why: "finished"}))
		must(t, w.Finish(nurse, "p1", 2, 1))
		for _, c := range []struct {
			q    Query
			want string
		}{
			{Query{Now: w.now}, ""},
			{Query{Teams: []string{"matrons"}, Now: w.now}, "p2 p1"},
			{Query{Teams: []string{"matrons"}, Now: w.now, Most: 1, After: 1}, "p1"},
			{Query{Teams: []string{"pharmacists"}, Now: w.now}, ""},
			{Query{Teams: []string{"x"}, Practices: []string{"P0"}, Now: w.now}, "p1"},
			{Query{Teams: []string{"matrons"}, Programmes: []string{"other"}, Now: w.now}, ""},
			{Query{Teams: []string{"matrons"}, Now: noon.AddDate(0, 6, 0)}, "p1"}, // that of p2 ran out
		} {
			var got []string
			for _, m := range w.members(c.q) {
				got = append(got, m.Person)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%+v: %v", c.q, got)
			}
		}
		all := w.members(Query{Teams: []string{"matrons"}, Now: w.now})
		if !all[0].Offered.Equal(noon) || len(all[0].Todo) != 2 || len(all[1].Todo) != 1 || all[1].Todo[0].Title != "Review of medicines" {
			t.Errorf("members %+v", all)
		}
	})
}

// Whoever has died is in no programme and on no list, whoever finds out.
func TestDied(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1", "p2"))
		other := listOfPeople("v1", "p1")
		other.Programme, other.Title, other.Team = "visits", "Visits", "homes"
		w.publish(other)
		must(t, mayDecide(w, "p1", "case_management"))
		must(t, w.Died(outside, "p1"))
		must(t, w.Died(outside, "p1"))
		must(t, w.Died(outside, "p7"))
		if diff := cmp.Diff([]string{"p1 accepted", "p1 withdrawn", "p2 offered"}, states(w.list(Query{States: States()}))); diff != "" {
			t.Error(diff)
		}
		if got := w.members(Query{Teams: []string{"matrons"}, Now: noon}); len(got) != 0 || len(w.parties("p1")) != 0 {
			t.Errorf("in a programme %+v, %v", got, w.parties("p1"))
		}
		if diff := cmp.Diff([]string{"p1"}, w.events(Left)); diff != "" {
			t.Error(diff)
		}
		w.read(func(tx *store.Tx) error {
			in, err := w.EnrolledIn(tx, []string{"case_management"}, noon)
			if err != nil || len(in) != 0 {
				t.Errorf("takes a place: %+v, %v", in, err)
			}
			held, err := w.HeldOf(tx, "p1")
			if err != nil || held.Enrolments[0].Note != "The person has died." {
				t.Errorf("held %+v, %v", held, err)
			}
			return nil
		})
	})
}

// mayDecide accepts one of several suggestions of a person.
func mayDecide(w *world, person, programme string) error {
	_, err := w.Worklist.Decide(nurse, w.list(Query{People: []string{person}, Programmes: []string{programme}})[0].ID, Decision{State: Accepted})
	return err
}

// To be suggested to one team gives no say in what another was suggested or does.
func TestSuggestedElsewhere(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.T = t
		w.publish(listOfPeople("h1", "p1", "p2"))
		other := listOfPeople("v1", "p1", "p2")
		other.Programme, other.Title, other.Team, other.Terms.Exclusive = "visits", "Visits", "homes", nil
		w.publish(other)
		must(t, mayDecide(w, "p1", "case_management"))
		matrons := w.list(Query{People: []string{"p2"}, Programmes: []string{"case_management"}})[0]
		if _, err := w.Worklist.Decide(outside, matrons.ID, Decision{State: Accepted}); fault.CodeOf(err) != fault.Denied {
			t.Errorf("another team decided: %v", err)
		}
		if _, err := w.Worklist.Decide(outside, matrons.ID, Decision{State: Accepted, Version: 7}); fault.CodeOf(err) != fault.Denied {
			t.Errorf("another team was told of the version: %v", err)
		}
		if err := w.End(outside, "p1", 1, Ending{Why: "finished"}); fault.CodeOf(err) != fault.Denied {
			t.Errorf("another team ended it: %v", err)
		}
		if err := w.Finish(outside, "p1", 1, 1); fault.CodeOf(err) != fault.Denied {
			t.Errorf("another team did it: %v", err)
		}
		for person, want := range map[string][]string{"p1": {"caseload:matrons", "suggested:homes"}, "p2": {"suggested:homes", "suggested:matrons"}} {
			if diff := cmp.Diff(want, w.parties(person)); diff != "" {
				t.Error(person, diff)
			}
		}
		both := as("both", "homes", "matrons")
		_, err := w.Worklist.Decide(both, matrons.ID, Decision{State: Accepted})
		must(t, err)
		if diff := cmp.Diff([]string{"caseload:matrons", "suggested:homes"}, w.parties("p2")); diff != "" {
			t.Error(diff)
		}
	})
}
