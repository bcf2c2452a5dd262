package web

import (
	"math"
	"strings"
	"testing"

	"continuum/link"
)

func TestOdds(t *testing.T) {
	for w, want := range map[float64]string{
		0: "about even", 0.3: "about even", 1: "about 2 to 1", 4: "about 16 to 1", -4: "about 16 to 1 against", 10: "about 1,000 to 1",
		2.5: "about 5.7 to 1", 19.9: "about 980,000 to 1", 20: "over a million to 1", math.Inf(-1): "over a million to 1 against",
	} {
		if got := odds(w); got != want {
			t.Errorf("odds of %g are %q, want %q", w, got, want)
		}
	}
}

// No chance is given to more digits than so few registrations tell.
func TestChance(t *testing.T) {
	for p, want := range map[float64]string{
		0.927: "92.7%", 1.0 / 178483: "1 in 180,000", 1e-7: "1 in 10,000,000", 1e-10: "under 1 in 10,000,000", 0: "never", -1: "\u2013",
	} {
		if got := chance(p); got != want {
			t.Errorf("chance of %g is %q, want %q", p, got, want)
		}
	}
}

func TestSigned(t *testing.T) {
	for w, want := range map[float64]string{8.44: "+8.4", -3: "\u22123.0", 0.04: "0.0", -0.04: "0.0"} {
		if got := signed(w); got != want {
			t.Errorf("signed(%g) = %q, want %q", w, got, want)
		}
	}
}

// What is left over is told where it shows, and what else could explain a pair is
// named.
func TestWaterfallTellsWhatCounts(t *testing.T) {
	steps := []link.Step{{Name: "start: one person or twins", Weight: 7}, {Name: "sex", Finding: "sex agrees", Weight: 1}, {Name: "other explanations", Weight: -0.04}}
	w := waterfallOf("nhs_number", steps, 7.96, 0.996)
	if len(w.Steps) != 2 || w.Rival != "twins" || !strings.Contains(w.steps(), "most likely be twins") {
		t.Errorf("%d steps beside the rival %q: %s", len(w.Steps), w.Rival, w.steps())
	}
	if steps[2].Weight = -0.3; len(waterfallOf("nhs_number", steps, 7.7, 0.995).Steps) != 3 {
		t.Error("a remainder that shows is left out")
	}
}

// Each bar of a waterfall begins where the one before ended.
func TestWaterfallIsOneFlight(t *testing.T) {
	w := waterfallOf("nhs_number", []link.Step{{Name: "start", Weight: -10}, {Name: "a", Weight: 30}, {Name: "b", Weight: -5}}, 15, 1)
	want := []weightBar{
		{"0.00%", "33.33%", "33.33%", "cx-against"},
		{"0.00%", "100.00%", "33.33%", "cx-for"},
		{"83.33%", "16.67%", "33.33%", "cx-against"},
	}
	for i, s := range w.Steps {
		if s.Bar != want[i] {
			t.Errorf("step %d is drawn %v, want %v", i, s.Bar, want[i])
		}
	}
	if total := (weightBar{"33.33%", "50.00%", "33.33%", "cx-for"}); w.Total != total || w.Steps[2].Sum != 15 {
		t.Errorf("the total is drawn %v and the steps come to %g, want %v and 15", w.Total, w.Steps[2].Sum, total)
	}
}

func TestStepLabel(t *testing.T) {
	for want, s := range map[string]link.Step{
		"Start: one person or twins":                 {Name: "start: one person or twins"},
		"NHS number agrees":                          {Name: "NHS number", Finding: "NHS number agrees"},
		"Address: postcode agrees":                   {Name: "address", Finding: "postcode agrees"},
		"NHS number differs, one of them unverified": {Name: "NHS number", Finding: "identifier differs (unverified)"},
	} {
		if got := stepLabel(s); got != want {
			t.Errorf("%+v is labelled %q, want %q", s, got, want)
		}
	}
}
