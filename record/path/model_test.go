package path

import (
	"continuum/record/definition"
)

// r4 is the model of record/definition as this package asks for it.
type r4 struct{}

func (r4) Element(typ, name string) (types []string, choice bool) {
	t := definition.TypeOf(typ)
	if t == nil {
		return nil, false
	}
	e := t.Element(name)
	if e == nil {
		return nil, false
	}
	if e.Same != "" {
		return []string{e.Same}, false
	}
	for _, ref := range e.Types {
		types = append(types, ref.Type.Name)
	}
	return types, e.Choice
}

func (r4) Base(typ string) (string, bool) {
	t := definition.TypeOf(typ)
	switch {
	case t == nil:
		return "", false
	case t.Base == nil:
		return "", true
	}
	return t.Base.Name, true
}
