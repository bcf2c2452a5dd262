package identity

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/fault"
	"continuum/link"
)

func faultOf(err error) (*fault.Error, bool) {
	var e *fault.Error
	return e, errors.As(err, &e)
}

var ada = Decision{Who: "Dr Ada Okafor", Why: "spoke to both", At: day(3)}

func pairs(p []link.RegistrationPair) string {
	var out []string
	for _, x := range p {
		out = append(out, spell(Side{x.Left})+"/"+spell(Side{x.Right}))
	}
	return strings.Join(out, "; ")
}

func wantRulings(t *testing.T, r *Register, together, apart string) {
	t.Helper()
	a, b := r.Rulings()
	if pairs(a) != together || pairs(b) != apart {
		t.Errorf("together %q, apart %q; want %q, %q", pairs(a), pairs(b), together, apart)
	}
}

func TestRulings(t *testing.T) {
	w := onDisk(t)
	r := w.register
	first, err := r.Together(reg("gp 1"), reg("acute 7"), ada)
	if err != nil || first.Number != 1 || first.Who != ada.Who || !first.At.Equal(ada.At) {
		t.Fatalf("%+v, %v", first, err)
	}
	if _, err := r.Apart(reg("gp 1"), reg("gp 2"), ada); err != nil {
		t.Fatal(err)
	}
	wantRulings(t, r, "gp 1/acute 7", "gp 1/gp 2")
	if _, err := r.Undo(first.Number, ada); err != nil {
		t.Fatal(err)
	}
	wantRulings(t, r, "", "gp 1/gp 2")
	wantRulings(t, open(t, string(r.journal), ""), "", "gp 1/gp 2")
	if _, err := r.Undo(first.Number, ada); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("a ruling was withdrawn twice: %v", err)
	}
	if _, err := r.Undo(3, ada); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a withdrawal was undone: %v", err)
	}
	if _, err := r.Undo(77, ada); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("an event that is not was undone: %v", err)
	}
	if len(r.events) != 3 {
		t.Errorf("%d events; what was refused left a line", len(r.events))
	}
}

func TestRulingsRefused(t *testing.T) {
	w := onDisk(t)
	r := w.register
	for _, pair := range [][2]string{{"gp 1", "acute 7"}, {"acute 7", "council 3"}, {"council 3", "housing 4"}} {
		if _, err := r.Together(reg(pair[0]), reg(pair[1]), ada); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Apart(reg("gp 1"), reg("gp 2"), ada); err != nil {
		t.Fatal(err)
	}
	rule := func(kind Kind, a, b string, d Decision) error {
		_, err := r.rule(Event{Kind: kind, Members: Side{reg(a)}, Others: Side{reg(b)}}, d)
		return err
	}
	for name, c := range map[string]struct {
		err   error
		code  fault.Code
		names []string
		not   string
	}{
		"apart against a chain":        {rule(Apart, "gp 1", "council 3", ada), fault.Conflict, []string{"ruling 1 (together, by Dr Ada Okafor)", "ruling 2 ("}, "ruling 3"},
		"together across what is not":  {rule(Together, "gp 2", "housing 4", ada), fault.Conflict, []string{"ruling 1", "ruling 2", "ruling 3", "ruling 4 (apart"}, "ruling 5"},
		"said before":                  {rule(Apart, "gp 2", "gp 1", ada), fault.Conflict, []string{"ruling 4 says so already"}, ""},
		"one registration":             {rule(Together, "gp 9", "gp 9", ada), fault.Invalid, []string{"gp 9"}, ""},
		"no local id":                  {rule(Together, "gp", "gp 9", ada), fault.Invalid, []string{"local id"}, ""},
		"nobody":                       {rule(Together, "gp 8", "gp 9", Decision{Why: "x"}), fault.Invalid, []string{"whose"}, ""},
		"no reason":                    {rule(Together, "gp 8", "gp 9", Decision{Who: "x"}), fault.Invalid, []string{"reason"}, ""},
		"a name that is not text":      {rule(Together, "gp 8", "gp \xff", ada), fault.Invalid, []string{"UTF-8"}, ""},
		"who says so is not text":      {rule(Together, "gp 8", "gp 9", Decision{Who: "\xff", Why: "x"}), fault.Invalid, []string{"whose"}, ""},
		"the ends of the chain itself": {rule(Together, "housing 4", "gp 1", ada), "", nil, ""},
	} {
		if c.code == "" {
			if c.err != nil {
				t.Errorf("%s: %v", name, c.err)
			}
			continue
		}
		e, ok := faultOf(c.err)
		if !ok || e.Code != c.code || e.Fix == "" && c.code == fault.Conflict && c.not != "" {
			t.Errorf("%s: %v, want %s", name, c.err, c.code)
			continue
		}
		for _, n := range c.names {
			if !strings.Contains(c.err.Error(), n) {
				t.Errorf("%s: %q does not name %q", name, c.err, n)
			}
		}
		if c.not != "" && strings.Contains(c.err.Error(), c.not) {
			t.Errorf("%s: %q names %s, which has nothing to do with it", name, c.err, c.not)
		}
	}
	if len(r.events) != 5 {
		t.Errorf("%d events; what was refused left a line", len(r.events))
	}
}

// TestUndo: each kind of event, the ruling it becomes, and the build after it.
func TestUndo(t *testing.T) {
	for name, c := range map[string]struct {
		before, after   string
		together, apart string
	}{
		"merge": {"gp 1+acute 5 | acute 7+council 3", "gp 1+acute 5+acute 7+council 3", "", "acute 7/gp 1; acute 7/acute 5; council 3/gp 1; council 3/acute 5"},
		"split": {"gp 1+acute 5+acute 7", "gp 1+acute 5 | acute 7", "acute 7/gp 1; acute 7/acute 5", ""},
		"move":  {"gp 1+acute 7 | gp 2", "gp 1 | gp 2+acute 7", "acute 7/gp 1", "acute 7/gp 2"},
	} {
		t.Run(name, func(t *testing.T) {
			w := onDisk(t)
			before := w.must(t, c.before)
			w.must(t, c.after)
			var number int64
			for _, e := range w.register.events {
				if e.aboutID() {
					number = e.Number
				}
			}
			written, err := w.register.Undo(number, ada)
			if err != nil || written[0].Undoes != number {
				t.Fatal(written, err)
			}
			wantRulings(t, w.register, c.together, c.apart)
			if _, err := w.register.Undo(number, ada); fault.CodeOf(err) != fault.Conflict {
				t.Errorf("undone twice: %v", err)
			}
			if again := w.must(t, c.before); fmt.Sprint(again) != fmt.Sprint(before) {
				t.Errorf("before %v, after undoing %v", before, again)
			}
			for _, e := range w.register.events {
				if e.Build == "b3" && e.aboutID() && e.Ruling != written[len(written)-1].Number && e.Ruling != written[0].Number {
					t.Errorf("%s %s does not name the ruling that asked for it", e.Kind, e.ID)
				}
			}
		})
	}
}

func TestUndoneByExtracts(t *testing.T) {
	w := onDisk(t)
	w.must(t, "gp 1+acute 7 | gp 2")
	w.must(t, "gp 1")
	w.must(t, "gp 1+acute 7 | gp 2")
	for _, e := range w.register.events {
		if _, err := w.register.Undo(e.Number, ada); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s was undone: %v", e.Kind, err)
		}
	}
}

