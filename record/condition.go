package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/record/search"
)

// clauseOf makes a filter of some types a clause; nil where SQL cannot tell, so
// that contents have to be looked at.
func (a *asking) clauseOf(of []*definition.Type, f *search.Filter) (clause, error) {
	if c, known := a.clauses[f]; known {
		return c, nil
	}
	c, err := a.newClause(of, f)
	if err == nil {
		a.clauses[f] = c
	}
	return c, err
}

func (a *asking) newClause(of []*definition.Type, f *search.Filter) (clause, error) {
	switch {
	case f.Has != nil:
		return a.hasOf(f.Has)
	case f.Chain != nil:
		return a.chainOf(of, f)
	case f.Code == "_id" || f.Code == "_lastUpdated":
		return a.ownOf(of, f), nil
	case f.Modifier == search.Missing:
		return a.missingOf(of, f), nil
	}
	table := tableOf(f)
	if table == "" {
		return nil, nil
	}
	where, err := a.where(f)
	if err != nil {
		return nil, err
	}
	c := rowsAnswering(table, a.numbersOf(of, f.Code), where)
	if f.Modifier == search.Not || f.Modifier == search.NotIn {
		return notClause{c}, nil
	}
	return c, nil
}

// chainOf asks it of the targets: of those kept in SQL, of those held here.
func (a *asking) chainOf(of []*definition.Type, f *search.Filter) (clause, error) {
	var targets []clause
	for _, to := range alikeOf(f.Chain) {
		inner, err := a.clauseOf(to.types, to.filter)
		if inner == nil || err != nil {
			return nil, err
		}
		targets = append(targets, a.eyes.seen(to.types, ofType(a.typeNumbers(to.types), inner)))
	}
	beside, err := a.targetsBeside(f.Chain)
	if err != nil {
		return nil, err
	}
	if len(beside) > 0 {
		targets = append(targets, theseClause(beside))
	}
	return chainClause{a.numbersOf(of, f.Code), oneOf(targets...)}, nil
}

// branch is a filter that several types of targets are asked alike.
type branch struct {
	types  []*definition.Type
	filter *search.Filter
}

// alikeOf joins the filters of a chain that are the same question of several types:
// a reference may lead to any type there is.
func alikeOf(chain []search.Chained) (all []branch) {
	for _, to := range chain {
		at := slices.IndexFunc(all, func(b branch) bool { return alikeFilters(b.filter, to.Filter) })
		if at < 0 {
			all = append(all, branch{[]*definition.Type{to.Type}, to.Filter})
			continue
		}
		all[at].types = append(all[at].types, to.Type)
	}
	return all
}

// alikeFilters tells whether filters of one chain are asked of the same rows. What
// an id alone, or the parts of a composite mean, hangs on the parameter.
func alikeFilters(a, b *search.Filter) bool {
	switch {
	case a.Chain != nil || a.Has != nil || b.Chain != nil || b.Has != nil:
		return false
	case a.Parameter == b.Parameter:
		return true
	}
	kind := a.Parameter.Kind
	return kind == b.Parameter.Kind && kind != definition.Composite && kind != definition.Reference
}

// hasOf asks it of the sources, likewise.
func (a *asking) hasOf(h *search.Has) (clause, error) {
	of := []*definition.Type{h.Type}
	inner, err := a.clauseOf(of, h.Filter)
	if inner == nil || err != nil {
		return nil, err
	}
	c := hasClause{a.parameters[h.Type][h.Reference.Code], a.eyes.seen(of, ofType([]int64{a.types[h.Type]}, inner))}
	beside, err := a.pointedAtBeside(h)
	if err != nil || len(beside) == 0 {
		return c, err
	}
	return oneOf(c, theseClause(beside)), nil
}

// ownOf asks the columns of the resources themselves.
func (a *asking) ownOf(of []*definition.Type, f *search.Filter) clause {
	switch f.Modifier {
	case search.Missing:
		if f.Any[0].Text == "true" {
			return theseClause(nil)
		}
		return notClause{theseClause(nil)}
	case search.None, search.Not:
	default:
		return nil
	}
	numbers := a.typeNumbers(of)
	var c clause = rowsClause{resourceTable, func(s *statement) {
		s.in("type", numbers).put(" AND ")
		s.either(len(f.Any), func(i int) {
			if f.Code == "_id" {
				own(s, &f.Any[i])
				return
			}
			updated(s, &f.Any[i])
		})
	}}
	if f.Modifier == search.Not {
		return notClause{c}
	}
	return c
}

// missingOf asks whether an index has any row; nil where it does not have one for
// all that is not missing.
func (a *asking) missingOf(of []*definition.Type, f *search.Filter) clause {
	table := tableOf(f)
	if table == "" || f.Parameter.Kind == definition.Composite {
		return nil
	}
	numbers := a.numbersOf(of, f.Code)
	having := func(table string) clause {
		return havingClause{rowsClause{table, func(s *statement) { s.in("parameter", numbers) }}}
	}
	c := having(table)
	if f.Parameter.Kind == definition.Reference { // by an identifier alone, perhaps
		c = oneOf(c, having(tokenTable.name))
	}
	if f.Any[0].Text == "true" {
		return notClause{c}
	}
	return c
}

// mostInSQL is how many codes of a value set SQL is asked for; of more, contents are
// looked at.
const mostInSQL = 2_000

const resourceTable = "record_resource"

// tableOf gives the index that answers a filter, "" for none.
func tableOf(f *search.Filter) string {
	switch f.Parameter.Kind {
	case definition.Token:
		if f.Modifier == search.InText || f.Codes != nil && (f.Codes.Ruled() || f.Codes.Count() > mostInSQL) {
			return ""
		}
		return tokenTable.name
	case definition.String:
		return textTable.name
	case definition.Date:
		return dateTable.name
	case definition.Number, definition.Quantity:
		return quantityTable.name
	case definition.URI:
		return uriTable.name
	case definition.Reference:
		if f.Modifier == search.Identifier {
			return tokenTable.name
		}
		return linkTable.name
	case definition.Composite:
		return compositeTable(f.Parameter)
	}
	return ""
}

func compositeTable(p *definition.Parameter) string {
	if len(p.Components) != 2 || p.Components[0].Parameter.Kind != definition.Token {
		return ""
	}
	switch p.Components[1].Parameter.Kind {
	case definition.Quantity, definition.Number:
		return measureTable.name
	case definition.Token:
		return pairTable.name
	}
	return ""
}

// numbersOf gives the numbers of a parameter of some types.
func (r *Record) numbersOf(of []*definition.Type, code string) (numbers []int64) {
	for _, t := range of {
		if number, has := r.parameters[t][code]; has {
			numbers = append(numbers, number)
		}
	}
	if len(of) == 0 {
		for t := range r.types {
			if number, has := r.parameters[t][code]; has {
				numbers = append(numbers, number)
			}
		}
	}
	slices.Sort(numbers)
	return numbers
}

// typeNumbers gives the numbers of some types, of all where none is named.
func (r *Record) typeNumbers(of []*definition.Type) (numbers []int64) {
	for _, t := range of {
		numbers = append(numbers, r.types[t])
	}
	if len(of) == 0 {
		for _, number := range r.types {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers
}
