package live

import (
	"encoding/json"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record/resource"
)

// element is a member of a resource that messages speak of; no JSON takes it away.
type element struct {
	name string
	json json.RawMessage
}

// elements gathers those of one resource.
type elements struct {
	list []element
	err  error
}

// put adds an element.
func (e *elements) put(name string, v any) {
	text, err := json.Marshal(v)
	if err != nil && e.err == nil {
		e.err = fault.Wrap(err, "writing %s", name)
	}
	e.list = append(e.list, element{name, text})
}

// take adds an element that is not there, or is no more.
func (e *elements) take(name string) { e.list = append(e.list, element{name, nil}) }

// said adds a field that was spoken of under its own name.
func (e *elements) said(f fields, name string) {
	switch {
	case f.there(name):
		e.list = append(e.list, element{name, f[name]})
	case f[name] != nil:
		e.take(name)
	}
}

// compose writes a resource: what messages speak of in the order of the elements,
// and behind it what else the resource has, which came by other ways. So the same
// elements give the same bytes, whichever was there first.
func compose(typ string, base resource.Node, meta string, e *elements) (resource.Node, error) {
	if e.err != nil {
		return resource.Node{}, e.err
	}
	var b strings.Builder
	b.WriteString(`{"resourceType":` + resource.Quote(typ))
	written := []string{"resourceType", "id", "meta"}
	if id := base.Get("id"); !id.Missing() {
		b.WriteString(`,"id":` + string(id.Raw()))
	}
	if m := base.Get("meta"); !m.Missing() {
		meta = string(m.Raw())
	}
	b.WriteString(`,"meta":` + meta)
	for _, x := range e.list {
		written = append(written, x.name, "_"+x.name)
		if x.json != nil {
			b.WriteString("," + resource.Quote(x.name) + ":" + string(x.json))
		}
	}
	for name, node := range base.Members() {
		if !slices.Contains(written, name) {
			b.WriteString("," + resource.Quote(name) + ":" + string(node.Raw()))
		}
	}
	b.WriteString("}")
	return resource.Parse([]byte(b.String()), resource.Limits{})
}

// identifiers puts ours before those that a resource has from elsewhere; ours stay
// as they are there. gone are systems of which none but ours is to be left.
func identifiers(base resource.Node, ours []identifier, gone ...string) ([]json.RawMessage, error) {
	var out, rest []json.RawMessage
	met := make([]json.RawMessage, len(ours))
	for x := range base.Get("identifier").Items() {
		of := identifier{x.Get("system").Text(), x.Get("value").Text()}
		switch i := slices.Index(ours, of); {
		case i >= 0:
			met[i] = x.Raw()
		case !slices.Contains(gone, of.System):
			rest = append(rest, x.Raw())
		}
	}
	for i, x := range ours {
		if met[i] == nil {
			text, err := json.Marshal(x)
			if err != nil {
				return nil, fault.Wrap(err, "writing an identifier")
			}
			met[i] = text
		}
		out = append(out, met[i])
	}
	return append(out, rest...), nil
}
