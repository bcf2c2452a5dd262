package find

import (
	"slices"
	"strings"
)

// field is what a part of a query was found in.
type field uint8

const (
	nothing field = iota
	givenName
	familyName
	otherValue
)

// choice is the field a part is counted in, and what it is worth there.
type choice struct {
	field  field
	grade  grade
	points int
}

// verdict is how a person matches a query, part by part.
type verdict struct {
	points  int
	choices [maxParts]choice
}

// judge chooses the best field for each part and adds up.
func (r *ranking) judge(person uint32) (v verdict) {
	for i := range r.parts {
		v.choices[i] = r.options(i, person).best()
		v.points += v.choices[i].points
	}
	if only, crowded := v.oneField(len(r.parts)); crowded {
		r.spread(&v, person, only)
	}
	return v
}

// options are what a part is worth in the given name, the family name and
// elsewhere.
type options [3]choice

func (r *ranking) options(part int, person uint32) options {
	return weigh(r.cells[part][person], r.parts[part].side)
}

func weigh(c cell, typed side) options {
	o := options{
		{givenName, c.given(), nameMeaning[c.given()].points},
		{familyName, c.family(), nameMeaning[c.family()].points},
		{otherValue, c.value(), valueMeaning[c.value()].points},
	}
	if typed == familySide && o[0].grade > 0 {
		o[0].points -= wrongSide
	}
	if typed == givenSide && o[1].grade > 0 {
		o[1].points -= wrongSide
	}
	return o
}

// best gives the option worth most, of equals the last, or nothing.
func (o options) best() (best choice) {
	for _, c := range o {
		if c.grade > 0 && c.points >= best.points {
			best = c
		}
	}
	return best
}

// mostPoints gives, by side and cell, what a part is worth at most; it saves
// judging people who cannot be among the best.
var mostPoints = func() (most [3][1 << 12]uint8) {
	for s := range most {
		for c := range most[s] {
			most[s][c] = uint8(weigh(cell(c), side(s)).best().points)
		}
	}
	return most
}()

// oneField says whether several parts were found in one name field only, and
// not all of them equal.
func (v *verdict) oneField(parts int) (only field, crowded bool) {
	count, equal := 0, 0
	for _, c := range v.choices[:parts] {
		switch {
		case c.field != givenName && c.field != familyName:
			continue
		case only != nothing && c.field != only:
			return nothing, false
		case c.grade == equalName:
			equal++
		}
		only = c.field
		count++
	}
	return only, count > 1 && equal < count
}

// spread moves one part to the other name field where it costs least, or takes
// the penalty for having all in one.
func (r *ranking) spread(v *verdict, person uint32, only field) {
	loss, move, to := sameField, -1, choice{}
	for i := range r.parts {
		other := r.options(i, person)[familyName-only]
		if have := v.choices[i]; have.field == only && other.grade > 0 && have.points-other.points < loss {
			loss, move, to = have.points-other.points, i, other
		}
	}
	if move >= 0 {
		v.choices[move] = to
	}
	v.points -= loss
}

// why says what matched, part by part, in words; what did not match comes last.
func (r *ranking) why(v verdict) string {
	var said, missed []string
	for i, p := range r.parts {
		c := v.choices[i]
		switch words := reason(c, p); {
		case c.field == nothing:
			missed = append(missed, words)
		case !slices.Contains(said, words):
			said = append(said, words)
		}
	}
	return strings.Join(append(said, missed...), "; ")
}

func reason(c choice, p part) string {
	switch c.field {
	case givenName:
		return "given name " + say(nameMeaning[c.grade], p.typed) + swapped(p.side == familySide)
	case familyName:
		return "family name " + say(nameMeaning[c.grade], p.typed) + swapped(p.side == givenSide)
	case otherValue:
		return say(valueMeaning[c.grade], p.typed)
	}
	return "nothing matches \"" + p.typed + "\""
}

func say(m meaning, typed string) string {
	if m.quote {
		return m.words + " \"" + typed + "\""
	}
	return m.words
}

func swapped(is bool) string {
	if is {
		return " (names swapped)"
	}
	return ""
}
