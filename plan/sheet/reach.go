package sheet

import (
	"strings"

	"continuum/internal/fault"
	"continuum/plan/standard"
)

// spot is where in a plan something stands, or would.
type spot struct {
	of     *standard.Element
	parent int64               // entry in which rest begins
	rest   []*standard.Element // groups on the way that do not stand yet, outermost first
	entry  *Entry              // that which stands there; nil: none, or any number may
}

// reach goes from an entry (0: the top of a standard) down to an element. On its way it
// chooses none of several entries.
func (h *hand) reach(under int64, name, path string) (at spot, err error) {
	from, err := h.start(under, name)
	if err != nil {
		return at, err
	}
	steps, err := from.steps(path)
	if err != nil {
		return at, err
	}
	at.parent, at.of = under, steps[len(steps)-1]
	for i, of := range steps {
		last := i == len(steps)-1
		switch {
		case of.Many && !last:
			return at, &fault.Error{Code: fault.Invalid, Column: of.Name, Reason: "“" + of.Name + "” can stand in a plan several times, and it is not said in which", Fix: "add one, or name the entry under which to write"}
		case len(at.rest) > 0 || of.Many:
		default:
			all, err := live(h.tx, h.person, at.parent, of)
			if err != nil {
				return at, err
			}
			if len(all) > 0 && last {
				at.entry = &all[0]
			} else if len(all) > 0 {
				at.parent = all[0].ID
				continue
			}
		}
		if !last {
			at.rest = append(at.rest, of)
		}
	}
	return at, nil
}

// start is where a way begins: a standard, and in it an element that stands in the plan.
type start struct {
	in    *standard.Standard
	below *standard.Element
}

func (h *hand) start(under int64, name string) (at start, err error) {
	if under != 0 {
		e, err := entryOf(h.tx, h.person, under)
		if err != nil {
			return at, err
		}
		name, at.below = e.Standard, e.Element()
		if out, err := gone(h.tx, &e); out || err != nil {
			return at, orOut(err)
		}
	}
	var is bool
	if at.in, is = standard.Of(name); !is {
		return at, &fault.Error{Code: fault.Invalid, Column: "standard", Value: short(name), Reason: "there is no such standard for plans", Fix: "name AboutMe or PersonalisedCSP"}
	}
	return at, nil
}

// orOut is why something out of sight cannot be used.
func orOut(err error) error {
	if err != nil {
		return err
	}
	return &fault.Error{Code: fault.Conflict, Reason: "somebody took this part of the plan out meanwhile", Fix: "put it back first; what you wrote is still with you"}
}

// steps are the elements on a way, each below the one before.
func (s start) steps(path string) ([]*standard.Element, error) {
	if s.below != nil {
		path = s.below.Path + standard.Between + path
	}
	e, is := s.in.Find(path)
	if !is {
		return nil, &fault.Error{Code: fault.Invalid, Column: "element", Value: short(path), Reason: "the standard “" + s.in.Title + "” has no such element", Fix: "name its elements from the top, with “ > ” between them"}
	}
	all := make([]*standard.Element, strings.Count(path, standard.Between)+1)
	first := len(all)
	for at := e; at != s.below && at != nil; at = at.Parent {
		first--
		all[first] = at
	}
	return all[first:], nil
}

// short keeps what an error repeats of its input within bounds.
func short(text string) string {
	const most = 80
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// lay makes the groups on the way to a spot, and gives the entry in which it is.
func (h *hand) lay(at *spot, done Done) (parent int64, err error) {
	parent = at.parent
	for _, of := range at.rest {
		e, err := h.create(parent, of, "", "", done)
		if err != nil {
			return 0, err
		}
		parent = e.ID
	}
	return parent, nil
}
