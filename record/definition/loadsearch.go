package definition

import (
	"slices"
	"strings"
)

func (t *tables) loadSearch() {
	t.parameters = make(map[string]*Parameter, 2048)
	parts := map[*Parameter]string{}
	for row := range rows(searchTable) {
		c := cells(row)
		p := &Parameter{
			ID: c[0], Code: c[1], Kind: SearchKind(c[2]), Types: words(c[3]),
			Expression: c[4], Targets: words(c[5]),
		}
		t.parameters[p.ID] = p
		if c[6] != "" {
			parts[p] = c[6]
		}
		for _, name := range p.Types {
			t.give(p, name)
		}
	}
	for p, text := range parts {
		p.Components = t.components(text)
	}
	for _, typ := range t.order {
		slices.SortFunc(typ.parameters, func(a, b *Parameter) int { return strings.Compare(a.Code, b.Code) })
	}
}

// give adds a parameter to a type.
func (t *tables) give(p *Parameter, name string) {
	typ := t.types[name]
	if typ == nil {
		t.damaged("search.tsv", p.ID, "a parameter is of an unknown type")
		return
	}
	if typ.byCode == nil {
		typ.byCode = map[string]*Parameter{}
	}
	typ.byCode[p.Code] = p
	typ.parameters = append(typ.parameters, p)
}

// components reads id=expression; id=expression.
func (t *tables) components(text string) (all []Component) {
	for _, part := range strings.Split(text, "; ") {
		id, expression, _ := strings.Cut(part, "=")
		p := t.parameters[id]
		if p == nil {
			t.damaged("search.tsv", part, "a composite has an unknown component")
			continue
		}
		all = append(all, Component{p, expression})
	}
	return all
}

func (t *tables) loadCompartment() {
	for row := range rows(compartmentTable) {
		name, codes, _ := strings.Cut(row, "\t")
		typ := t.types[name]
		if typ == nil {
			t.damaged("compartment.tsv", row, "no such type")
			continue
		}
		typ.compartment = words(codes)
	}
}

// loadCompartments reads the compartments of others than a person.
func (t *tables) loadCompartments() {
	var whose *Type
	for row := range rows(compartmentsTable) {
		if name, begins := strings.CutPrefix(row, "="); begins {
			if whose = t.types[name]; whose != nil {
				whose.compartments = map[*Type][]string{}
				continue
			}
		}
		name, codes, _ := strings.Cut(row, "\t")
		typ := t.types[name]
		if typ == nil || whose == nil {
			t.damaged("compartments.tsv", row, "no such type")
			continue
		}
		whose.compartments[typ] = words(codes)
	}
}
