package fhir

import (
	"context"
	"fmt"
	"net/http"

	"continuum/access/pseudonym"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

// Pseudonyms tells who sees the record under pseudonyms, and under which.
type Pseudonyms interface {
	// Of gives the project for which the actor of a context sees the record; nil for
	// who sees it as it is.
	Of(ctx context.Context) (*pseudonym.Project, error)
}

// underPseudonyms are the interactions of who sees pseudonyms: there is no way back
// from a pseudonym to whose it is, so nothing can be named, and only searches are left.
var underPseudonyms = map[string]bool{"search-type": true, "search-system": true, "batch": true}

// passHidden notes in the visit for which project whoever acts sees pseudonyms, if
// they do, and refuses what would show more.
func (s *Server) passHidden(ctx context.Context, interaction, typ string) error {
	if s.pseudonyms == nil {
		return nil
	}
	p, err := s.pseudonyms.Of(ctx)
	if err != nil || p == nil {
		return err
	}
	v, under := ctx.Value(visitKey{}).(*visit)
	if !under {
		return fault.New(fault.Internal, "a request of nobody's visit")
	}
	v.project = p
	switch {
	case !underPseudonyms[interaction]:
		return &fault.Error{Code: fault.Denied, Reason: "under pseudonyms nothing can be named, changed or followed: " + interaction + " is not for you", Fix: "search, such as /Condition?code=http://snomed.info/sct|44054006"}
	case typ != "" && !pseudonym.Leaves(definition.ResourceOf(typ)):
		return &fault.Error{Code: fault.Denied, Value: typ, Reason: "nothing of this type is seen under pseudonyms", Fix: "docs/research.md lists the types that are"}
	}
	return nil
}

// openPage opens the page that a client asks for, which was sealed.
func (a *asked) openPage(pairs []search.Pair) error {
	if a.project == nil {
		return nil
	}
	for i := range pairs {
		if pairs[i].Name != cursorName {
			continue
		}
		text, ok := a.project.Opened(pairs[i].Value)
		if !ok {
			return &fault.Error{Code: fault.Invalid, Column: cursorName, Reason: "not a page of this project", Fix: "follow the link to the next page as it was given"}
		}
		pairs[i].Value = text
	}
	return nil
}

// nextPage is the cursor of a page as the client gets it.
func (a *asked) nextPage(c cursor) string {
	if a.project == nil {
		return c.String()
	}
	return a.project.Sealed(c.String())
}

// may refuses what who sees pseudonyms may not ask.
func (a *asked) may() error {
	if a.project == nil {
		return nil
	}
	return a.project.May(a.Search)
}

// given are the resources that an answer gives something of, as they are; under
// pseudonyms what leaves of each takes its place in the lists, and those of which
// nothing does go.
func (s *Server) given(ctx context.Context, tx *store.Tx, a *asked, lists ...*[]record.Resource) (all []record.Resource, err error) {
	people := pseudonym.People{}
	for _, list := range lists {
		if a.project == nil {
			all = append(all, *list...)
			continue
		}
		var left []record.Resource
		for i := range *list {
			x, leaves, err := s.hidden(tx, a.project, people, &(*list)[i])
			if err != nil {
				return nil, err
			}
			if leaves {
				left, all = append(left, x), append(all, (*list)[i])
			}
		}
		*list = left
	}
	visitOf(ctx).released = len(all)
	return all, nil
}

// hidden is what leaves of a resource; people are those who are known already.
func (s *Server) hidden(tx *store.Tx, p *pseudonym.Project, people pseudonym.People, x *record.Resource) (record.Resource, bool, error) {
	n, err := x.Parsed()
	if err != nil {
		return record.Resource{}, false, err
	}
	for _, id := range pseudonym.Patients(x.Type, x.ID, n) {
		if _, known := people[id]; !known {
			if people[id], err = s.record.PersonOf(tx, record.Key{Type: definition.ResourceOf(patient), ID: id}); err != nil {
				return record.Resource{}, false, err
			}
		}
	}
	out, leaves, err := p.Release(x.Type, x.ID, n, people)
	return record.Resource{Key: record.Key{Type: x.Type, ID: out.ID}, Content: out.Content}, leaves, err
}

// hideTotal leaves of a total what is told of it.
func (a *asked) hideTotal(b *bundle) {
	if a.project == nil || b.total < 0 {
		return
	}
	told, some := a.project.Total(b.total)
	if b.total = told; !some {
		b.total = -1
		a.note = fmt.Sprintf("Fewer than %d match.", a.project.Fewest())
	}
}

// disclosed says in the entry of an answer what left, for which project.
func (v *visit) disclosed(e *audit.Entry) {
	if v.project == nil || e.Outcome != audit.OK {
		return
	}
	e.Action = "disclosure"
	e.Reason = fmt.Sprintf("under pseudonyms, for the project %s: %d resources about %d people", v.project.Name(), v.released, len(v.people))
}

// projectOf is that of the request, nil where it has none.
func projectOf(r *http.Request) *pseudonym.Project { return visitOf(r.Context()).project }
