package fhir

import (
	"context"
	"slices"
	"strconv"

	"continuum/access"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/record/sight"
	"continuum/store"
)

// Bounds of what is asked about people for one answer.
const (
	mostOfEntry = 100 // people of an entry of whom it is asked whether one lets it be seen
	mostKnown   = 500 // people after whose relations a page ends
)

// watching is what whoever acts may see of the log. An entry is seen like a resource
// about the people whom it tells of. Who may see entries about somebody with whom they
// have nothing to do is wide: they see those about nobody too, such as of sign-ins.
type watching struct {
	*Server
	ctx   context.Context
	tx    *store.Tx
	rule  sight.Rule
	wide  bool
	known map[string]bool // people by key: whether entries about them are seen
	shown []string        // people who were named
}

func (s *Server) watching(ctx context.Context, tx *store.Tx) (*watching, error) {
	w := &watching{Server: s, ctx: ctx, tx: tx, rule: sight.Always(false), known: map[string]bool{}}
	var err error
	if s.gate != nil && s.relations != nil {
		w.rule, err = s.gate.Sight(ctx, access.Read)
	}
	w.wide = err == nil && sight.Holds(w.rule, &sight.Item{Type: auditEvent})
	return w, err
}

// may tells whether entries about a person are seen.
func (w *watching) may(person string) (bool, error) {
	if may, asked := w.known[person]; asked {
		return may, nil
	}
	parties, err := w.relations.Related(w.ctx, w.tx, person)
	if err != nil {
		return false, err
	}
	w.known[person] = sight.Holds(w.rule, &sight.Item{Type: auditEvent, People: []sight.Person{parties}})
	return w.known[person], nil
}

// first gives somebody of an entry for whom it is seen, the actor's own person before
// all others; "" where there is none.
func (w *watching) first(e *audit.Entry) (string, error) {
	people := e.People[:min(len(e.People), mostOfEntry)]
	if me := own(w.ctx); me != "" && slices.Contains(e.People, me) {
		people = append([]string{me}, people...)
	}
	for _, p := range people {
		if may, err := w.may(p); may || err != nil {
			return p, err
		}
	}
	return "", nil
}

// see gives an entry as an AuditEvent, with one of its people or, for who is wide, with
// all of them who may be seen; false where there is nobody.
func (w *watching) see(e audit.Entry, person string) (x record.Resource, seen bool, err error) {
	if w.wide {
		e, seen, err = w.narrowed(e)
		person = ""
	} else if person != "" && slices.Contains(e.People, person) {
		w.shown = append(w.shown, person)
		seen, err = w.may(person)
	}
	if !seen || err != nil {
		return x, false, err
	}
	x = record.Resource{Key: entryKey(e.Sequence), Version: 1, At: e.At}
	x.Content, err = audit.Event(e, audit.Site{Name: w.site, Address: w.base}, person)
	return x, err == nil, err
}

// narrowed takes away from an entry who may not be seen, and then also the resources,
// as one may be theirs.
func (w *watching) narrowed(e audit.Entry) (_ audit.Entry, seen bool, err error) {
	var people []string
	for _, p := range e.People {
		may, err := w.may(p)
		if err != nil {
			return e, false, err
		}
		if may {
			people = append(people, p)
		}
	}
	w.shown = append(w.shown, people...)
	if len(people) == len(e.People) {
		return e, true, nil
	}
	e.People, e.Resources = people, nil
	return e, len(people) > 0, nil
}

// tired tells whether enough was asked for one page.
func (w *watching) tired() bool { return len(w.known) >= mostKnown }

// told notes for the audit whom the answer named.
func (w *watching) told() {
	slices.Sort(w.shown)
	visitOf(w.ctx).people = slices.Compact(w.shown)
}

func entryKey(n int64) record.Key {
	return record.Key{Type: definition.ResourceOf(auditEvent), ID: strconv.FormatInt(n, 10)}
}
