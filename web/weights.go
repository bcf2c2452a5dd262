package web

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"continuum/link"
	"continuum/web/show"
)

// weightScale lays weights, log2 odds, along a chart. It always holds 0.
type weightScale struct{ low, high float64 }

// scaleOf spans all finite ones of some weights.
func scaleOf(weights ...float64) weightScale {
	var s weightScale
	for _, w := range weights {
		if !math.IsInf(w, 0) && !math.IsNaN(w) {
			s.low, s.high = min(s.low, w), max(s.high, w)
		}
	}
	if s.low == s.high {
		s.low, s.high = -1, 1
	}
	return s
}

// at is the place of a weight in percent of the width; what lies outside stands
// at the edge.
func (s weightScale) at(w float64) float64 {
	if math.IsNaN(w) {
		w = 0
	}
	return 100 * min(max((w-s.low)/(s.high-s.low), 0), 1)
}

// weightBar is a bar from one weight to another, with the place of 0; all in
// percent of its width.
type weightBar struct{ X, Width, Zero, Class string }

// bar draws from one weight to another; a bar of nothing is still seen.
func (s weightScale) bar(from, to float64) weightBar {
	a, b := s.at(from), s.at(to)
	bar := weightBar{X: percent(min(a, b)), Width: percent(max(math.Abs(b-a), 0.5)), Zero: percent(s.at(0)), Class: "cx-for"}
	if b < a {
		bar.Class = "cx-against"
	}
	return bar
}

// signed shows a weight with its sign: "+8.4", "−3.0".
func signed(w float64) string {
	s := strconv.FormatFloat(math.Abs(w), 'f', 1, 64)
	switch {
	case math.IsNaN(w):
		return "–"
	case s == "0.0":
		return s
	case w < 0:
		return "\u2212" + s
	default:
		return "+" + s
	}
}

// odds puts a weight into words: "about 1,000 to 1".
func odds(w float64) string {
	size := math.Exp2(math.Abs(w))
	text := "about even"
	switch {
	case math.IsNaN(w):
		return "unknown odds"
	case size < 1.25:
		return text
	case size >= 1e6:
		text = "over a million to 1"
	case size < 9.5:
		text = "about " + strings.TrimSuffix(strconv.FormatFloat(size, 'f', 1, 64), ".0") + " to 1"
	default:
		text = "about " + show.Count(twoDigits(size)) + " to 1"
	}
	if w < 0 {
		return text + " against"
	}
	return text
}

// twoDigits rounds a number of 10 or more to what can be said of it.
func twoDigits(x float64) int64 {
	unit := math.Pow(10, math.Floor(math.Log10(x))-1)
	return int64(math.Round(x/unit) * unit)
}

// chance shows a chance from 0 to 1, as one in so many, to two digits, where it is
// small.
func chance(p float64) string {
	switch {
	case math.IsNaN(p) || p < 0:
		return "–"
	case p == 0:
		return "never"
	case p < 0.99e-7:
		return "under 1 in 10,000,000"
	case p < 0.001:
		return "1 in " + show.Count(twoDigits(1/p))
	}
	return show.Share(p)
}

// keyWords are what the keys of blocking rules and the names of comparisons mean,
// where they do not say it.
var keyWords = map[string]string{
	"nhs_number": "NHS number", "birth_date": "date of birth", "birth_year": "year of birth", "birth_month": "month of birth",
	"birth_day": "day of birth", "birth_day_month": "day and month of birth", "given_sound": "sound of given name",
	"family_sound": "sound of family name", "name_sounds": "sounds of both names", "outcode": "postcode district",
	"email_user": "name before the @ of the email", "gp_practice": "GP practice", "residence": "address",
}

// plain puts what linkage says in its own terms into those of these pages.
var plain = strings.NewReplacer(
	"identifier differs (unverified)", "NHS number differs, one of them unverified",
	"other records contradict (weak bridge)", "their other registrations contradict",
	"two current registrations of one source", "two open registrations of one partner",
	"ruled apart", "ruled to be two people",
	"somebody else was cut", "somebody else was not made",
	"few of its records", "few of their records",
).Replace

// ruleName turns "name_sounds+birth_year" into words with a capital.
func ruleName(rule string) string { return show.Words(ruleWords(rule)) }

// ruleWords turns a rule into words within a sentence.
func ruleWords(rule string) string {
	parts := strings.FieldsFunc(rule, func(r rune) bool { return strings.ContainsRune("+,&/", r) })
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
		if w, known := keyWords[parts[i]]; known {
			parts[i] = w
		}
	}
	return strings.ReplaceAll(strings.Join(parts, " and "), "_", " ")
}

// comparisonView is one comparison of the chart of weights.
type comparisonView struct {
	Name   string
	Levels []levelView
}

// levelView is one finding of a comparison.
type levelView struct {
	link.LevelReport
	Bar weightBar
}

// comparisonsOf draws all comparisons on one scale, what counts most for one
// person on top.
func comparisonsOf(all []link.ComparisonReport) []comparisonView {
	var every []float64
	for _, c := range all {
		for _, l := range c.Levels {
			every = append(every, l.Weight)
		}
	}
	scale := scaleOf(every...)
	var out []comparisonView
	for _, c := range all {
		v := comparisonView{Name: ruleName(c.Name)}
		for _, l := range c.Levels {
			v.Levels = append(v.Levels, levelView{l, scale.bar(0, l.Weight)})
		}
		slices.SortStableFunc(v.Levels, func(a, b levelView) int { return cmp.Compare(b.Weight, a.Weight) })
		out = append(out, v)
	}
	return out
}
