package index

import (
	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/path"
	"continuum/record/resource"
)

// Each calls yield with every value of every search parameter of a resource. It
// fails with fault.Invalid for something that is no resource of R4, or that no
// expression can be followed in within bounds.
func Each(n resource.Node, yield func(*definition.Parameter, Value)) error {
	t := definition.ResourceOf(n.Get("resourceType").Text())
	if t == nil {
		return fault.New(fault.Invalid, "no resource of R4: resourceType is %q", n.Get("resourceType").Text())
	}
	all, err := parametersOf(t)
	if err != nil {
		return err
	}
	x := extraction{env: &path.Env{Type: t.Name}, node: n}
	for i := range all {
		p := &all[i]
		if err := x.parameter(p, func(v Value) { yield(p.Parameter, v) }); err != nil {
			return fault.Wrap(err, "finding the values of %s.%s", t.Name, p.Code)
		}
	}
	return nil
}

// Of gives the values of one parameter of a resource; none for a parameter that
// its type does not have.
func Of(n resource.Node, code string) ([]Value, error) {
	t := definition.ResourceOf(n.Get("resourceType").Text())
	if t == nil {
		return nil, fault.New(fault.Invalid, "no resource of R4: resourceType is %q", n.Get("resourceType").Text())
	}
	all, err := parametersOf(t)
	if err != nil {
		return nil, err
	}
	var found []Value
	x := extraction{env: &path.Env{Type: t.Name}, node: n}
	for i := range all {
		if all[i].Code == code {
			err = x.parameter(&all[i], func(v Value) { found = append(found, v) })
			return found, fault.Wrap(err, "finding the values of %s.%s", t.Name, code)
		}
	}
	return nil, nil
}

// extraction is one resource being looked at.
type extraction struct {
	env  *path.Env
	node resource.Node
}

func (x *extraction) parameter(p *parameter, yield func(Value)) error {
	if p.Kind == definition.Composite {
		return x.composite(p, yield)
	}
	for _, e := range p.branches {
		err := e.Each(x.node, x.env, func(v path.Value) bool {
			valuesOf(p.Kind, v, yield)
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// composite gives the combinations of what the components find in one element.
func (x *extraction) composite(p *parameter, yield func(Value)) error {
	var elements []path.Value
	for _, e := range p.branches {
		some, err := e.Eval(x.node, x.env)
		if err != nil {
			return err
		}
		elements = append(elements, some...)
	}
	for _, element := range elements {
		sets := make([][]Value, len(p.parts))
		for i, part := range p.parts {
			err := part.expression.EachFrom(element, &path.Env{Type: x.env.Type, Resource: path.Of(x.node, "")}, func(v path.Value) bool {
				valuesOf(part.kind, v, func(v Value) { sets[i] = append(sets[i], v) })
				return true
			})
			if err != nil {
				return err
			}
		}
		combine(sets, make([]Value, len(sets)), 0, yield)
	}
	return nil
}

// combine gives every choice of one value from each set.
func combine(sets [][]Value, chosen []Value, at int, yield func(Value)) {
	if at == len(sets) {
		yield(Value{Kind: definition.Composite, Parts: append([]Value(nil), chosen...)})
		return
	}
	for _, v := range sets[at] {
		chosen[at] = v
		combine(sets, chosen, at+1, yield)
	}
}

// valuesOf gives the values of an element as a kind of parameter sees it.
func valuesOf(kind definition.SearchKind, v path.Value, yield func(Value)) {
	switch kind {
	case definition.Token:
		tokens(v, yield)
	case definition.String:
		texts(v, yield)
	case definition.Date:
		dates(v, yield)
	case definition.Number, definition.Quantity:
		quantities(kind, v, yield)
	case definition.Reference:
		references(v, yield)
	case definition.URI:
		if s := textOf(v); s != "" {
			yield(Value{Kind: kind, Text: s})
		}
	case definition.Special:
		positions(v, yield)
	case definition.Composite:
	}
}

// textOf is the text of a primitive.
func textOf(v path.Value) string {
	if v.Kind() == path.Element {
		return v.Node().Text()
	}
	s, _ := v.Data().(string)
	return s
}
