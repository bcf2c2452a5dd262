package pseudonym

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"continuum/record/definition"
)

// looked are paths of elements in the expression of a search parameter, such as
// Observation.value in (Observation.value as Quantity), and what follows them.
var (
	looked = regexp.MustCompile(`\b([A-Z][A-Za-z]+)((?:\.[a-z][A-Za-z]*\b)+)`)
	cast   = regexp.MustCompile(`^\s+as\s+([A-Za-z]+)\)?\s*(?:\||$)`)
	called = regexp.MustCompile(`^\(([A-Za-z]+)\)\s*(?:\||$)`)
	isA    = regexp.MustCompile(`^\(resolve\(\) is [A-Za-z]+\)\s*(?:\||$)`)
	ends   = regexp.MustCompile(`^\)*\s*(?:\||$|and\b|!=)`)
)

// looksAt are the types of values by which parameters of a kind match.
var looksAt = map[definition.SearchKind][]string{
	definition.Date:      {"date", "dateTime", "instant", "Period", "Timing"},
	definition.Token:     {"code", "boolean", "CodeableConcept", "Coding", "Identifier", "ContactPoint", "string", "uri", "id"},
	definition.Quantity:  append([]string{"Money", "Range", "SampledData"}, quantities...),
	definition.Number:    {"decimal", "integer", "positiveInt", "unsignedInt", "Range"},
	definition.Reference: {"Reference", "canonical", "uri", "url"},
}

// seen tells whether all that a parameter looks at in resources of a type leaves as it
// is. What cannot be told is not.
func seen(t *definition.Type, p *definition.Parameter) bool {
	_, all := leaves(t, p)
	return all
}

// coded tells whether a parameter looks at codes of any systems.
func coded(t *definition.Type, p *definition.Parameter) bool {
	types, _ := leaves(t, p)
	return slices.Contains(types, "CodeableConcept") || slices.Contains(types, "Coding")
}

// leaves gives the types of what a parameter looks at, and whether all of it leaves.
func leaves(t *definition.Type, p *definition.Parameter) (types []string, all bool) {
	shapes, err := shapes()
	if err != nil || p == nil || shapes[t.Name] == nil || looksAt[p.Kind] == nil {
		return nil, false
	}
	for _, at := range looked.FindAllStringSubmatchIndex(p.Expression, -1) {
		if p.Expression[at[2]:at[3]] != t.Name {
			if definition.ResourceOf(p.Expression[at[2]:at[3]]) == nil {
				return nil, false // of all resources, such as their meta
			}
			continue
		}
		names := strings.Split(p.Expression[at[4]+1:at[5]], ".")
		more, ok := step(shapes, shapes[t.Name], names, p.Expression[at[1]:], p.Kind)
		if !ok {
			return nil, false
		}
		types = append(types, more...)
	}
	return types, len(types) > 0
}

// step follows a path through what leaves.
func step(all map[string]*shape, s *shape, names []string, rest string, kind definition.SearchKind) (types []string, ok bool) {
	e := s.typ.Element(names[0])
	if e == nil {
		return nil, false
	}
	if len(names) > 1 && !function(names[1:], rest) {
		r := s.members[names[0]]
		if r == nil {
			return nil, false
		}
		within := r.within
		if within == nil {
			within = all[r.member.Type.Type.Name]
		}
		if within == nil {
			return nil, false
		}
		return step(all, within, names[1:], rest, kind)
	}
	only, sound := only(names[1:], rest)
	if !sound {
		return nil, false
	}
	for _, t := range e.Types {
		if t.Type.Name == sampled {
			continue // a curve, of which nothing leaves and only the bounds are found
		}
		if name := t.Type.Name; only == name || only == "" && (!e.Choice || slices.Contains(looksAt[kind], name)) {
			if !s.whole(e, name) || !slices.Contains(looksAt[kind], name) {
				return nil, false
			}
			types = append(types, name)
		}
	}
	return types, len(types) > 0 || only == sampled
}

const sampled = "SampledData"

// function tells whether what is left of a path is a call.
func function(names []string, rest string) bool {
	return len(names) == 1 && strings.HasPrefix(rest, "(")
}

// only is the type to which an expression confines a choice, "" for none; not sound
// where it does something else.
func only(names []string, rest string) (name string, sound bool) {
	if len(names) == 0 {
		if m := cast.FindStringSubmatch(rest); m != nil {
			return m[1], true
		}
		return "", ends.MatchString(rest)
	}
	switch names[0] {
	case "as", "ofType":
		if m := called.FindStringSubmatch(rest); m != nil {
			return m[1], true
		}
	case "where":
		return "", isA.MatchString(rest)
	case "exists":
		return "", strings.HasPrefix(rest, "()")
	}
	return "", false
}

// whole tells whether an element leaves as it is, where it is of a type.
func (s *shape) whole(e *definition.Element, typ string) bool {
	name := e.Name
	if e.Choice {
		first := []rune(typ)
		first[0] = unicode.ToUpper(first[0])
		name += string(first)
	}
	r := s.members[name]
	return r != nil && r.how == whole && r.within == nil && typ != "Age"
}
