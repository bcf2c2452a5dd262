package search

import (
	"slices"
	"strings"

	"continuum/record/definition"
	"continuum/record/index"
)

// Matches says whether the values of a parameter answer a filter that is neither a
// chain nor by _has.
func (f *Filter) Matches(values []index.Value) bool {
	switch f.Modifier {
	case Missing:
		return (len(values) == 0) == (f.Any[0].Text == "true")
	case Not, NotIn:
		return !f.any(values)
	}
	return f.any(values)
}

func (f *Filter) any(values []index.Value) bool {
	if f.Codes != nil {
		return slices.ContainsFunc(values, func(v index.Value) bool { return f.Codes.Has(&v) })
	}
	for i := range values {
		for j := range f.Any {
			if f.one(&values[i], &f.Any[j]) {
				return true
			}
		}
	}
	return false
}

func (f *Filter) one(v *index.Value, o *Operand) bool {
	if v.Kind == definition.Composite {
		return parts(v, o)
	}
	return matches(v, o, f.Modifier, f.Only)
}

// parts says whether each part of a composite answers its own.
func parts(v *index.Value, o *Operand) bool {
	if len(v.Parts) != len(o.Parts) {
		return false
	}
	for i := range v.Parts {
		if !matches(&v.Parts[i], &o.Parts[i], None, nil) {
			return false
		}
	}
	return true
}

func matches(v *index.Value, o *Operand, modifier Modifier, only *definition.Type) bool {
	switch v.Kind {
	case definition.Token:
		return matchesToken(v, o, modifier)
	case definition.String:
		return matchesText(v.Text, o.Text, modifier)
	case definition.URI:
		return matchesURI(v.Text, o.Text, modifier)
	case definition.Date:
		return matchesDate(v, o)
	case definition.Number, definition.Quantity:
		return matchesUnit(v, o) && matchesNumber(v, o)
	case definition.Reference:
		return matchesReference(v, o, modifier, only)
	case definition.Special:
		return o.Place.holds(v)
	}
	return false
}

func matchesToken(v *index.Value, o *Operand, modifier Modifier) bool {
	switch modifier {
	case InText:
		return v.Text != "" && strings.HasPrefix(index.Plain(v.Text), index.Plain(o.Text))
	case OfType:
		return v.Code == o.Text && slices.Contains(v.Types, index.Coding{System: o.System, Code: o.Code})
	}
	return matchesCode(v, o)
}

// matchesCode compares system and code; a code asked for without a system is of
// any, and an element of type code has the system that goes without saying.
func matchesCode(v *index.Value, o *Operand) bool {
	switch {
	case v.Code == "" && v.System == "":
		return false
	case !o.AnyCode && v.Code != o.Code:
		return false
	}
	if v.AnySystem {
		return o.AnySystem || o.System != ""
	}
	return o.AnySystem || v.System == o.System
}

func matchesText(text, asked string, modifier Modifier) bool {
	switch modifier {
	case Exact:
		return text == asked
	case Contains:
		return strings.Contains(index.Plain(text), index.Plain(asked))
	}
	return strings.HasPrefix(index.Plain(text), index.Plain(asked))
}

func matchesURI(uri, asked string, modifier Modifier) bool {
	switch modifier {
	case Below:
		return strings.HasPrefix(uri, asked)
	case Above:
		return strings.HasPrefix(asked, uri)
	}
	return uri == asked || canonical(uri) == asked
}

// canonical is a canonical URL without its version.
func canonical(uri string) string {
	url, _, _ := strings.Cut(uri, "|")
	return url
}

func matchesReference(v *index.Value, o *Operand, modifier Modifier, only *definition.Type) bool {
	if modifier == Identifier {
		return v.Target == "" && matchesCode(v, o)
	}
	typ, id, local := strings.Cut(v.Target, "/")
	switch {
	case v.Target == "" || local && only != nil && typ != only.Name:
		return false
	case v.Target == o.Target || canonical(v.Target) == o.Target:
		return true
	}
	return local && !strings.Contains(v.Target, ":") && id == o.Target
}
