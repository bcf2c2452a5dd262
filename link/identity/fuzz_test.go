package identity

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"continuum/internal/fault"
	"continuum/link"
)

// seedJournal is a journal with most kinds of lines.
func seedJournal(tb testing.TB) []byte {
	tb.Helper()
	a, b := Fresh(reg("gp 1"), 0), Fresh(reg("gp 2"), 0)
	one, two := Side{reg("gp 1")}, Side{reg("gp 2"), reg("acute 7")}
	text, err := encodeAll([]Event{
		{Number: 1, At: day(1), Kind: Built, Build: "b1"},
		{Number: 2, At: day(2), Kind: Merged, Build: "b2", ID: a, Into: b, Members: one, Others: two},
		{Number: 3, At: day(2), Kind: Left, Build: "b2", ID: b, Members: Side{reg("acute 8")}},
		{Number: 4, At: day(2), Kind: Built, Build: "b2", Base: "b1"},
		{Number: 5, At: day(3), Kind: Apart, Members: one, Others: two, Undoes: 2, Who: "Dr Ada Okafor", Why: "spoke to both"},
		{Number: 6, At: day(3), Kind: Withdrawn, Ruling: 5, Who: "Dr Ada Okafor", Why: "a slip"},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// FuzzJournal: whatever is in the file, it is read whole or refused with its line,
// and what was read is written again as the same bytes.
func FuzzJournal(f *testing.F) {
	whole := seedJournal(f)
	f.Add(whole)
	f.Add(whole[:len(whole)-9])
	f.Add(bytes.Replace(whole, []byte("acute"), []byte("acule"), 1))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		events, sound, err := parse(data)
		if err != nil {
			if e, ok := faultOf(err); !ok || e.Code != fault.Invalid {
				t.Fatalf("not a fault of the file: %v", err)
			}
			return
		}
		if bytes.IndexByte(data[sound:], '\n') >= 0 {
			t.Fatal("a whole line was taken for a torn one")
		}
		again, sound2, err := parse(append(bytes.Clone(data[:sound]), `{"n":`...))
		if err != nil || sound2 != sound || len(again) != len(events) {
			t.Fatalf("a torn line changes what is before it: %v", err)
		}
	})
}

// FuzzEvents gives every line of the input a checksum that fits, so that what is
// inside is judged: the journal is refused with a line, or followed to an end.
func FuzzEvents(f *testing.F) {
	for line := range bytes.Lines(seedJournal(f)) {
		f.Add(line[:len(line)-sealLength-1])
	}
	var open []byte
	for line := range bytes.Lines(seedJournal(f)) {
		open = append(append(open, line[:len(line)-sealLength-1]...), '\n')
	}
	f.Add(open)
	f.Fuzz(func(t *testing.T, data []byte) {
		var text []byte
		for line := range bytes.Lines(data) {
			text = append(text, seal(bytes.Clone(bytes.TrimSuffix(line, []byte("\n"))))...)
		}
		file := filepath.Join(t.TempDir(), "identity.journal")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := Open(file, "b2")
		if err != nil {
			if e, ok := faultOf(err); !ok || e.File != file || e.Fix == "" {
				t.Fatalf("no fault that names the file: %v", err)
			}
			return
		}
		for _, e := range r.events {
			current, _ := r.Resolve(e.ID)
			if again, _ := r.Resolve(current); again != current {
				t.Fatalf("%s leads to %s, which leads to %s", e.ID, current, again)
			}
			r.History(e.ID, e.Members...)
		}
		r.Rulings()
		if _, err := r.Assign(Input{Registrations: []link.Registration{reg("gp 1")}, Person: []uint32{0}, Persons: 1}); err != nil {
			t.Fatalf("a build after it: %v", err)
		}
	})
}
