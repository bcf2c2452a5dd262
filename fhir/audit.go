package fhir

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/record/search"
	"continuum/record/sight"
	"continuum/store"
)

// Log is the audit log: AuditEvents are its entries, and their ids the numbers of these.
type Log interface {
	// Settle lets what was noted before be found.
	Settle(ctx context.Context) error
	// Entry gives one by its number, or a fault.NotFound.
	Entry(tx *store.Tx, n int64) (audit.Entry, error)
	// Find gives the newest of a query, a page at a time.
	Find(tx *store.Tx, q audit.Query) (audit.Page, error)
}

// Relations tells how people are related to everybody now.
type Relations interface {
	Related(ctx context.Context, tx *store.Tx, person string) (sight.Parties, error)
}

const auditEvent = "AuditEvent"

// fromLog are the interactions with AuditEvents that the log answers.
var fromLog = map[string]bool{"read": true, "search-type": true}

// keptByLog tells whether resources of a type are entries of the log, and no others.
func (s *Server) keptByLog(typ string) bool { return s.log != nil && typ == auditEvent }

// errOnlyRead says that entries are nobody's to write.
func errOnlyRead() error {
	return &statusError{http.StatusMethodNotAllowed, "not-supported", "AuditEvents are the entries of the audit log, of which nobody writes, changes or takes away any: they can be read and searched, and have one version"}
}

// orLog lets the log answer where the path is about AuditEvents.
func (s *Server) orLog(log, other handler) handler {
	return func(r *http.Request) (*answer, error) {
		if s.keptByLog(r.PathValue("type")) || s.keptByLog(r.PathValue("member")) {
			if _, under := r.Context().Value(txKey{}).(*store.Tx); !under { // which would wait for itself
				if err := s.log.Settle(r.Context()); err != nil {
					return nil, err
				}
			}
			return log(r)
		}
		return other(r)
	}
}

// readLog answers with one entry.
func (s *Server) readLog(r *http.Request) (*answer, error) {
	key, err := s.keyed(r, "read")
	if err != nil {
		return nil, err
	}
	asked, err := trimming(r)
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(key.ID, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != key.ID {
		return nil, record.Missing(key)
	}
	var x record.Resource
	err = s.view(r.Context(), func(tx *store.Tx) error {
		x, err = s.entry(r.Context(), tx, n)
		return err
	})
	if fault.CodeOf(err) == fault.NotFound {
		err = record.Missing(key) // as what may not be seen
	}
	if err != nil {
		return nil, err
	}
	return s.shown(r, &x, asked)
}

// shown answers with an entry as far as it is asked for.
func (s *Server) shown(r *http.Request, x *record.Resource, asked *search.Search) (a *answer, err error) {
	if x.Content, err = subset(x, asked); err != nil {
		return nil, err
	}
	a = s.resourceAnswer(http.StatusOK, x)
	if unchanged(r, x) {
		a.status, a.body = http.StatusNotModified, nil
	}
	return a, nil
}

// entry gives an entry as whoever acts may see it: where it is by a relation to
// somebody, with nobody else whom it is about.
func (s *Server) entry(ctx context.Context, tx *store.Tx, n int64) (x record.Resource, err error) {
	watching, err := s.watching(ctx, tx)
	if err != nil {
		return x, err
	}
	e, err := s.log.Entry(tx, n)
	if err != nil {
		return x, err
	}
	person := ""
	if !watching.wide {
		if person, err = watching.first(&e); err != nil {
			return x, err
		}
	}
	x, seen, err := watching.see(e, person)
	if err == nil && !seen {
		err = fault.New(fault.NotFound, "not to be seen")
	}
	watching.told()
	return x, err
}

// errAskedBeside refuses a search for AuditEvents among other things.
func errAskedBeside() error {
	return &fault.Error{Code: fault.Invalid, Column: "_type", Value: auditEvent, Reason: "AuditEvents come from the audit log and are not searched beside other types", Fix: "search /AuditEvent, such as /AuditEvent?patient=Patient/1"}
}

// besideLog tells whether AuditEvents are searched for among other types.
func (s *Server) besideLog(types []*definition.Type) bool {
	for _, t := range types {
		if s.keptByLog(t.Name) {
			return true
		}
	}
	return false
}

// personOf gives the key of the person whom a Patient's key stands for: a live
// Patient's, or that of a person of the extracts.
func (s *Server) personOf(ctx context.Context, tx *store.Tx, patientKey string) (string, error) {
	key := record.Key{Type: definition.ResourceOf(patient), ID: strings.TrimPrefix(patientKey, patient+"/")}
	if s.facts == nil || !s.facts.Owns(key.ID) {
		return s.record.PersonOf(tx, key)
	}
	alone, err := s.facts.Alone(ctx, tx, key)
	if fault.CodeOf(err) == fault.NotFound || err == nil && len(alone.Held) != 1 {
		return key.ID, nil
	}
	if err != nil {
		return "", err
	}
	people, err := s.record.PeopleIn(tx, []record.Resource{alone.Held[0].Resource}, alone)
	if err != nil || len(people) != 1 {
		return key.ID, err
	}
	return people[0], nil
}

// own gives the key of the person whose account acts.
func own(ctx context.Context) string {
	if a := access.From(ctx); a != nil {
		return a.Person
	}
	return ""
}

// capabilityOfLog says what can be done with AuditEvents.
func capabilityOfLog(t *definition.Type) object {
	var parameters []object
	for p := range t.Parameters() {
		if slices.Contains(logParameters, p.Code) {
			parameters = append(parameters, object{"name": p.Code, "type": p.Kind, "definition": p.URL()})
		}
	}
	return object{
		"type": t.Name, "interaction": interactionsOf("read", "search-type"), "versioning": "no-version", "searchParam": parameters,
		"documentation": "The entries of the audit log, the newest first: nobody writes them. Who does not watch over privacy names a patient, and sees of whom an entry is about that one only.",
	}
}
