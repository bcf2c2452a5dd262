package instrument

import (
	"fmt"
	"math"
	"strings"
)

// Reason is one part of a score, in the score's own units before it is divided or
// bounded: a condition, an item, or the constant it starts from.
type Reason struct {
	Name   string  `json:"name"`  // of the condition, item or variable; "" of the constant
	Title  string  `json:"title"` // in plain words
	Points float64 `json:"points"`
}

// Reasons takes a score of an instrument apart, by their places: the constant,
// conditions in the order of the table, then items. o is what Score has just given of
// the same person. The parts add up to the score before it is divided, bounded, made a
// probability or rounded; those of a probability are of the sum it is made of. None
// where the score is not known.
func (l *Lane) Reasons(p *Person, instrument, score int, o *Outcome) []Reason {
	x := l.engine.parts[instrument]
	if !o.Known[score] {
		return nil
	}
	if x.hcc != nil {
		return x.hccReasons(p, score, o)
	}
	s := &x.scores[score]
	if s.of >= 0 {
		return l.Reasons(p, instrument, s.of, o)
	}
	var reasons []Reason
	if s.Constant != 0 {
		reasons = append(reasons, Reason{"", "everybody starts from", s.Constant})
	}
	if s.weights != nil {
		reasons = append(reasons, x.conditionReasons(o, s.weights)...)
	}
	items := l.items(p, x, o)
	for k := range s.terms {
		t := &s.terms[k]
		points, _ := t.points(items[t.item])
		if it := &x.Items[t.item]; points != 0 {
			reasons = append(reasons, Reason{it.Name, it.Title + ": " + it.Text(items[t.item]), points})
		}
	}
	return reasons
}

func (p *part) conditionReasons(o *Outcome, weights []int64) (reasons []Reason) {
	eachBit(o.Present, func(k int) {
		if weights[k] != 0 {
			reasons = append(reasons, Reason{p.Conditions[k].ID, p.Conditions[k].Title, float64(weights[k]) / million})
		}
	})
	return reasons
}

// Text writes a value of an item as people do.
func (it *Item) Text(value float64) string {
	switch {
	case math.IsNaN(value):
		return ""
	case it.Type == "choice":
		if k := int(value); k >= 0 && k < len(it.Choices) {
			return it.Choices[k]
		}
		return ""
	case it.Type == "yes_no":
		return []string{"no", "yes"}[one(value != 0)]
	}
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.6f", value), "0"), ".")
}

// hccReasons are the variables of CMS-HCC with their points.
func (p *part) hccReasons(person *Person, score int, o *Outcome) []Reason {
	b := p.hcc.beneficiary(person.Items)
	var reasons []Reason
	add := func(name, title string, points int64) {
		if points != 0 {
			reasons = append(reasons, Reason{name, title, float64(points) / million})
		}
	}
	add(b.cell, "age and sex", b.points.cells[b.cell])
	if b.original {
		add(b.originally(), "first entitled by disability", b.points.special[b.originally()])
	}
	if b.medicaid && b.points.name == institutional {
		add("ltimcaid", "in Medicaid", b.points.special["ltimcaid"])
	}
	if p.Scores[score].Name == scoreDemographics {
		return reasons
	}
	reasons = append(reasons, p.conditionReasons(o, b.points.conditions)...)
	n := min(o.Count, len(b.points.counted)-1)
	add(fmt.Sprintf("d%d", n), fmt.Sprintf("%d payment conditions", o.Count), b.points.counted[n])
	for k, name := range p.hcc.names {
		if p.hcc.interacts(k, o.Present, b.disabled) {
			add(strings.ToLower(name), "several conditions together", b.points.interact[k])
		}
	}
	return reasons
}
