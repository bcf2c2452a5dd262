package label

import "continuum/record/resource"

// Of gives the labels of a resource, in the order of the place; nil where it has
// none. It is a record.Labeller.
func (l *Labels) Of(n resource.Node) []string {
	found := l.types[n.Get("resourceType").Text()]
	l.walk(n, &found)
	return l.of(found)
}

// walk adds the labels of all codings within a value.
func (l *Labels) walk(n resource.Node, found *set) {
	var system, code resource.Node
	for m := n.First(); !m.Missing(); m = m.Next() {
		switch m.Kind() {
		case resource.Object:
			if m.Named("meta") {
				l.marked(m, found)
			} else {
				l.walk(m, found)
			}
		case resource.Array:
			l.walk(m, found)
		case resource.String:
			if m.Named("code") {
				code = m
			} else if m.Named("system") {
				system = m
			}
		}
	}
	if !code.Missing() {
		*found |= l.codes.labels(system.Text(), code.Text())
	}
}

// marked adds the labels that meta.security gives.
func (l *Labels) marked(meta resource.Node, found *set) {
	for c := range meta.Get("security").Items() {
		*found |= l.security[Coding{c.Get("system").Text(), c.Get("code").Text()}]
	}
	for e := range meta.Get("extension").Items() {
		l.walk(e, found)
	}
}
