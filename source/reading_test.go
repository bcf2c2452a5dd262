package source

import (
	"strings"
	"testing"
	"unicode/utf8"

	"continuum/internal/fault"
	"continuum/source/extract"
)

// However many records are broken, and however long they are, what is kept of
// them is bounded.
func TestBrokenRecordsAreBounded(t *testing.T) {
	s := &reading{g: &group{names: []string{"x.csv"}, feeds: []Feed{{Path: "sources/x.sql"}}}}
	raw := strings.Repeat("é", 32<<10)
	for range maxBroken {
		if err := s.Broken(extract.Broken{Line: 2, Reason: "odd", Raw: raw}); err != nil {
			t.Fatal(err)
		}
	}
	kept := 0
	for _, b := range s.broken {
		if kept += len(b.Raw); b.Raw == "" || !utf8.ValidString(b.Raw) {
			t.Fatalf("a raw text was cut to %q", b.Raw)
		}
	}
	if kept > maxBrokenText+maxBroken*200 {
		t.Errorf("%d bytes of raw text are kept", kept)
	}
	err := s.Broken(extract.Broken{Line: 3, Reason: "odd"})
	if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "x.csv:3: more than 100,000 records cannot be read; the first reason is: odd") {
		t.Errorf("one more gave %v", err)
	}
}
