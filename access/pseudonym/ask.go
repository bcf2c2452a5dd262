package pseudonym

import (
	"slices"
	"strconv"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/search"
)

// hidden are types by whose contents nothing may be asked of what points at them: they
// are people.
var hidden = []string{patient, "Person", "RelatedPerson", "Practitioner", "PractitionerRole"}

// lastUpdated is when a version was made: it does not leave, but may be sorted by, and
// asked for by the day, to fetch what is new.
const lastUpdated = "_lastUpdated"

// May refuses a search (fault.Denied, naming the parameter and never its value) that
// could tell more than what leaves: what does not leave may not be asked for either,
// nor may anything be named by an id.
func (p *Project) May(s *search.Search) error {
	if len(s.Of()) == 0 {
		return &fault.Error{Code: fault.Denied, Column: "_type", Reason: "under pseudonyms a search says which types it wants", Fix: "search one type, or name types by _type"}
	}
	if s.Compartment != nil {
		return refused("compartment", "nobody's record as a whole is seen under pseudonyms", "search by what happened")
	}
	for _, t := range s.Of() {
		if !Leaves(t) {
			return &fault.Error{Code: fault.Denied, Column: "_type", Value: t.Name, Reason: "nothing of this type is seen under pseudonyms", Fix: "docs/research.md lists the types that are"}
		}
		for _, f := range s.Filters {
			if err := p.filter(t, f); err != nil {
				return err
			}
		}
		for _, k := range s.Sort { // by codes of no system that leaves, or by an age, an order would tell of them
			if k.Parameter.Code != lastUpdated && (k.Parameter.Kind != definition.Date || !seen(t, k.Parameter)) {
				return refused("_sort", "the order would tell what is not seen", "sort by "+lastUpdated+" or a date of care")
			}
		}
	}
	return nil
}

func refused(code, reason, fix string) error {
	return &fault.Error{Code: fault.Denied, Column: code, Reason: reason, Fix: fix}
}

// filter judges one filter of a type.
func (p *Project) filter(t *definition.Type, f *search.Filter) error {
	switch {
	case f.Has != nil:
		if !Leaves(f.Has.Type) || slices.Contains(hidden, f.Has.Type.Name) {
			return refused("_has", "nothing of "+f.Has.Type.Name+" may be asked under pseudonyms", "docs/research.md lists the types that are seen")
		}
		return p.filter(f.Has.Type, f.Has.Filter)
	case f.Chain != nil:
		return p.chain(f)
	case f.Code == lastUpdated:
		return byDay(f)
	case f.Code == "birthdate" && t.Name == patient:
		return p.byYear(f)
	}
	parameter := f.Parameter
	if own := t.Parameter(f.Code); own != nil {
		parameter = own
	}
	if !seen(t, parameter) {
		return refused(f.Code, "it asks for what is not seen under pseudonyms", "ask by codes, states, amounts and dates of care")
	}
	return p.operands(t, parameter, f)
}

// chain judges what is asked of the target of a reference, of every type it may be.
func (p *Project) chain(f *search.Filter) error {
	for _, c := range f.Chain {
		if slices.Contains(hidden, c.Type.Name) || !Leaves(c.Type) {
			return refused(f.Code, "nothing of "+c.Type.Name+" may be asked under pseudonyms", "name another type of target, such as "+f.Code+":Encounter")
		}
		if err := p.filter(c.Type, c.Filter); err != nil {
			return err
		}
	}
	return nil
}

// operands judges the values that are asked for.
func (p *Project) operands(t *definition.Type, of *definition.Parameter, f *search.Filter) error {
	switch {
	case f.Modifier == search.Missing:
		return nil
	case of.Kind == definition.Reference:
		return refused(f.Code, "nothing can be named by an id: what is seen are pseudonyms, and nobody keeps whose they are", "search by what happened, and join by the pseudonyms in the answer")
	case of.Kind == definition.Token && f.Modifier != search.None && f.Modifier != search.Not:
		return refused(f.Code, "this modifier looks at more than what is seen", "name codes as system|code")
	}
	for i := range f.Any {
		if err := p.operand(t, of, &f.Any[i]); err != nil {
			return err
		}
	}
	return nil
}

func (p *Project) operand(t *definition.Type, of *definition.Parameter, o *search.Operand) error {
	switch {
	case of.Kind == definition.Token && coded(t, of) && (o.AnySystem || !p.knows(o.System)):
		return refused(of.Code, "a code is asked for with its system, and of systems whose codes are seen", "write it as system|code, such as http://snomed.info/sct|44054006")
	case of.Kind == definition.Quantity && (o.AnyCode || inYear[o.Code] > 0 || written[o.Code] != ""):
		return refused(of.Code, "an amount is asked for with its unit, and not in years or days: ages of the oldest are not told", "write it as number|http://unitsofmeasure.org|unit, such as gt53|http://unitsofmeasure.org|mmol/mol")
	}
	return nil
}

// aDay is how many characters a date to the day has.
const aDay = len("2026-11-27")

// byDay judges when something was recorded: to the day, or less exactly.
func byDay(f *search.Filter) error {
	for _, o := range f.Any {
		if f.Modifier != search.Missing && len(o.Text) > aDay {
			return refused(lastUpdated, "when something was recorded is asked for by the day", "write it as ge2026-11-27")
		}
	}
	return nil
}

// byYear judges a date of birth: a year, and none among the oldest.
func (p *Project) byYear(f *search.Filter) error {
	for _, o := range f.Any {
		born, err := strconv.Atoi(o.Text)
		if f.Modifier != search.None || o.Prefix == search.About || err != nil || len(o.Text) != 4 || born <= p.now().Year()-oldest {
			return refused(f.Code, "a birth date is asked for by the year, and not of people who may be "+strconv.Itoa(oldest)+" or older", "write it as ge1950")
		}
	}
	return nil
}
