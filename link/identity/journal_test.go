package identity

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/fault"
	"continuum/link"
)

// onDisk is a world whose journal is a file.
func onDisk(t *testing.T) *world {
	t.Helper()
	w := newWorld()
	w.register = open(t, filepath.Join(t.TempDir(), "identity.journal"), "")
	return w
}

func open(t *testing.T, file, live string) *Register {
	t.Helper()
	r, err := Open(file, live)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sameState(t *testing.T, a, b *Register) {
	t.Helper()
	if diff := cmp.Diff(a.state, b.state, cmp.AllowUnexported(state{}, absence{})); diff != "" {
		t.Errorf("another state:\n%s", diff)
	}
	if diff := cmp.Diff(a.events, b.events); diff != "" {
		t.Errorf("other events:\n%s", diff)
	}
	if diff := cmp.Diff(a.rulings, b.rulings); diff != "" {
		t.Errorf("other rulings:\n%s", diff)
	}
}

// busy is a journal with all kinds of lines.
func busy(t *testing.T) *world {
	t.Helper()
	w := onDisk(t)
	w.must(t, "gp 1 | acute 7 | gp 2+council 3 | gp 4")
	w.must(t, "gp 1+acute 7 | gp 2 | council 3")
	d := Decision{Who: "Dr Ada Okafor", Why: "spoke to both", At: day(3)}
	if _, err := w.register.Apart(reg("gp 1"), reg("gp 2"), d); err != nil {
		t.Fatal(err)
	}
	if _, err := w.register.Together(reg("gp 2"), reg("council 3"), d); err != nil {
		t.Fatal(err)
	}
	w.must(t, "gp 1+acute 7 | gp 2+council 3 | gp 4")
	return w
}

func journalOf(t *testing.T, w *world) []byte {
	t.Helper()
	data, err := os.ReadFile(string(w.register.journal))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestTheJournalTellsAll(t *testing.T) {
	w := busy(t)
	sameState(t, w.register, open(t, string(w.register.journal), w.live))
	info, err := os.Stat(string(w.register.journal))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the journal can be read by others: %v %v", info.Mode(), err)
	}
}

// TestTornLine: wherever a crash cuts the last line, all lines before it count,
// and the next write goes on from there.
func TestTornLine(t *testing.T) {
	whole := journalOf(t, busy(t))
	last := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for cut := last; cut < len(whole); cut++ {
		w := onDisk(t)
		file := string(w.register.journal)
		if err := os.WriteFile(file, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		r := open(t, file, "b2")
		if len(r.events) != bytes.Count(whole, []byte("\n"))-1 {
			t.Fatalf("cut at %d: %d events", cut, len(r.events))
		}
		if cut%40 != 0 && cut != last {
			continue // the rest costs a write to disk
		}
		if _, err := r.Apart(reg("gp 8"), reg("gp 9"), Decision{Who: "a", Why: "b"}); err != nil {
			t.Fatal(err)
		}
		after := journalOf(t, &world{register: r})
		if !bytes.HasPrefix(after, whole[:last]) || bytes.Count(after, []byte("\n")) != bytes.Count(whole, []byte("\n")) {
			t.Fatalf("cut at %d: the repair lost lines or left some of the torn one:\n%s", cut, after)
		}
		sameState(t, r, open(t, file, "b2"))
	}
}

// TestLongTornLine: what a crash left goes even where it is longer than what
// follows it.
func TestLongTornLine(t *testing.T) {
	w := busy(t)
	file, whole := string(w.register.journal), journalOf(t, w)
	torn := append(bytes.Clone(whole), bytes.Repeat([]byte("x"), 5000)...)
	if err := os.WriteFile(file, torn, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := w.register.Apart(reg("gp 8"), reg("gp 9"), ada); err != nil {
		t.Fatal(err)
	}
	after := journalOf(t, w)
	if !bytes.HasPrefix(after, whole) || bytes.Contains(after, []byte("x")) || after[len(after)-1] != '\n' {
		t.Errorf("some of the torn line is left:\n%s", after[len(whole):])
	}
}

// TestReadingRepairsNothing: who only reads leaves the file to whoever writes it
// just then.
func TestReadingRepairsNothing(t *testing.T) {
	w := busy(t)
	torn := append(journalOf(t, w), `{"n":99,"at":"20`...)
	if err := os.WriteFile(string(w.register.journal), torn, 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, string(w.register.journal), w.live)
	if !bytes.Equal(torn, journalOf(t, w)) {
		t.Error("opening changed the file")
	}
}

func TestDamagedLine(t *testing.T) {
	whole := journalOf(t, busy(t))
	lines := bytes.SplitAfter(whole, []byte("\n"))
	for name, c := range map[string]struct {
		damage func(lines [][]byte) [][]byte
		line   int64
	}{
		"a letter decayed": {func(l [][]byte) [][]byte {
			l[1] = bytes.Replace(l[1], []byte("council"), []byte("counsil"), 1)
			return l
		}, 2},
		"a line cut short":    {func(l [][]byte) [][]byte { l[2] = append(l[2][:20:20], '\n'); return l }, 3},
		"an empty line":       {func(l [][]byte) [][]byte { l[0] = append([]byte("\n"), l[0]...); return l }, 1},
		"zeros":               {func(l [][]byte) [][]byte { l[3] = append(make([]byte, 300), '\n'); return l }, 4},
		"a line twice":        {func(l [][]byte) [][]byte { l[2] = append(bytes.Clone(l[2]), l[2]...); return l }, 4},
		"the last, but whole": {func(l [][]byte) [][]byte { n := len(l) - 2; l[n] = append([]byte("x"), l[n]...); return l }, int64(len(lines) - 1)},
	} {
		t.Run(name, func(t *testing.T) {
			copied := make([][]byte, len(lines))
			for i := range lines {
				copied[i] = bytes.Clone(lines[i])
			}
			file := filepath.Join(t.TempDir(), "identity.journal")
			if err := os.WriteFile(file, bytes.Join(c.damage(copied), nil), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Open(file, "b3")
			wantFault(t, err, fault.Invalid, file, c.line)
		})
	}
}

func wantFault(t *testing.T, err error, code fault.Code, file string, line int64) {
	t.Helper()
	e, ok := faultOf(err)
	if !ok || e.Code != code || e.File != file || e.Line != line || e.Reason == "" || e.Fix == "" {
		t.Errorf("got %+v (%v), want %s at %s:%d with a fix", e, err, code, file, line)
	}
}

// TestLinesThatCannotBe are sound in themselves and say what no writer would.
func TestLinesThatCannotBe(t *testing.T) {
	a, b := Fresh(reg("gp 1"), 0), Fresh(reg("gp 2"), 0)
	one, two := Side{reg("gp 1")}, Side{reg("gp 2")}
	built := Event{Number: 9, Kind: Built, Build: "b1"}
	for name, events := range map[string][]Event{
		"no number":              {{Kind: Apart, Members: one, Others: two}},
		"unknown kind":           {{Number: 1, Kind: "blessed"}},
		"a ruling of one side":   {{Number: 1, Kind: Together, Members: one}},
		"a withdrawal of what":   {{Number: 1, Kind: Withdrawn}},
		"no person":              {{Number: 1, Kind: Left, Build: "b1", Members: one}},
		"no build":               {{Number: 1, Kind: Left, ID: a, Members: one}},
		"joined to nobody":       {{Number: 1, Kind: Merged, Build: "b1", ID: a}},
		"not an id":              {{Number: 1, Kind: Merged, Build: "b1", ID: a, Into: "P1"}},
		"joined to oneself":      {{Number: 1, Kind: Merged, Build: "b1", ID: a, Into: a}, built},
		"joined in a circle":     {{Number: 1, Kind: Merged, Build: "b1", ID: a, Into: b}, {Number: 2, Kind: Merged, Build: "b1", ID: b, Into: a}, built},
		"a build closed twice":   {built, {Number: 10, Kind: Built, Build: "b1"}},
		"a build before its own": {{Number: 1, Kind: Built, Build: "b2", Base: "b1"}, built},
		"a build of itself":      {{Number: 1, Kind: Built, Build: "b1", Base: "b1"}},
		"numbers go back":        {built, {Number: 8, Kind: Built, Build: "b2", Base: "b1"}},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "identity.journal")
			text, err := encodeAll(events)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err = Open(file, "b1")
			wantFault(t, err, fault.Invalid, file, int64(strings.Count(string(text), "\n"))-trailing(events))
		})
	}
}

// trailing counts a closing line that only makes the line before it count.
func trailing(events []Event) int64 {
	if n := len(events); n > 1 && events[n-1].Number == 9 && events[n-2].Kind == Merged {
		return 1
	}
	return 0
}

// TestCrashBeforeServing: a build that closed its events, or only wrote some, and
// was never served leaves no trace in the next.
func TestCrashBeforeServing(t *testing.T) {
	w := onDisk(t)
	ids := w.must(t, "gp 1 | acute 7")
	file := string(w.register.journal)
	out, err := w.register.Assign(w.input(people("gp 1+acute 7")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.register.journal.add(w.register.sound, []Event{{Number: 2, Kind: Merged, Build: "half", ID: ids[1], Into: ids[0], Members: Side{reg("acute 7")}}}); err != nil {
		t.Fatal(err)
	}
	if err := w.register.Commit("unserved", day(2), out.Events); err != nil {
		t.Fatal(err)
	}
	if now, _ := w.register.Resolve(ids[1]); now != ids[0] {
		t.Errorf("as of the new build %s leads to %s, want %s", ids[1], now, ids[0])
	}
	w.register = open(t, file, w.live)
	if now, retired := w.register.Resolve(ids[1]); now != ids[1] || retired {
		t.Errorf("%s leads to %s, though the build that joined them was never served", ids[1], now)
	}
	if got := w.must(t, "gp 1 | acute 7"); got[0] != ids[0] || got[1] != ids[1] {
		t.Errorf("the next build has %v, want %v", got, ids)
	}
	if history := w.register.History(ids[1]); len(history) != 1 || !history[0].Past {
		t.Errorf("the unserved merge is told as %+v", history)
	}
}

// TestRollback: from an older build everything goes on as if the newer had not been.
func TestRollback(t *testing.T) {
	w := onDisk(t)
	ids := w.must(t, "gp 1 | acute 7 | gp 2+council 3")
	w.must(t, "gp 1+acute 7 | gp 2 | council 3")
	parted := w.tables["b2"][reg("council 3")]
	w.live = "b1"
	w.register = open(t, string(w.register.journal), "b1")
	if now, _ := w.register.Resolve(ids[1]); now != ids[1] {
		t.Errorf("after the rollback %s leads to %s", ids[1], now)
	}
	again := w.must(t, "gp 1+acute 7 | gp 2 | council 3")
	if again[0] != ids[0] || again[1] != ids[2] || again[2] != parted {
		t.Errorf("the build made again has %v, want %s %s %s", again, ids[0], ids[2], parted)
	}
	_, err := w.register.Undo(2, Decision{Who: "a", Why: "b"})
	if fault.CodeOf(err) != fault.Conflict {
		t.Errorf("an event of the build rolled back was undone: %v", err)
	}
}

func TestUnknownBuild(t *testing.T) {
	w := busy(t)
	_, err := Open(string(w.register.journal), "another")
	if fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "another") {
		t.Errorf("a build of another journal was taken: %v", err)
	}
	if _, err := Open(string(w.register.journal), ""); err != nil {
		t.Errorf("with all builds gone: %v", err)
	}
	if err := w.register.Commit("b2", day(9), nil); fault.CodeOf(err) != fault.Conflict {
		t.Errorf("a build closed its events twice: %v", err)
	}
	old := open(t, filepath.Join(t.TempDir(), "identity.journal"), "older than the journal")
	if err := old.Commit("first", day(1), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(string(old.journal), "older than the journal"); err != nil {
		t.Errorf("after a rollback to before the journal: %v", err)
	}
}

// TestTwoWriters: a ruling made during a build is neither lost nor in its way.
func TestTwoWriters(t *testing.T) {
	w := busy(t)
	file, before := string(w.register.journal), len(w.register.events)
	var group sync.WaitGroup
	for i := range 20 {
		r := open(t, file, w.live)
		group.Go(func() {
			pair := []link.Registration{{Source: "gp", LocalID: "x" + string(rune('a'+i))}, {Source: "acute", LocalID: "x"}}
			if _, err := r.Together(pair[0], pair[1], Decision{Who: "a", Why: "b"}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if err := w.register.Commit("b4", day(4), nil); err != nil {
		t.Fatal(err)
	}
	r := open(t, file, "b4")
	if len(r.events) != before+21 || len(w.register.rulings) != len(r.rulings) {
		t.Errorf("%d events, want %d", len(r.events), before+21)
	}
}

// TestWritersWait: while one decides and writes, nobody else can.
func TestWritersWait(t *testing.T) {
	w := busy(t)
	err := w.register.change(func() ([][]Event, error) {
		f, err := os.Open(string(w.register.journal) + ".lock")
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); !errors.Is(err, syscall.EWOULDBLOCK) {
			t.Errorf("another could have written meanwhile: %v", err)
		}
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestUnwritable(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "none")
	r := open(t, filepath.Join(folder, "identity.journal"), "")
	if err := r.Commit("b1", day(1), nil); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
	if _, err := Open(t.TempDir(), ""); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("a folder was read as a journal: %v", err)
	}
	bad := []Event{{Kind: Left, ID: Fresh(reg("gp 1"), 0), Members: Side{{Source: "gp", LocalID: "\xff"}}}}
	w := onDisk(t)
	if err := w.register.Commit("b1", day(1), bad); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a name that cannot be read back was written: %v", err)
	}
	if _, _, err := w.register.journal.read(); err != nil || len(w.register.events) != 0 {
		t.Errorf("%d events, %v", len(w.register.events), err)
	}
}
