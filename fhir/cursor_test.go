package fhir

import (
	"testing"

	"continuum/record/search"
)

// TestCursors reads what it wrote and refuses the rest.
func TestCursors(t *testing.T) {
	for _, text := range []string{"0.0", "17.42", "17.42.3.20261127T121955.046Z-59e6ef", "seyJUaGluZyI6NywiS2V5cyI6W3siTG93IjoxfV19.9", "seyJUaGluZyI6N30.9.0.b1"} {
		c, rest, err := cursorOf([]search.Pair{{Name: "code", Value: "x"}, {Name: cursorName, Value: text}})
		if err != nil || len(rest) != 1 || c.String() != text {
			t.Errorf("%s: %s, %d others, %v", text, c, len(rest), err)
		}
	}
	for _, text := range []string{"", "x", "1", "-1.2", "1.-2", "1.2.3", "1.2.x.b", "1.2.-3.b", "1.2.3.", "s.1", "s!.1", "s", "99999999999999999999.1", "1.2; DROP TABLE x"} {
		if c, _, err := cursorOf([]search.Pair{{Name: cursorName, Value: text}}); err == nil {
			t.Errorf("%q is read as %s", text, c)
		}
	}
}
