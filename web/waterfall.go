package web

import (
	"strings"

	"continuum/link"
	"continuum/web/show"
)

// waterfallView tells step by step how the weight of a link came about.
type waterfallView struct {
	Rule        string // what brought the two together, in words within a sentence
	Rival       string // the likeliest other explanation: "two strangers"
	Steps       []stepView
	Weight      float64
	Probability float64
	Total       weightBar
}

// stepView is one step of a waterfall.
type stepView struct {
	Label  string
	Weight float64
	Sum    float64 // so far
	Bar    weightBar
}

// waterfallOf draws steps on a scale of their own, each from where the one before
// ended, without a remainder that shows as nothing.
func waterfallOf(rule string, steps []link.Step, weight, probability float64) waterfallView {
	if last := len(steps) - 1; last > 0 && steps[last].Finding == "" && signed(steps[last].Weight) == signed(0) {
		steps = steps[:last]
	}
	sums := []float64{weight}
	sum := 0.0
	for _, s := range steps {
		sum += s.Weight
		sums = append(sums, sum)
	}
	scale := scaleOf(sums...)
	v := waterfallView{Rule: ruleWords(rule), Weight: weight, Probability: probability, Total: scale.bar(0, weight)}
	if len(steps) > 0 {
		_, v.Rival, _ = strings.Cut(steps[0].Name, "one person or ")
	}
	sum = 0
	for _, s := range steps {
		v.Steps = append(v.Steps, stepView{stepLabel(s), s.Weight, sum + s.Weight, scale.bar(sum, sum+s.Weight)})
		sum += s.Weight
	}
	return v
}

// stepLabel names a step by its finding, which mostly names the comparison too.
func stepLabel(s link.Step) string {
	s.Finding = plain(s.Finding)
	switch {
	case s.Finding == "":
		return show.Words(s.Name)
	case strings.Contains(strings.ToLower(s.Finding), strings.ToLower(s.Name)):
		return show.Words(s.Finding)
	}
	return show.Words(s.Name) + ": " + s.Finding
}

// reading says in one sentence what the waterfall comes to.
func (w waterfallView) reading() string {
	chance := strings.NewReplacer(">", "over ", "<", "under ").Replace(show.Share(w.Probability))
	return "By these details alone the odds that both are one person are " + odds(w.Weight) + ", a chance of " + chance + "."
}

// brought says what brought the two together.
func (w waterfallView) brought() string {
	switch w.Rule {
	case "":
		return ""
	case "equal details":
		return "Both say exactly the same. "
	}
	return "They were compared because both have the same " + w.Rule + ". "
}

// steps says how to read the steps.
func (w waterfallView) steps() string {
	if w.Rival == "" {
		return "Each step adds to the weight or takes from it."
	}
	return "Were they not one person, they would most likely be " + w.Rival + "; what such two would share anyway counts for little. The start is the odds before anything is compared."
}
