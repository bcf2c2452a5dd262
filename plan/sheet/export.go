package sheet

import (
	"bytes"
	"context"
	"encoding/json"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/store"
)

// Export writes the plan of a person as JSON: an object by standard, in it the names of
// elements, arrays of those that can stand several times, and every value as the text that it
// is. The same plan gives the same bytes. It holds what stands; not what was, and not what is
// kept aside. Denied where no policy lets the actor of the context export it.
//
//	{"AboutMe":{"About Me":{"About Me record entry":{…}}},
//	 "PersonalisedCSP":{"Care and support plan":{"Strengths":[{"Free text":"…"}]}}}
func (s *Sheets) Export(ctx context.Context, tx *store.Tx, person string) ([]byte, error) {
	if err := s.may(ctx, tx, access.Read, person); err != nil {
		return nil, err
	}
	if err := s.may(ctx, tx, access.Export, person); err != nil {
		return nil, err
	}
	sheet, err := sheetOf(tx, person)
	if err != nil {
		return nil, err
	}
	var w writer
	w.open('{')
	for len(sheet.Entries) > 0 {
		name := sheet.Entries[0].Standard
		n := 1
		for n < len(sheet.Entries) && sheet.Entries[n].Standard == name {
			n++
		}
		w.name(name)
		w.nodes(sheet.Entries[:n])
		sheet.Entries = sheet.Entries[n:]
	}
	w.close('}')
	if w.err != nil {
		return nil, fault.Wrap(w.err, "writing a plan as JSON")
	}
	return append(w.Bytes(), '\n'), nil
}

// writer writes JSON in the order in which it is told.
type writer struct {
	bytes.Buffer
	inside bool // something stands in the object or array
	err    error
}

func (w *writer) open(c byte) {
	w.comma()
	w.WriteByte(c)
	w.inside = false
}

func (w *writer) close(c byte) {
	w.WriteByte(c)
	w.inside = true
}

func (w *writer) comma() {
	if w.inside {
		w.WriteByte(',')
	}
	w.inside = true
}

func (w *writer) text(text string) {
	w.comma()
	coder := json.NewEncoder(&w.Buffer)
	coder.SetEscapeHTML(false)
	if err := coder.Encode(text); err != nil {
		w.err = err
		return
	}
	w.Truncate(w.Len() - 1) // the line that Encode ends
}

func (w *writer) name(name string) {
	w.text(name)
	w.WriteByte(':')
	w.inside = false
}

// nodes writes entries as an object; those of one element stand together.
func (w *writer) nodes(all []*Node) {
	w.open('{')
	for i, n := range all {
		of := n.Element()
		if of == nil {
			continue // kept, but nothing that another system could read
		}
		first := i == 0 || all[i-1].Path != n.Path
		last := i == len(all)-1 || all[i+1].Path != n.Path
		if first {
			w.name(of.Name)
		}
		if first && of.Many {
			w.open('[')
		}
		if of.Leaf() {
			w.text(n.Value)
		} else {
			w.nodes(n.Children)
		}
		if last && of.Many {
			w.close(']')
		}
	}
	w.close('}')
}
