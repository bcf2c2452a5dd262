package fhir

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/search"
	"continuum/store"
)

// Bounds of a page of the log.
const (
	mostEntriesOfPage = 200
	mostFinds         = 5 // pages of the log that one of ours looks through
)

// logParameters are those by which entries are found (audit.QueryOf).
var logParameters = []string{"patient", "agent", "date", "action", "subtype", "outcome", "entity"}

// askedLog is a search of the log as a request has it.
type askedLog struct {
	address string
	params  url.Values // by which entries are found
	applied []string   // in the order given
	count   int
	before  int64
	trim    *search.Search // _summary and _elements
}

// searchLog answers with entries.
func (s *Server) searchLog(r *http.Request) (*answer, error) {
	if err := s.pass(r.Context(), "search-type", auditEvent, ""); err != nil {
		return nil, err
	}
	return s.foundLog(r, s.base+"/"+auditEvent, "")
}

// searchLogOf answers with entries about the Patient whom the path names.
func (s *Server) searchLogOf(r *http.Request) (*answer, error) {
	key, err := s.keyed(r, "search-compartment")
	if err != nil {
		return nil, err
	}
	if key.Type.Name != patient {
		return nil, &fault.Error{Code: fault.NotFound, Value: key.Type.Name, Reason: "AuditEvents are in the compartments of Patients here", Fix: "search by agent or entity: /AuditEvent?agent=..."}
	}
	return s.foundLog(r, s.base+"/"+key.String()+"/"+auditEvent, key.ID)
}

// everythingOfLog answers with who looked at a person, which $everything tells where it
// is asked for that alone.
func (s *Server) everythingOfLog(r *http.Request, key record.Key) (*answer, error) {
	if _, err := s.resource(r.Context(), key, 0); err != nil {
		return nil, err
	}
	asked := r.URL.Query()
	query := url.Values{"_count": {strconv.Itoa(mostEntriesOfPage)}}
	for name, values := range asked {
		switch name {
		case "_type":
		case "_lastUpdated":
			query["date"] = values
		default:
			query[name] = values
		}
	}
	r = r.Clone(r.Context())
	r.URL.RawQuery = query.Encode()
	return s.foundLog(r, s.base+"/"+key.String()+"/"+auditEvent, key.ID)
}

