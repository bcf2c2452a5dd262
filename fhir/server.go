package fhir

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"continuum/access"
	"continuum/internal/edge"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	"continuum/store"
)

// Server answers requests at a base such as http://localhost:8080/fhir.
type Server struct {
	db        *store.DB
	record    *record.Record
	base      string
	gate      Gate
	facts     Facts
	matcher   Matcher
	log       Log
	relations Relations
	site      string
	now       func() time.Time

	strangers  *Refusals
	pseudonyms Pseudonyms
	routes     *http.ServeMux
	// statement is the CapabilityStatement, made when it is first asked for.
	statement func() ([]byte, error)
}

// Options are what a server needs beside a record.
type Options struct {
	Base    string  // its own address, as clients see it
	Gate    Gate    // nil: nobody may do anything
	Facts   Facts   // nil: nothing is shown beside what is kept
	Matcher Matcher // nil: nobody is matched

	Log       Log       // of which AuditEvents are the entries; nil: they are resources as others
	Relations Relations // by which it is told who sees which entries: the gate; nil: nobody sees any
	Site      string    // names this server in AuditEvents

	Pseudonyms Pseudonyms // nil: nobody sees any
}

// New makes a server of the record in a database.
func New(db *store.DB, r *record.Record, o Options) *Server {
	s := &Server{db: db, record: r, base: strings.TrimSuffix(o.Base, "/"), gate: o.Gate, facts: o.Facts, matcher: o.Matcher, log: o.Log, relations: o.Relations, site: o.Site, now: time.Now, pseudonyms: o.Pseudonyms, strangers: NewRefusals(o.Gate)}
	s.routes = s.routed()
	s.statement = sync.OnceValues(func() ([]byte, error) { return json.Marshal(s.capability()) })
	return s
}

// largestBody bounds what a request may send.
const largestBody = 64 << 20

// Handler answers requests whose paths begin after the base.
func (s *Server) Handler() http.Handler { return s.routes }

func (s *Server) routed() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, serve := range map[string]handler{
		"GET /metadata":                      s.metadata,
		"GET /{$}":                           s.search,
		"POST /_search":                      s.search,
		"GET /_history":                      s.history,
		"POST /{$}":                          s.takeBundle,
		"GET /{type}":                        s.orLog(s.searchLog, s.search),
		"POST /{type}/_search":               s.orLog(s.searchLog, s.search),
		"POST /{type}":                       s.create,
		"PUT /{type}":                        s.updateWhere,
		"PATCH /{type}":                      s.patchWhere,
		"DELETE /{type}":                     s.deleteWhere,
		"GET /{type}/_history":               s.history,
		"GET /{type}/{id}":                   s.orLog(s.readLog, s.read),
		"PUT /{type}/{id}":                   s.update,
		"PATCH /{type}/{id}":                 s.patch,
		"DELETE /{type}/{id}":                s.delete,
		"GET /{type}/{id}/_history":          s.history,
		"GET /{type}/{id}/_history/{vid}":    s.read,
		"GET /{type}/{id}/$everything":       s.everything,
		"POST /{type}/{id}/$everything":      s.everything,
		"POST /Patient/$match":               s.match,
		"GET /{type}/{id}/{member}":          s.orLog(s.searchLogOf, s.searchCompartment),
		"POST /{type}/{id}/{member}/_search": s.orLog(s.searchLogOf, s.searchCompartment),
	} {
		mux.Handle(pattern, s.visited(serve))
	}
	mux.Handle("/", s.visited(s.unknown(mux)))
	return mux
}

// unknown answers what no pattern meets: a method that the address does not take,
// or no address of this server.
func (s *Server) unknown(mux *http.ServeMux) handler {
	return func(r *http.Request) (*answer, error) {
		none := fault.New(fault.NotFound, "%s %s is no interaction of this server", r.Method, r.URL.Path)
		first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if definition.ResourceOf(first) == nil && first != "" || strings.Contains(r.URL.Path, "$") {
			return nil, none
		}
		var allowed []string
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
			other := r.Clone(r.Context())
			other.Method = method
			if _, pattern := mux.Handler(other); pattern != "/" && pattern != "" {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			return nil, none
		}
		return nil, &statusError{http.StatusMethodNotAllowed, "not-supported", r.Method + " is not for this address: use " + strings.Join(allowed, ", ")}
	}
}

// handler writes what a function answers.
type handler func(*http.Request) (*answer, error)

// visited lets a handler answer, and notes what came of it.
func (s *Server) visited(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, largestBody)
		r = r.WithContext(withVisit(r.Context()))
		if s.gate != nil {
			defer s.gate.Coming()()
		}
		defer s.crashed(r.Context())
		a, err := h.answer(r)
		visitOf(r.Context()).left = err != nil && s.leaves(r)
		if err = s.note(r.Context(), visitOf(r.Context()), err); err != nil {
			a = outcomeOf(err)
		}
		a.write(w, r)
	})
}

// leaves tells whether a request of nobody is left out of the audit, which strangers
// could fill otherwise.
func (s *Server) leaves(r *http.Request) bool {
	if access.From(r.Context()) != nil {
		return false
	}
	_, told := s.strangers.may(edge.From(r))
	return !told
}

// crashed notes a request whose handler crashed, and lets the crash go on.
func (s *Server) crashed(ctx context.Context) {
	if crash := recover(); crash != nil {
		_ = s.note(ctx, visitOf(ctx), fault.New(fault.Internal, "crashed")) // the crash is told
		panic(crash)
	}
}

func (h handler) answer(r *http.Request) (*answer, error) {
	if err := acceptable(r); err != nil {
		return nil, err
	}
	if err := understood(r); err != nil {
		return nil, err
	}
	return h(r)
}

// typeOf gives the type that a path names.
func typeOf(r *http.Request) (*definition.Type, error) {
	name := r.PathValue("type")
	if t := definition.ResourceOf(name); t != nil {
		return t, nil
	}
	return nil, &fault.Error{Code: fault.NotFound, Value: name, Reason: "no type of resource of R4"}
}

// typed gives the type that a path names, once the door has let the act pass.
func (s *Server) typed(r *http.Request, interaction string) (*definition.Type, error) {
	t, err := typeOf(r)
	if err == nil {
		err = s.pass(r.Context(), interaction, t.Name, "")
	}
	return t, err
}

// keyed gives the resource that a path names, once the door has let the act pass.
func (s *Server) keyed(r *http.Request, interaction string) (record.Key, error) {
	key, err := keyOf(r)
	if err == nil {
		err = s.pass(r.Context(), interaction, key.Type.Name, key.ID)
	}
	return key, err
}

// keyOf gives the resource that a path names.
func keyOf(r *http.Request) (record.Key, error) {
	t, err := typeOf(r)
	if err != nil {
		return record.Key{}, err
	}
	id := r.PathValue("id")
	if !isID(id) {
		return record.Key{}, &fault.Error{Code: fault.Invalid, Value: id, Reason: "no id of a resource", Fix: "an id is up to 64 letters, digits, - and ."}
	}
	return record.Key{Type: t, ID: id}, nil
}

func isID(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

var idText = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// newID makes an id that nobody can guess; later ones sort behind earlier ones, so
// that they lie together in indexes.
func (s *Server) newID() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(s.now().UnixMilli())<<16)
	_, _ = rand.Read(b[6:]) // never fails
	return idText.EncodeToString(b[:])
}
