package record

import (
	"strings"

	"continuum/record/definition"
	"continuum/record/index"
	"continuum/record/search"
	"continuum/store"
)

// clauseOf makes a filter of a type a clause; nil where SQL cannot tell, so that
// contents have to be looked at.
func (r *Record) clauseOf(tx *store.Tx, t *definition.Type, f *search.Filter) (clause, error) {
	switch {
	case f.Has != nil:
		inner, err := r.clauseOf(tx, f.Has.Type, f.Has.Filter)
		if inner == nil || err != nil {
			return nil, err
		}
		return hasClause{r.parameters[f.Has.Type][f.Has.Reference.Code], inner}, nil
	case f.Chain != nil:
		return r.chainOf(tx, t, f)
	}
	number := r.parameters[t][f.Code]
	table := tableOf(f)
	if table == "" {
		return nil, nil
	}
	if f.Modifier == search.Missing {
		having := rowsClause{table, func(s *statement) { s.put("parameter = ").arg(number) }}
		if f.Any[0].Text == "true" {
			return missingClause{having}, nil
		}
		return having, nil
	}
	where, err := r.where(tx, t, f)
	if where == nil || err != nil {
		return nil, err
	}
	c := rowsClause{table, func(s *statement) {
		if table != resourceTable {
			s.put("parameter = ").arg(number).put(" AND ")
		}
		s.put("(")
		for i, one := range where {
			if i > 0 {
				s.put(" OR ")
			}
			one(s)
		}
		s.put(")")
	}}
	if f.Modifier == search.Not {
		return notClause{c}, nil
	}
	return c, nil
}

func (r *Record) chainOf(tx *store.Tx, t *definition.Type, f *search.Filter) (clause, error) {
	c := chainClause{parameter: r.parameters[t][f.Code]}
	for _, to := range f.Chain {
		inner, err := r.clauseOf(tx, to.Type, to.Filter)
		if inner == nil || err != nil {
			return nil, err
		}
		c.targets = append(c.targets, inner)
	}
	return c, nil
}

const resourceTable = "record_resource"

// tableOf gives the index that answers a filter, "" for none.
func tableOf(f *search.Filter) string {
	switch f.Code {
	case "_id", "_lastUpdated":
		return resourceTable
	}
	switch f.Parameter.Kind {
	case definition.Token:
		if f.Modifier == search.InText {
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

// where gives a condition for each value asked for.
func (r *Record) where(tx *store.Tx, t *definition.Type, f *search.Filter) ([]func(*statement), error) {
	var all []func(*statement)
	for i := range f.Any {
		o := &f.Any[i]
		switch {
		case f.Code == "_id":
			all = append(all, func(s *statement) { s.put("type = ").arg(r.types[t]).put(" AND id = ").arg(o.Code) })
		case f.Code == "_lastUpdated":
			all = append(all, func(s *statement) { s.put("type = ").arg(r.types[t]).put(" AND "); updated(s, o) })
		case f.Parameter.Kind == definition.Reference && f.Modifier != search.Identifier:
			ordinals, err := r.targets(tx, f, o)
			if err != nil {
				return nil, err
			}
			all = append(all, func(s *statement) { s.put("target IN "); list(s, ordinals) })
		default:
			all = append(all, func(s *statement) { condition(s, f, o) })
		}
	}
	return all, nil
}

// condition writes what the columns of an index must be.
func condition(s *statement, f *search.Filter, o *search.Operand) {
	switch f.Parameter.Kind {
	case definition.Token, definition.Reference:
		if o.AnyCode && f.Code == "identifier" {
			s.put("code = ").arg(systemAlone(o.System))
			return
		}
		code(s, "", o)
	case definition.String:
		plainText(s, f.Modifier, o)
	case definition.Date:
		span(s, o)
	case definition.Number, definition.Quantity:
		amount(s, "", o)
	case definition.URI:
		address(s, f.Modifier, o)
	case definition.Composite:
		code(s, "", &o.Parts[0])
		s.put(" AND ")
		if f.Parameter.Components[1].Parameter.Kind == definition.Token {
			code(s, "2", &o.Parts[1])
			return
		}
		amount(s, "unit_", &o.Parts[1])
	}
}

// targets finds the resources that a reference asked for may mean.
func (r *Record) targets(tx *store.Tx, f *search.Filter, o *search.Operand) ([]int64, error) {
	keys := []string{o.Target}
	if !strings.Contains(o.Target, "/") && !strings.Contains(o.Target, ":") {
		keys = nil
		for _, name := range f.Parameter.Targets {
			if f.Only == nil || f.Only.Name == name {
				keys = append(keys, name+"/"+o.Target)
			}
		}
	}
	ordinals := []int64{-1} // nothing
	for _, key := range keys {
		typ, id := r.place(index.Target(key, ""))
		if f.Only != nil && typ != r.types[f.Only] {
			continue
		}
		s := &statement{}
		more, err := s.put("SELECT ordinal FROM record_resource WHERE type = ").arg(typ).put(" AND id = ").arg(id).ordinals(tx)
		if err != nil {
			return nil, err
		}
		ordinals = append(ordinals, more...)
	}
	return ordinals, nil
}
