package path

import (
	"strings"
	"sync"
	"unicode"

	"continuum/record/resource"
)

// model is what an expression knows of types: the caller's and the rules that
// hold in any FHIR model.
type model struct {
	types  Types
	strict bool
	links  sync.Map // linkKey to *link
}

type linkKey struct{ parent, name string }

// link is what a type says of one of its elements.
type link struct {
	parent  string
	typ     string            // of the element; "" unknown
	choices map[string]string // a choice: its types by suffix
	absent  bool              // the type has no such element
	guess   bool              // the type is not known: the element may be a choice
	complex bool              // it is no primitive, so has no sibling "_name"
}

func newModel(o Options) *model { return &model{types: o.Types, strict: o.Strict && o.Types != nil} }

// link finds an element of a type or of the types it specialises.
func (m *model) link(parent, name string) *link {
	key := linkKey{parent, name}
	if l, ok := m.links.Load(key); ok {
		return l.(*link)
	}
	l := m.newLink(parent, name)
	m.links.Store(key, l)
	return l
}

func (m *model) newLink(parent, name string) *link {
	l := &link{parent: parent}
	if _, known := m.base(parent); m.types == nil || !known {
		l.guess = true
		return l
	}
	types, choice := m.element(parent, name)
	switch {
	case len(types) == 0:
		l.absent = true
	case !choice:
		l.typ = plainType(types[0])
		l.complex = !isPrimitiveType(l.typ)
	default:
		l.choices = make(map[string]string, len(types))
		for _, t := range types {
			t = plainType(t)
			l.choices[capital(t)] = t
		}
	}
	return l
}

const mostBases = 10 // types above one another

func (m *model) element(typ, name string) (types []string, choice bool) {
	for range mostBases {
		if types, choice := m.types.Element(typ, name); len(types) > 0 {
			return types, choice
		}
		base, known := m.types.Base(typ)
		if !known || base == "" {
			return nil, false
		}
		typ = base
	}
	return nil, false
}

// plainType takes the targets from Reference(Patient) and the sign from #Questionnaire.item.
func plainType(t string) string {
	t, _, _ = strings.Cut(strings.TrimPrefix(t, "#"), "(")
	return t
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func isUpper(s string) bool { return s != "" && unicode.IsUpper(rune(s[0])) }

// ofNode is the type of an element's node: for those that hold any resource, what it says it is.
func (l *link) ofNode(n resource.Node) string {
	if l.typ == "" || l.typ == "Resource" || l.typ == "DomainResource" {
		if t := n.Get("resourceType").Text(); t != "" {
			return t
		}
	}
	return l.typ
}

// base gives the type another specialises, also without a caller's model.
func (m *model) base(typ string) (string, bool) {
	if m.types != nil {
		return m.types.Base(typ)
	}
	base, known := knownBases[typ]
	return base, known
}

// isA tells whether a type is another one or specialises it.
func (m *model) isA(typ, base string) bool {
	for range mostBases {
		if typ == base {
			return true
		}
		above, known := m.base(typ)
		if !known {
			return m.types == nil && m.mayBeResource(typ, base)
		}
		if above == "" {
			return false
		}
		typ = above
	}
	return false
}

// mayBeResource answers for resources without a model.
func (m *model) mayBeResource(typ, base string) bool {
	switch base {
	case "Resource":
		return isUpper(typ)
	case "DomainResource":
		return isUpper(typ) && typ != "Bundle" && typ != "Binary" && typ != "Parameters"
	}
	return false
}