// foundLog answers with a page of entries, about a Patient if an id is given.
func (s *Server) foundLog(r *http.Request, address, of string) (*answer, error) {
	a, err := s.askedLog(r, address)
	if err != nil {
		return nil, err
	}
	if of != "" {
		a.params["patient"] = append(a.params["patient"], patient+"/"+of)
	}
	var all []record.Resource
	next := int64(0)
	err = s.view(r.Context(), func(tx *store.Tx) error {
		all, next, err = s.entries(r.Context(), tx, a)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.pageOfLog(a, all, next)
}

// askedLog reads what is searched.
func (s *Server) askedLog(r *http.Request, address string) (*askedLog, error) {
	query, err := queryOf(r)
	if err != nil {
		return nil, err
	}
	pairs, err := s.pairsOf(query)
	if err != nil {
		return nil, err
	}
	a := &askedLog{address: address, params: url.Values{}, count: usualCount}
	lenient := strings.Contains(r.Header.Get("Prefer"), "handling=lenient")
	var names []string
	var trim []search.Pair
	for _, p := range pairs {
		names = append(names, p.Name)
		switch known, err := a.take(p); {
		case err != nil:
			return nil, err
		case p.Name == "_summary" || p.Name == "_elements":
			trim = append(trim, p)
		case !known && !lenient:
			return nil, &fault.Error{Code: fault.Invalid, Column: p.Name, Reason: "the search of AuditEvents has no such parameter", Fix: "use " + strings.Join(logParameters, ", ") + " and _count"}
		case !known || p.Name == cursorName:
			continue
		}
		a.applied = append(a.applied, p.Name+"="+p.Value)
	}
	visitOf(r.Context()).names(names)
	if a.trim, err = search.Parse(nil, trim, false); err == nil && a.trim.Summary == "count" {
		err = &fault.Error{Code: fault.Invalid, Column: "_summary", Value: "count", Reason: "the entries of the log are not counted", Fix: "follow the links to the next pages"}
	}
	return a, err
}

// take takes a parameter, if it is known.
func (a *askedLog) take(p search.Pair) (known bool, err error) {
	name, _, _ := strings.Cut(p.Name, ":")
	wrong := func(reason, fix string) error {
		return &fault.Error{Code: fault.Invalid, Column: p.Name, Value: p.Value, Reason: reason, Fix: fix}
	}
	switch {
	case slices.Contains(logParameters, name):
		a.params[p.Name] = append(a.params[p.Name], p.Value)
	case p.Name == "_count":
		n, err := strconv.Atoi(p.Value)
		if err != nil || n < 1 {
			return true, wrong("not a number of entries", "give one from 1 to "+strconv.Itoa(mostEntriesOfPage))
		}
		a.count = min(n, mostEntriesOfPage)
	case p.Name == cursorName:
		if a.before, err = strconv.ParseInt(p.Value, 10, 64); err != nil || a.before < 1 {
			return true, wrong("not a page of this server", "follow the link to the next page as it was given")
		}
	case p.Name == "_sort" && p.Value != "-date":
		return true, wrong("entries come the newest first", "use -date")
	case p.Name == "_total" && p.Value != "none":
		return true, wrong("the entries of the log are not counted", "use none")
	default:
		return slices.Contains([]string{"_sort", "_total", "_format", "_pretty", "_summary", "_elements"}, p.Name), nil
	}
	return true, nil
}

// query makes the query of the log. Who sees entries by a relation to somebody asks
// about one person; where they name none it is their own.
func (a *askedLog) query(s *Server, w *watching) (audit.Query, error) {
	q, err := audit.QueryOf(a.params, func(patient string) (string, error) { return s.personOf(w.ctx, w.tx, patient) })
	if err != nil || w.wide || q.Person != "" {
		return q, err
	}
	if q.Person = own(w.ctx); q.Person != "" {
		a.applied = append(a.applied, "patient="+patient+"/"+strings.TrimPrefix(q.Person, patient+"/"))
	} else {
		err = &fault.Error{Code: fault.Invalid, Column: "patient", Reason: "it is not said whose record was looked at", Fix: "name the person: /AuditEvent?patient=Patient/1"}
	}
	return q, err
}

// entries gives a page of them as whoever acts may see them, and from where the next
// goes on; 0 where there is none.
func (s *Server) entries(ctx context.Context, tx *store.Tx, a *askedLog) (all []record.Resource, next int64, err error) {
	w, err := s.watching(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	defer w.told()
	q, err := a.query(s, w)
	if err != nil {
		return nil, 0, err
	}
	if q.Person != "" {
		if may, err := w.may(q.Person); err != nil || !may {
			return nil, 0, err
		}
	}
	q.Before, q.Most = a.before, a.count
	for range mostFinds {
		page, err := s.log.Find(tx, q)
		if err != nil {
			return nil, 0, err
		}
		for i := range page.Entries {
			e := &page.Entries[i]
			if !w.wide && q.Resource != "" && len(e.People) > 1 {
				continue // whose the resource is, the entry does not say
			}
			x, seen, err := w.see(*e, q.Person)
			if err != nil {
				return nil, 0, err
			}
			if seen {
				all = append(all, x)
			}
			if len(all) == a.count || w.tired() {
				return all, e.Sequence, nil
			}
		}
		if q.Before = page.Next; q.Before == 0 {
			return all, 0, nil
		}
	}
	return all, q.Before, nil
}

// pageOfLog writes a page.
func (s *Server) pageOfLog(a *askedLog, all []record.Resource, next int64) (*answer, error) {
	b := &bundle{kind: "searchset", at: s.now(), total: -1}
	b.links = append(b.links, [2]string{"self", a.address + queryText(a.applied)})
	if next > 0 {
		b.links = append(b.links, [2]string{"next", a.address + queryText(append(a.applied, cursorName+"="+strconv.FormatInt(next, 10)))})
	}
	b.room(all)
	for i := range all {
		content, err := subset(&all[i], a.trim)
		if err != nil {
			return nil, err
		}
		b.holding(s.fullURL(all[i].Key), content, `"search":{"mode":"match"}`)
	}
	return b.answer(), nil
}
