package model

import (
	"strings"
	"testing"

	"continuum/internal/fault"
)

// TestKnownBeforehand: what is said to be known beforehand must be a feature.
func TestKnownBeforehand(t *testing.T) {
	of := func(known ...string) error {
		rows := &Rows{Columns: []Column{{Name: "gp_12m"}, {Name: "age"}}}
		return (&Training{past: &year{Rows: rows}, Spec: &Spec{File: "models/gp.yaml", Known: known}}).known()
	}
	if err := of("gp_12m"); err != nil {
		t.Error(err)
	}
	err := of("age", "gp_21m")
	if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "models/gp.yaml") || !strings.Contains(err.Error(), `did you mean "gp_12m"?`) {
		t.Errorf("%v", err)
	}
}