// TestUndoOfAMergeThatWasRuled names the ruling to withdraw instead.
func TestUndoOfAMergeThatWasRuled(t *testing.T) {
	w := onDisk(t)
	w.must(t, "gp 1 | acute 7")
	ruling, err := w.register.Together(reg("gp 1"), reg("acute 7"), ada)
	if err != nil {
		t.Fatal(err)
	}
	w.must(t, "gp 1+acute 7")
	merge := w.register.events[len(w.register.events)-2]
	if merge.Kind != Merged || merge.Ruling != ruling.Number {
		t.Fatalf("%+v does not name ruling %d", merge, ruling.Number)
	}
	if _, err := w.register.Undo(merge.Number, ada); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("ruling %d", ruling.Number)) {
		t.Errorf("got %v, want ruling %d named", err, ruling.Number)
	}
}

// TestUndoBringsBack: after any two people were joined, new registrations joined
// them and others came, moved and went, undoing the merge and linking as it asks gives each side its id back.
func TestUndoBringsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		person := map[link.Registration]int{}
		for _, r := range universe {
			person[r] = rapid.IntRange(-2, 3).Draw(t, "person")
		}
		person[universe[0]], person[universe[5]] = 0, 1
		if _, err := w.build(partitionOf(person)); err != nil {
			t.Fatal(err)
		}
		old := w.tables[w.live]
		left, right := old[universe[0]], old[universe[5]]
		side := map[link.Registration]string{}
		for r, id := range old {
			if id == left || id == right {
				side[r] = id
				person[r] = 0
			}
		}
		if _, err := w.build(partitionOf(person)); err != nil {
			t.Fatal(err)
		}
		later(t, w, person, old, side)
		undone := map[link.Registration]int{}
		for r, p := range person {
			undone[r] = p
			if p == 0 && (side[r] == right || side[r] == "" && rapid.Bool().Draw(t, "sides with the joined")) {
				undone[r] = 1
			}
		}
		if _, err := w.build(partitionOf(undone)); err != nil {
			t.Fatal(err)
		}
		now := w.tables[w.live]
		for r, was := range side {
			if now[r] != was {
				t.Fatalf("%v was of %s and is of %s after undoing: %v, then %v", r, was, now[r], old, now)
			}
		}
	})
}

// later plays builds in which the joined person grows and others change.
func later(t *rapid.T, w *world, person map[link.Registration]int, old, side map[link.Registration]string) {
	for range rapid.IntRange(0, 3).Draw(t, "builds") {
		for _, r := range universe {
			choice := []int{-1, 0}
			if old[r] != "" {
				choice = []int{-1, 2, 3}
			}
			if side[r] == "" && rapid.IntRange(0, 2).Draw(t, "changes") == 0 {
				person[r] = rapid.SampledFrom(choice).Draw(t, "person")
			}
		}
		if _, err := w.build(partitionOf(person)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLargeSides: a ruling about two crowds asks for what can be asked.
func TestLargeSides(t *testing.T) {
	var e Event
	for i := range 300 {
		e.Members = append(e.Members, link.Registration{Source: "a", LocalID: fmt.Sprint(i)})
		e.Others = append(e.Others, link.Registration{Source: "b", LocalID: fmt.Sprint(i)})
	}
	if n := len(across(&e)); n != 599 {
		t.Errorf("%d pairs, want each of a side with the first of the other: 599", n)
	}
	if n := len(chain(&e)); n != 599 {
		t.Errorf("%d pairs, want a chain of 599", n)
	}
}
