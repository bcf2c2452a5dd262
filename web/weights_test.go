package web

import (
	"math"
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

func TestSigned(t *testing.T) {
	for w, want := range map[float64]string{8.44: "+8.4", -3: "\u22123.0", 0.04: "0.0", -0.04: "0.0"} {
		if got := signed(w); got != want {
			t.Errorf("signed(%g) = %q, want %q", w, got, want)
		}
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
		"Start: one person or twins": {Name: "start: one person or twins"},
		"NHS number agrees":          {Name: "NHS number", Finding: "NHS number agrees"},
		"Address: postcode agrees":   {Name: "address", Finding: "postcode agrees"},
	} {
		if got := stepLabel(s); got != want {
			t.Errorf("%+v is labelled %q, want %q", s, got, want)
		}
	}
}
