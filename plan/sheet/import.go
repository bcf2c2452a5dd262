package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"continuum/internal/fault"
	"continuum/plan/standard"
)

// longestImport bounds what is imported, in bytes.
const longestImport = 16 << 20

// part is what a file says of one element.
type part struct {
	of    *standard.Element
	value string
	in    []part
}

// Import writes what Export wrote, of this or another system, into the plan of a person that
// holds nothing of the same standards yet, all or nothing, and tells how many entries it made.
// Invalid where the file is no such JSON, names what no standard has or a value is none;
// Conflict where the person has a plan.
func (s *Sheets) Import(ctx context.Context, person string, file []byte) (made int, err error) {
	parts, err := parse(file)
	if err != nil {
		return 0, err
	}
	err = s.write(ctx, person, "importing a plan", "create", func(h *hand) (string, error) {
		made = 0
		for i := range parts {
			if err := h.empty(parts[i].of.Standard); err != nil {
				return "", err
			}
		}
		err := h.bringIn(0, parts, &made)
		return "imported", err
	})
	if err != nil {
		return 0, err
	}
	return made, nil
}

// empty refuses a plan that something stands in.
func (h *hand) empty(s *standard.Standard) error {
	all, err := entries(h.tx, "person = $1 AND parent = 0 AND standard = $2 AND removed = FALSE", h.person, s.Name)
	if len(all) > 0 {
		return &fault.Error{Code: fault.Conflict, Column: s.Name, Reason: "this person has a plan already", Fix: "write into it, or take out what stands in it and import again"}
	}
	return err
}

func (h *hand) bringIn(parent int64, parts []part, made *int) error {
	for i := range parts {
		e, err := h.create(parent, parts[i].of, parts[i].value, "", Imported)
		if err == nil {
			*made++
			err = h.bringIn(e.ID, parts[i].in, made)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// decoder reads a plan from JSON.
type decoder struct {
	*jsontext.Decoder
}

func parse(file []byte) ([]part, error) {
	if len(file) > longestImport {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "the file is larger than 16 MB", Fix: "import the plan of one person at a time"}
	}
	r := decoder{jsontext.NewDecoder(bytes.NewReader(file))}
	var all []part
	err := r.object(func(name string) error {
		s, is := standard.Of(name)
		if !is {
			return r.wrong(short(name), "there is no such standard for plans", "name AboutMe or PersonalisedCSP")
		}
		parts, err := r.group(s.Elements)
		all = append(all, parts...)
		return err
	})
	if err == nil {
		if _, end := r.ReadToken(); !errors.Is(end, io.EOF) {
			err = r.wrong("", "more follows the plan", "leave out what stands behind it")
		}
	}
	return all, err
}

// wrong says what is wrong, and where in the file.
func (r decoder) wrong(value, reason, fix string) error {
	return &fault.Error{Code: fault.Invalid, Column: short(string(r.StackPointer())), Value: value, Reason: reason, Fix: fix}
}

func (r decoder) token() (jsontext.Token, error) {
	t, err := r.ReadToken()
	if err != nil {
		return t, &fault.Error{Code: fault.Invalid, Column: short(string(r.StackPointer())), Reason: "the file is no whole JSON, or names something twice", Fix: "export it again"}
	}
	return t, nil
}

// object reads an object; visit reads what stands behind each name.
func (r decoder) object(visit func(name string) error) error {
	t, err := r.token()
	if err != nil {
		return err
	}
	if t.Kind() != '{' {
		return r.wrong("", "names of elements were expected, in { and }", "export it again")
	}
	for {
		if t, err = r.token(); err != nil || t.Kind() == '}' {
			return err
		}
		if err := visit(t.String()); err != nil {
			return err
		}
	}
}

// group reads what a file says of some elements.
func (r decoder) group(known []*standard.Element) (all []part, err error) {
	err = r.object(func(name string) error {
		for _, of := range known {
			if of.Name == name {
				parts, err := r.parts(of)
				all = append(all, parts...)
				return err
			}
		}
		return r.wrong(short(name), "the standard has no such element here", "leave it out, or put it where the standard has it")
	})
	return all, err
}

// parts reads all that a file says of an element: nothing, one, or an array of them.
func (r decoder) parts(of *standard.Element) (all []part, err error) {
	if r.PeekKind() == 'n' {
		_, err := r.token()
		return nil, err
	}
	if r.PeekKind() != '[' {
		p, err := r.part(of)
		return []part{p}, err
	}
	if !of.Many {
		return nil, r.wrong(of.Name, "this can stand in a plan once only", "leave out [ and ]")
	}
	if _, err := r.token(); err != nil {
		return nil, err
	}
	for r.PeekKind() != ']' {
		p, err := r.part(of)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	_, err = r.token()
	return all, err
}

func (r decoder) part(of *standard.Element) (p part, err error) {
	p.of = of
	if !of.Leaf() {
		p.in, err = r.group(of.Children)
		return p, err
	}
	t, err := r.token()
	if err != nil {
		return p, err
	}
	switch t.Kind() {
	case '"', '0', 't', 'f':
		p.value, err = sound(of, t.String())
		return p, err
	}
	return p, r.wrong(of.Name, "a text was expected", "write it in quotes")
}
