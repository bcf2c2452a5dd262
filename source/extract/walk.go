package extract

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// walker takes a plan's columns from resources, one after the other, reusing its
// memory: the fields alias the resource or the walker and hold until the next one.
type walker struct {
	b      []byte
	fields [][]byte
	undone []byte // values whose escapes were undone or whose space was taken out
}

// take fills the fields of the plan from a resource of valid JSON.
func (w *walker) take(p *plan, resource, address []byte) [][]byte {
	w.b, w.undone = resource, w.undone[:0]
	if cap(w.fields) < p.width {
		w.fields = make([][]byte, p.width)
	}
	w.fields = w.fields[:p.width]
	clear(w.fields)
	w.one(p.root, 0)
	for _, column := range p.fullURL {
		w.fields[column] = w.text(address)
	}
	return w.fields
}

// value walks the value at offset i, whose place in the resource is n.
func (w *walker) value(n *node, i int) int {
	if i < len(w.b) && w.b[i] == '[' {
		return w.list(n, i)
	}
	end := w.one(n, i)
	for _, p := range n.picks {
		if p.index == 0 && w.meets(i, p.where) {
			w.one(p.to, i)
		}
	}
	return end
}

// list walks a list: its first element for the plain paths, the chosen ones for
// the picks, all of them for the joins.
func (w *walker) list(n *node, start int) int {
	for _, p := range n.picks {
		p.left = p.index
	}
	i := skipSpace(w.b, start+1)
	for first := true; i < len(w.b) && w.b[i] != ']'; first = false {
		var end int
		if first {
			end = w.one(n, i)
		} else {
			end = skipValue(w.b, i)
		}
		w.choose(n.picks, i)
		i = nextItem(w.b, end)
	}
	for _, l := range n.joins {
		w.join(l, start)
	}
	return min(i+1, len(w.b))
}

func (w *walker) choose(picks []*pick, i int) {
	for _, p := range picks {
		if p.left < 0 || !w.meets(i, p.where) {
			continue
		}
		if p.left == 0 {
			w.one(p.to, i)
		}
		p.left--
	}
}

// one walks a value that is not looked at as a list.
func (w *walker) one(n *node, i int) (end int) {
	if len(n.edges) > 0 && i < len(w.b) && w.b[i] == '{' {
		end = w.object(n, i)
	} else {
		end = skipValue(w.b, i)
	}
	if len(n.leaves)+len(n.joins) > 0 {
		w.fill(n.leaves, w.b[i:end])
		w.fill(n.joins, w.b[i:end])
	}
	return end
}

func (w *walker) object(n *node, i int) int {
	return members(w.b, i, func(name []byte, value int) int {
		for _, e := range n.edges {
			if string(name) == e.name {
				return w.value(e.to, value)
			}
		}
		return skipValue(w.b, value)
	})
}

// meets says whether the value at i fulfils all conditions.
func (w *walker) meets(i int, where []condition) bool {
	for _, c := range where {
		if !w.holds(i, c.path, c.value) {
			return false
		}
	}
	return true
}

// holds says whether any value that the path leads to equals want.
func (w *walker) holds(i int, path []string, want string) bool {
	switch {
	case i >= len(w.b):
		return false
	case w.b[i] == '[':
		return w.anyHolds(i, path, want)
	case len(path) == 0:
		return w.equals(w.b[i:skipValue(w.b, i)], want)
	case w.b[i] != '{':
		return false
	}
	found := false
	members(w.b, i, func(name []byte, value int) int {
		if string(name) != path[0] {
			return skipValue(w.b, value)
		}
		found = w.holds(value, path[1:], want)
		return -1
	})
	return found
}

func (w *walker) equals(value []byte, want string) bool {
	kept := w.undone
	same := string(w.text(value)) == want
	w.undone = kept
	return same
}

func (w *walker) anyHolds(i int, path []string, want string) bool {
	i = skipSpace(w.b, i+1)
	for i < len(w.b) && w.b[i] != ']' {
		if w.holds(i, path, want) {
			return true
		}
		i = nextItem(w.b, skipValue(w.b, i))
	}
	return false
}

// fill writes a value into the columns that end at it.
func (w *walker) fill(leaves []leaf, value []byte) {
	for _, l := range leaves {
		switch l.final {
		case asText, asJoined:
			w.fields[l.column] = w.text(value)
		case asID:
			w.fields[l.column] = idOf(w.text(value))
		case asExists:
			w.fields[l.column] = exists(value)
		}
	}
}

// join puts together the texts of all elements of the list at i.
func (w *walker) join(l leaf, i int) {
	start := len(w.undone)
	i = skipSpace(w.b, i+1)
	for i < len(w.b) && w.b[i] != ']' {
		end := skipValue(w.b, i)
		before := len(w.undone)
		if before > start {
			w.undone = append(w.undone, l.sep...)
		}
		behindSep := len(w.undone)
		if w.undone = appendText(w.undone, w.b[i:end]); len(w.undone) == behindSep {
			w.undone = w.undone[:before]
		}
		i = nextItem(w.b, end)
	}
	w.fields[l.column] = orNil(w.undone[start:len(w.undone):len(w.undone)])
}

// text is a value as a cell holds it: strings without quotes and escapes, numbers
// and booleans as written, objects and lists as compact JSON, nil when empty or null.
func (w *walker) text(value []byte) []byte {
	if len(value) > 1 && value[0] == '"' && bytes.IndexByte(value, '\\') < 0 {
		return orNil(value[1 : len(value)-1])
	}
	start := len(w.undone)
	w.undone = appendText(w.undone, value)
	return orNil(w.undone[start:len(w.undone):len(w.undone)])
}

func appendText(to, value []byte) []byte {
	if len(value) == 0 {
		return to
	}
	switch value[0] {
	case '"':
		to, _ = jsontext.AppendUnquote(to, value)
	case '{', '[':
		to, _ = jsontext.AppendFormat(to, value)
	case 'n':
	default:
		to = append(to, value...)
	}
	return to
}

func orNil(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

var (
	trueText = []byte("true")
	version  = []byte("/_history/")
)

// exists is true unless the value is null or an empty list or object.
func exists(value []byte) []byte {
	inner := bytes.TrimSpace(bytes.Trim(value, "[]{}"))
	if len(inner) == 0 || value[0] == 'n' {
		return nil
	}
	return trueText
}

// idOf is the last part of a reference: of "Person/12", "urn:uuid:12" or
// "Practitioner?identifier=http://x|12" it is 12. A version is left out.
func idOf(reference []byte) []byte {
	if n := bytes.Index(reference, version); n >= 0 {
		reference = reference[:n]
	}
	return orNil(reference[bytes.LastIndexAny(reference, "/:|")+1:])
}
