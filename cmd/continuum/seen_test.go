package main

import (
	"testing"

	"continuum/link"
)

func TestSeenTellsWhereAnIDStoodBefore(t *testing.T) {
	s := newSeen()
	for _, c := range []struct {
		begin      string
		source, id string
		line       int64
		want       string
	}{
		{begin: "a.csv", source: "gp", id: "1", line: 2},
		{source: "gp", id: "2", line: 3},
		{source: "gp", id: "1", line: 4, want: "a.csv:2"},
		{begin: "empty.csv"},
		{begin: "b.csv", source: "acute", id: "1", line: 2},
		{source: "acute", id: "1", line: 9, want: "b.csv:2"},
		{source: "gp", id: "2", line: 10, want: "a.csv:3"},
	} {
		if c.begin != "" {
			s.begin(c.begin)
		}
		if c.id == "" {
			continue
		}
		if got := s.add(link.Registration{Source: c.source, LocalID: c.id}, c.line); got != c.want {
			t.Errorf("%s %s of line %d stood at %q, not %q", c.source, c.id, c.line, got, c.want)
		}
	}
	if len(s.keys) != 3 {
		t.Errorf("%d keys are kept", len(s.keys))
	}
}

// Two keys of one hash are told apart.
func TestSeenToldApartByMoreThanTheHash(t *testing.T) {
	s := newSeen()
	s.begin("a.csv")
	a, b := link.Registration{LocalID: "a"}, link.Registration{LocalID: "b"}
	s.add(a, 2)
	for hash := range s.first {
		delete(s.first, hash)
	}
	s.add(b, 3)
	for hash := range s.first {
		s.first[hash] = 0 // as if a had it
	}
	if got := s.add(b, 4); got != "" {
		t.Errorf("b stood at %q", got)
	}
	if got := s.add(b, 5); got != "a.csv:4" {
		t.Errorf("b stood at %q", got)
	}
}
