package path

import (
	"strconv"

	"continuum/record/resource"
)

// streamPathname gives the path of each element within the root resource, such as
// Patient.name[0].given[1]; computed values and elements elsewhere have none.
func streamPathname(c *compiler, f call, next step) step {
	short := func(*run, Value) truth { return no }
	if len(f.args) == 1 {
		short = c.test(f.args[0], f.inner)
	}
	items := c.inputItems(f)
	return func(r *run, this Value) bool {
		root := r.root()
		l := &locator{model: c.model, run: r, short: short(r, this) == yes}
		for _, v := range items(r, this) {
			if v.kind != Element || v.node.Missing() || root.kind != Element {
				continue
			}
			l.target = v.node
			path, found := l.find(root.node, root.typ, root.typ)
			if r.err != nil || found && !next(r, Text(path)) {
				return false
			}
		}
		return r.err == nil
	}
}

// locator looks for a node beneath another; each node looked at is a step.
type locator struct {
	model  *model
	run    *run
	target resource.Node
	short  bool
}

func (l *locator) find(n resource.Node, typ, path string) (string, bool) {
	if n == l.target {
		return path, true
	}
	if n.Kind() != resource.Object {
		return "", false
	}
	for c := n.First(); !c.Missing() && l.run.step(); c = c.Next() {
		name := c.Name()
		link := l.model.childLink(typ, name)
		place := path + "." + l.model.elementName(typ, name)
		if found, ok := l.findItems(c, link, place); ok {
			return found, true
		}
	}
	return "", false
}

func (l *locator) findItems(c resource.Node, link *link, place string) (string, bool) {
	if c.Kind() != resource.Array {
		if !l.short {
			place += "[0]"
		}
		return l.find(c, link.ofNode(c), place)
	}
	i := 0
	for item := c.First(); !item.Missing(); item = item.Next() {
		if found, ok := l.find(item, link.ofNode(item), place+"["+strconv.Itoa(i)+"]"); ok {
			return found, true
		}
		i++
	}
	return "", false
}

// elementName is value for valueQuantity.
func (m *model) elementName(parent, name string) string {
	if l := m.link(parent, name); !l.absent && !l.guess {
		return name
	}
	for i := len(name) - 1; i > 0; i-- {
		if name[i] >= 'A' && name[i] <= 'Z' {
			if _, ok := m.choiceOf(parent, name[:i], name[i:]); ok && m.types != nil {
				return name[:i]
			}
		}
	}
	return name
}
