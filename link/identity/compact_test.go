package identity

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"continuum/internal/fault"
)

// TestCompactChangesNothing: as of any build that is kept, the shortened journal
// tells the same state, and no merge, split, move or ruling is lost.
func TestCompactChangesNothing(t *testing.T) {
	shorter := 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		n := rapid.IntRange(1, 12).Draw(t, "builds")
		for range n {
			if w.builds > 0 && rapid.IntRange(0, 5).Draw(t, "rollback") == 0 {
				if err := w.rollback(fmt.Sprintf("b%d", rapid.IntRange(1, w.builds).Draw(t, "to"))); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := w.build(partitions(t, nil)); err != nil {
				t.Fatal(err)
			}
		}
		kept := []string{w.live}
		for range rapid.IntRange(0, 3).Draw(t, "kept") {
			kept = append(kept, fmt.Sprintf("b%d", rapid.IntRange(1, w.builds).Draw(t, "keep")))
		}
		short, err := w.register.shortened(kept)
		if err != nil {
			t.Fatal(err)
		}
		shorter += len(w.register.events) - len(short)
		for _, build := range kept {
			sameAsOf(t, build, w.register.events, short)
		}
		lasting := func(e Event) bool { return e.passing() }
		if diff := cmp.Diff(slices.DeleteFunc(slices.Clone(w.register.events), lasting), slices.DeleteFunc(slices.Clone(short), lasting)); diff != "" {
			t.Fatalf("more was lost than comings and goings:\n%s", diff)
		}
	})
	if shorter == 0 {
		t.Error("nothing was ever left out")
	}
}

func sameAsOf(t *rapid.T, build string, long, short []Event) {
	d, _, err := descentOf(long)
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := follow(long, d.set(build))
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := follow(short, d.set(build))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(state{}, absence{})); diff != "" {
		t.Fatalf("as of %s the state is another:\n%s", build, diff)
	}
}

// TestCompact: a registration that comes and goes does not fill the disk.
func TestCompact(t *testing.T) {
	w := onDisk(t)
	ids := w.must(t, "gp 1+acute 7 | gp 2 | gp 3 | gp 4 | gp 5 | gp 6")
	for range 4 {
		w.must(t, "gp 1")
		w.must(t, "gp 1+acute 7 | gp 2 | gp 3 | gp 4 | gp 5 | gp 6")
	}
	if _, err := w.register.Apart(reg("gp 1"), reg("gp 2"), ada); err != nil {
		t.Fatal(err)
	}
	w.must(t, "gp 1")
	before := len(w.register.events)
	if done, err := w.register.Compact([]string{"b1"}); err != nil || done {
		t.Fatalf("done %v, %v: build 1 can still be served, so that everything is needed", done, err)
	}
	was := w.register.state
	if done, err := w.register.Compact([]string{w.live}); err != nil || !done {
		t.Fatalf("done %v, %v", done, err)
	}
	// One line a build, the ruling, and those who are gone now.
	if want := 10 + 1 + 6; len(w.register.events) != want {
		t.Errorf("%d lines of %d, want %d", len(w.register.events), before, want)
	}
	if diff := cmp.Diff(was, w.register.state, cmp.AllowUnexported(state{}, absence{})); diff != "" {
		t.Error(diff)
	}
	if done, err := w.register.Compact(nil); err != nil || done {
		t.Errorf("done %v, %v: there is nothing more to leave out", done, err)
	}
	sameState(t, w.register, open(t, string(w.register.journal), w.live))
	if again := w.must(t, "gp 1+acute 7 | gp 2 | gp 3 | gp 4 | gp 5 | gp 6"); !slices.Equal(again, ids) {
		t.Errorf("%v, want %v", again, ids)
	}
	if _, err := os.Stat(string(w.register.journal) + ".new"); err == nil {
		t.Error("the rewriting left a file behind")
	}
}

// TestCompactMeanwhile: who has the journal open goes on after it was rewritten.
func TestCompactMeanwhile(t *testing.T) {
	w := onDisk(t)
	for range 4 {
		w.must(t, "gp 1 | gp 2 | gp 3 | gp 4")
		w.must(t, "gp 1")
	}
	other := open(t, string(w.register.journal), w.live)
	if done, err := w.register.Compact(nil); err != nil || !done {
		t.Fatal(done, err)
	}
	ruling, err := other.Apart(reg("gp 1"), reg("gp 2"), ada)
	if err != nil {
		t.Fatal(err)
	}
	sameState(t, other, open(t, string(w.register.journal), w.live))
	if _, err := w.register.Apart(reg("gp 2"), reg("gp 1"), ada); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("ruling %d was overlooked: %v", ruling.Number, err)
	}
}
