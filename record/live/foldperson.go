package live

import (
	"encoding/json"
	"slices"
)

// person is what follows from all that was said of one.
type person struct {
	fields fields
	into   string   // whose record this one was merged into, and is still
	over   []string // whose records were ever merged into this one
	others []string // whose records were ever merged with this one, either way
	merged bool     // a merge was said
}

// foldPerson takes statements in the order of their events.
func foldPerson(all []statement) (p person) {
	slices.SortFunc(all, before)
	p.fields = fields{}
	for i := range all {
		c := &all[i].content
		for name, value := range c.Fields {
			p.fields[name] = merged(name, p.fields[name], value)
		}
		p.join(c)
	}
	slices.Sort(p.over)
	return p
}

// merged gives a value in the place of another. That somebody is dead does not
// undo when he died.
func merged(name string, was, is json.RawMessage) json.RawMessage {
	if name == "died" && string(is) == "{}" && was != nil && string(was) != null {
		return was
	}
	return is
}

// join follows merges: the last that names this record decides whether it ends.
func (p *person) join(c *content) {
	if c.Into == "" && c.Over == "" {
		return
	}
	p.merged, p.into = true, c.Into
	for _, id := range []string{c.Into, c.Over} {
		if id != "" && !slices.Contains(p.others, id) {
			p.others = append(p.others, id)
		}
	}
	if c.Over != "" && !slices.Contains(p.over, c.Over) {
		p.over = append(p.over, c.Over)
	}
}

// died tells what stands of a death.
func (p *person) died() (d died, dead bool, err error) {
	return d, p.fields.there("died"), p.fields.get("died", &d)
}

// telecom gives all contacts in one list; spoken tells whether any was ever said.
func (p *person) telecom() (all []contact, spoken bool, err error) {
	for _, name := range []string{"home", "work", "other"} {
		var some []contact
		if err := p.fields.get(name, &some); err != nil {
			return nil, false, err
		}
		spoken = spoken || p.fields[name] != nil
		for _, c := range some {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all, spoken, nil
}
