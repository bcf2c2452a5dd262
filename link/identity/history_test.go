package identity

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/link"
)

var update = flag.Bool("update", false, "write the golden files")

// TestHistory tells every kind of event in words, as a person's page shows them.
func TestHistory(t *testing.T) {
	w := onDisk(t)
	ids := w.must(t, "gp 1+acute 5 | acute 7 | gp 2+council 3 | housing 9")
	w.must(t, "gp 1+acute 5+acute 7 | gp 2 | council 3")
	merge := w.register.events[2]
	if _, err := w.register.Undo(merge.Number, ada); err != nil {
		t.Fatal(err)
	}
	ruling, err := w.register.Together(reg("gp 2"), reg("council 3"), ada)
	if err != nil {
		t.Fatal(err)
	}
	w.must(t, "gp 1 | acute 7 | gp 2+council 3+acute 5 | housing 9")
	if _, err := w.register.Undo(ruling.Number, Decision{Who: "Sam Reid", Why: "they are twins", At: day(4)}); err != nil {
		t.Fatal(err)
	}
	w.must(t, "gp 1 | gp 2+council 3+acute 5 | housing 9")
	out, err := w.register.Assign(w.input(people("gp 1 | acute 7 | gp 2+acute 5 | council 3")))
	if err != nil {
		t.Fatal(err)
	}
	out.Events[0].How = "NHS number, family name and date of birth agree"
	if err := w.register.Commit("b5", day(5), out.Events); err != nil {
		t.Fatal(err)
	}
	if err := w.register.Commit("b6", day(6), []Event{{Kind: Rejoined, ID: ids[0], Members: Side{reg("acute 5")}}}); err != nil {
		t.Fatal(err)
	}
	r := open(t, string(w.register.journal), "b5") // as if build 6 was rolled back
	var b strings.Builder
	tell := func(title string, entries []Entry) {
		fmt.Fprintf(&b, "# %s\n", title)
		for _, e := range entries {
			fmt.Fprintf(&b, "%d %s %s\n", e.Number, e.At.Format("2 January"), e.Text)
		}
	}
	names := []string{"gp 1+acute 5", "acute 7", "gp 2+council 3", "housing 9"}
	for i, id := range ids {
		tell(names[i]+" = "+id, r.History(id))
	}
	tell("registration acute 7", r.History("", reg("acute 7")))
	tell("gp 2 and who it is", r.History(ids[2], reg("gp 2"), reg("council 3")))
	tell("in force", r.InForce())
	golden(t, "history.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestHistoryFollows: the history of a joined id is that of who carries on.
func TestHistoryFollows(t *testing.T) {
	w := newWorld()
	ids := w.must(t, "gp 1 | acute 7 | council 3+council 4+council 5")
	w.must(t, "gp 1+acute 7 | council 3+council 4+council 5")
	w.must(t, "gp 1+acute 7+council 3+council 4+council 5")
	for _, id := range ids {
		if now, _ := w.register.Resolve(id); now != ids[2] {
			t.Errorf("%s leads to %s, want %s", id, now, ids[2])
		}
		if h := w.register.History(id); len(h) != 2 || h[0].ID != ids[1] || h[1].ID != ids[0] {
			t.Errorf("history of %s: %+v", id, h)
		}
	}
	if h := w.register.History("", link.Registration{Source: "gp", LocalID: "2"}); len(h) != 0 {
		t.Errorf("somebody unknown has a history: %+v", h)
	}
	if now, retired := w.register.Resolve("P00000000000"); now != "P00000000000" || retired {
		t.Error("an id never heard of leads elsewhere")
	}
}

// TestPast gives what counts of the journal, and knows what builds are in it.
func TestPast(t *testing.T) {
	w := onDisk(t)
	w.must(t, "gp 1+acute 5 | acute 7")
	w.must(t, "gp 1+acute 5+acute 7")
	w.must(t, "gp 1+acute 5 | acute 7")
	r := open(t, string(w.register.journal), "b2") // as if build 3 was rolled back
	var past []string
	for _, e := range r.Past() {
		past = append(past, e.Build+" "+string(e.Kind))
	}
	if got := strings.Join(past, ", "); got != "b1 built, b2 merged, b2 built" {
		t.Error(got)
	}
	if !r.Knows("") || !r.Knows("b3") || r.Knows("b4") {
		t.Error("it does not know its builds")
	}
}
