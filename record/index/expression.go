package index

import (
	"strings"
	"sync"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/path"
)

// parameter is a search parameter as it applies to one type.
type parameter struct {
	*definition.Parameter
	branches []*path.Expression // of a union, each on its own: what two give is the same in an index
	parts    []part
}

// part is a component of a composite.
type part struct {
	kind       definition.SearchKind
	expression *path.Expression
}

// parametersOf compiles the parameters of a type when they are first asked for.
func parametersOf(t *definition.Type) ([]parameter, error) {
	made, _ := byType.LoadOrStore(t, sync.OnceValues(func() ([]parameter, error) { return compileAll(t) }))
	return made.(func() ([]parameter, error))()
}

var byType sync.Map // *definition.Type to func() ([]parameter, error)

func compileAll(t *definition.Type) ([]parameter, error) {
	var all []parameter
	for p := range t.Parameters() {
		one := parameter{Parameter: p}
		for _, text := range branchesOf(p.Expression, t) {
			e, err := compile(p.Code, text)
			if err != nil {
				return nil, err
			}
			one.branches = append(one.branches, e)
		}
		if one.branches == nil {
			continue
		}
		for _, c := range p.Components {
			e, err := compile(p.Code, strings.ReplaceAll(c.Expression, "DateTime", "dateTime"))
			if err != nil {
				return nil, err
			}
			one.parts = append(one.parts, part{c.Parameter.Kind, e})
		}
		all = append(all, one)
	}
	return all, nil
}

func compile(code, text string) (*path.Expression, error) {
	e, err := path.Compile(text, path.Options{Types: model{}})
	return e, fault.Wrap(err, "compiling search parameter %s", code)
}

// branchesOf keeps of a union those parts that begin at the type or its bases.
// One expression serves many types, and each resource is of one.
func branchesOf(expression string, t *definition.Type) (kept []string) {
	for _, branch := range unionOf(expression) {
		start := strings.TrimLeft(branch, " (")
		name, _, _ := strings.Cut(start, ".")
		if of := definition.TypeOf(strings.TrimSpace(name)); of == nil || t.Is(of) {
			kept = append(kept, branch)
		}
	}
	return kept
}

// unionOf parts an expression at the bars outside of parentheses and quotes.
func unionOf(s string) (parts []string) {
	depth, quoted, from := 0, false, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == '|' && depth == 0:
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	if strings.TrimSpace(s[from:]) != "" {
		parts = append(parts, s[from:])
	}
	return parts
}

// model tells FHIRPath of the types of R4.
type model struct{}

// Element gives the types of an element.
func (model) Element(typ, name string) (types []string, choice bool) {
	t := definition.TypeOf(typ)
	if t == nil {
		return nil, false
	}
	e := t.Element(name)
	if e == nil {
		return nil, false
	}
	for _, ref := range e.Types {
		types = append(types, ref.Type.Name)
	}
	return types, e.Choice
}

// Base gives the type that a type is built on.
func (model) Base(typ string) (base string, known bool) {
	t := definition.TypeOf(typ)
	switch {
	case t == nil:
		return "", false
	case t.Base == nil:
		return "", true
	}
	return t.Base.Name, true
}
