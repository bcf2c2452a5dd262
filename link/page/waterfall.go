package page

import (
	"strings"

	"continuum/link"
)

// examples are links as waterfalls, all on one scale.
type examples struct {
	Grid    grid
	Shelves []shelf
}

// shelf holds the examples of one kind.
type shelf struct {
	Title, About, None string
	Links              []waterfall
}

type waterfall struct {
	link.Waterfall
	Steps []step
	Total bar
	Why   string // not linked; "" where it is
}

type step struct {
	Label  string
	Weight float64
	Sum    float64 // running total after this step
	Bar    bar
}

func examplesOf(e link.Examples, threshold float64) examples {
	s := scaleOf(append(spans(e.Typical, e.Borderline, e.Cut), threshold))
	out := examples{Grid: s.grid("examples")}
	if finite(threshold) {
		out.Grid.Lines = append(out.Grid.Lines, line{At: shareOf(s.at(threshold)), Class: "threshold"})
	}
	out.Shelves = []shelf{
		{"Typical links", "Links of middling strength among those followed: half of all links are stronger.", "No typical links to show.", waterfalls(e.Typical, s)},
		{"Borderline links", "Links followed that stand closest above the threshold. If these look wrong, raise the threshold; if they all look right, it could be lower.", "No links stand close to the threshold.", waterfalls(e.Borderline, s)},
		{"Links that were cut", "Strong enough by themselves, and yet not followed because something else spoke against them.", "No links were cut, or none were kept as examples.", waterfalls(e.Cut, s)},
	}
	return out
}

// spans lists every running total of some waterfalls.
func spans(shelves ...[]link.Waterfall) (all []float64) {
	for _, shelf := range shelves {
		for _, w := range shelf {
			sum := 0.0
			for _, s := range w.Steps {
				sum += s.Weight
				all = append(all, sum)
			}
			all = append(all, w.Weight)
		}
	}
	return all
}

func waterfalls(all []link.Waterfall, s scale) (out []waterfall) {
	for _, w := range all {
		one := waterfall{Waterfall: w, Total: s.bar(0, w.Weight), Why: whyNot(w)}
		sum := 0.0
		for _, st := range w.Steps {
			one.Steps = append(one.Steps, step{labelOf(st), st.Weight, sum + st.Weight, s.bar(sum, sum+st.Weight)})
			sum += st.Weight
		}
		out = append(out, one)
	}
	return out
}

func whyNot(w link.Waterfall) string {
	switch {
	case w.Kept:
		return ""
	case w.Cut == "":
		return "too weak by itself"
	}
	return w.Cut
}

// labelOf names a step by its finding, which mostly names the comparison too.
func labelOf(s link.Step) string {
	switch {
	case s.Finding == "":
		return name(s.Name)
	case strings.Contains(strings.ToLower(s.Finding), strings.ToLower(s.Name)):
		return capital(s.Finding)
	}
	return name(s.Name) + ": " + s.Finding
}
