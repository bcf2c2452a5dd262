package instrument

import (
	"fmt"
	"slices"
	"strings"

	"continuum/place"
)

// judgement gathers what is wrong across the parts of one instrument.
type judgement struct {
	*Instrument
	problems []place.Problem
}

func (j *judgement) add(path, value, fix, reason string, args ...any) {
	j.problems = append(j.problems, j.At.Problem(path, value, fmt.Sprintf(reason, args...), fix))
}

// judge checks what holds across the parts of an instrument.
func (i *Instrument) judge() []place.Problem {
	j := &judgement{Instrument: i}
	if i.Validity.Until != "" && i.Validity.Until < i.Validity.From {
		j.add("validity.until", i.Validity.Until, "swap them, or leave until empty", "until is before from")
	}
	if i.Window.LookbackMonths < 0 {
		j.add("window.lookback_months", fmt.Sprint(i.Window.LookbackMonths), "write 0 for the index stay alone, or how many months count", "no diagnosis is of a negative time")
	}
	j.source()
	j.names()
	for k := range i.Items {
		j.item(k)
	}
	j.clears()
	j.restrictions()
	if len(i.Scores) == 0 {
		j.add("", "", "add `scores:` with at least one", "the instrument gives no score")
	}
	for k := range i.Scores {
		j.score(k)
	}
	if i.Segments != nil && i.Segments.points != nil {
		j.segments()
	}
	return place.Sort(j.problems)
}

// source: codes and a table go together.
func (j *judgement) source() {
	switch {
	case j.Table != "" && j.Codes.System == "":
		j.add("codes", "", "add `codes: {system: icd10}`, or names where conditions are given by name", "the instrument does not say what its codes are")
	case j.Table == "" && j.Codes.System != "":
		j.add("codes", "", "add `conditions: FILE.csv`", "the instrument has codes and no table of conditions")
	}
}

// answered are the columns that an answer has beside conditions and scores.
var answered = []string{"band", "missing", "n_conditions", "n_codes"}

// names: a condition and a score are columns of one answer, so that no two have one name.
func (j *judgement) names() {
	for k, s := range j.Scores {
		at := fmt.Sprintf("scores[%d].name", k)
		if j.conditionAt(s.Name) >= 0 {
			j.add(at, s.Name, "rename one of them", "a condition is named as the score is, and both are columns of the answer")
		}
		if slices.Contains(answered, s.Name) {
			j.add(at, s.Name, "rename the score", "every answer has a column of this name")
		}
	}
	for _, name := range answered {
		if j.conditionAt(name) >= 0 {
			j.add("conditions", name, "rename the condition", "every answer has a column of this name")
		}
	}
}

func (j *judgement) item(k int) {
	it, at := &j.Items[k], fmt.Sprintf("items[%d]", k)
	for _, other := range j.Items[:k] {
		if other.Name == it.Name {
			j.add(at+".name", it.Name, "give each its own name", "item %q is given twice", it.Name)
		}
	}
	switch {
	case it.Type == "choice" && len(it.Choices) < 2:
		j.add(at, it.Name, "list them as `choices: [a, b]`", "a choice needs two choices at least")
	case it.Type != "choice" && len(it.Choices) > 0:
		j.add(at+".choices", "", "set `type: choice`", "only a choice has choices")
	case it.Least != nil && it.Most != nil && *it.Most < *it.Least:
		j.add(at+".most", "", "swap them", "most is less than least")
	case it.Default != nil && it.Weights != "":
		j.add(at+".default", "", "keep one of them", "an item has a default or is made of weights, not both")
	}
	j.column(at+".weights", it.Weights)
}

// column: weights must be a column of the table.
func (j *judgement) column(at, name string) {
	if name == "" {
		return
	}
	if _, ok := j.columns[name]; !ok {
		var known []string
		for c := range j.columns {
			known = append(known, c)
		}
		slices.Sort(known)
		j.add(at, name, place.Suggest(name, known), "the table of conditions has no column %q", name)
	}
}

// condition: an id must be one of the table.
func (j *judgement) condition(at, id string) {
	if j.conditionAt(id) >= 0 {
		return
	}
	ids := make([]string, len(j.Conditions))
	for k, c := range j.Conditions {
		ids[k] = c.ID
	}
	j.add(at, id, place.Suggest(id, ids), "there is no condition %q", id)
}

// conditionAt finds a condition by its id, -1 where there is none.
func (i *Instrument) conditionAt(id string) int {
	return slices.IndexFunc(i.Conditions, func(c Condition) bool { return c.ID == id })
}

func (j *judgement) clears() {
	for k, h := range j.Hierarchy {
		at := fmt.Sprintf("hierarchy[%d]", k)
		j.condition(at+".if", h.If)
		for n, id := range h.Clear {
			j.condition(fmt.Sprintf("%s.clear[%d]", at, n), id)
			if id == h.If {
				j.add(fmt.Sprintf("%s.clear[%d]", at, n), id, "take it out of the list", "a condition cannot clear itself")
			}
		}
	}
	for k, n := range j.Needs {
		at := fmt.Sprintf("needs[%d]", k)
		j.condition(at+".condition", n.Condition)
		for m, id := range n.OneOf {
			j.condition(fmt.Sprintf("%s.one_of[%d]", at, m), id)
		}
	}
}

// restrictions: rules by sex and age need the items.
func (j *judgement) restrictions() {
	for _, r := range j.rules {
		if it := j.Item("sex"); r.sex != 0 && (it == nil || !slices.Equal(it.Choices, []string{"F", "M"})) {
			j.add("items", "", "add `{name: sex, title: Sex, type: choice, choices: [F, M]}`", "the table asks for a sex and there is no item sex")
			return
		}
		if it := j.Item("age"); r.aged() && (it == nil || it.Type != "number") {
			j.add("items", "", "add `{name: age, title: Age, type: number}`", "the table asks for an age and there is no item age")
			return
		}
	}
}

func (j *judgement) score(k int) {
	s, at := &j.Scores[k], fmt.Sprintf("scores[%d]", k)
	earlier := slices.IndexFunc(j.Scores[:k], func(o Score) bool { return o.Name == s.Name })
	if earlier >= 0 {
		j.add(at+".name", s.Name, "give each its own name", "score %q is given twice", s.Name)
	}
	j.column(at+".weights", s.Weights)
	sums := s.Weights != "" || len(s.Terms) > 0 || s.Constant != 0
	switch {
	case s.LogisticOf != "" && (sums || s.Divide != nil):
		j.add(at+".logistic_of", s.LogisticOf, "give the sum a score of its own before it", "a probability is of an earlier score and adds nothing")
	case s.LogisticOf != "" && !slices.ContainsFunc(j.Scores[:k], func(o Score) bool { return o.Name == s.LogisticOf }):
		j.add(at+".logistic_of", s.LogisticOf, "name a score above it", "there is no earlier score %q", s.LogisticOf)
	case s.LogisticOf == "" && !sums && j.Segments == nil:
		j.add(at, s.Name, "give it weights or terms", "the score adds nothing up")
	case s.Divide != nil && *s.Divide == 0:
		j.add(at+".divide", "0", "divide by another number", "nothing can be divided by 0")
	case s.Round != nil && (*s.Round < 0 || *s.Round > 6):
		j.add(at+".round", "", "round to 0 to 6 decimals", "cannot round so")
	}
	for n := range s.Terms {
		j.term(&s.Terms[n], fmt.Sprintf("%s.terms[%d]", at, n))
	}
	j.bands(s.Bands, at+".bands")
}

func (j *judgement) term(t *Term, at string) {
	it := j.Item(t.Item)
	switch {
	case it == nil:
		var known []string
		for _, x := range j.Items {
			known = append(known, x.Name)
		}
		j.add(at+".item", t.Item, place.Suggest(t.Item, known), "there is no item %q", t.Item)
	case (t.Times == nil) == (len(t.Steps) == 0):
		j.add(at, t.Item, "give one of them", "a term has `times` or `steps`")
	case t.Is != "" && !slices.Contains(it.Choices, t.Is):
		j.add(at+".is", t.Is, place.Suggest(t.Is, it.Choices), "%q is no choice of %s", t.Is, t.Item)
	case (it.Type == "choice") != (t.Is != ""):
		j.add(at, t.Item, "write `is: VALUE` for a choice, and for no other item", "a choice counts by which it is")
	case t.Power < 0 || t.Power > 4:
		j.add(at+".power", "", "use 1 to 4", "no such power")
	}
	for n := 1; n < len(t.Steps); n++ {
		if t.Steps[n].From <= t.Steps[n-1].From {
			j.add(fmt.Sprintf("%s.steps[%d]", at, n), "", "list them by rising `from`", "steps must rise")
		}
	}
}

// bands rise, each has a name and one bound, the last none.
func (j *judgement) bands(bands []Band, at string) {
	var names []string
	for n, b := range bands {
		here, last := fmt.Sprintf("%s[%d]", at, n), n == len(bands)-1
		bounds := one(b.Below != nil) + one(b.To != nil)
		switch {
		case slices.Contains(names, b.Band):
			j.add(here, b.Band, "give each its own name", "band %q is there twice", b.Band)
		case last && bounds > 0:
			j.add(here, b.Band, "add a band without a bound after it", "the last band has a bound, so that a score may be in none")
		case !last && bounds != 1:
			j.add(here, b.Band, "give it `below` or `to`", "a band needs one bound")
		case n > 0 && !last && b.bound() <= bands[n-1].bound():
			j.add(here, b.Band, "list them by rising bounds", "bands must rise: they overlap")
		}
		names = append(names, b.Band)
	}
	if len(bands) == 1 {
		j.add(at, strings.Join(names, ""), "add another", "one band tells nothing")
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (b *Band) bound() float64 {
	switch {
	case b.Below != nil:
		return *b.Below
	case b.To != nil:
		return *b.To
	}
	return 0
}
