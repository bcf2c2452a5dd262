package fhir

import (
	"net/http"
	"strconv"
	"strings"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
)

// step is one entry of a bundle that asks for something.
type step struct {
	place   string // Bundle.entry[3], for faults
	method  string
	url     string // as sent, without the server's own address
	fullURL string
	unless  string // If-None-Exist
	ifMatch int64
	known   [2]string // If-None-Match and If-Modified-Since
	node    resource.Node
	change  jsonpatch.Patch

	typ   *definition.Type
	named string // id of the address
	id    string // the same, or the one chosen
	query string // of the address

	writes  bool // else answered without a change
	changed bool // which notes itself
	draft   *record.Draft
	answer  *answer
}

// mostEntries is how many entries one bundle may have.
const mostEntries = 10_000

// stepsOf reads the entries of a bundle.
func (s *Server) stepsOf(b resource.Node) ([]*step, error) {
	if n := b.Get("entry").Len(); n > mostEntries {
		return nil, fault.New(fault.Invalid, "%d entries; at most %d are taken at once", n, mostEntries)
	}
	var all []*step
	for e := range b.Get("entry").Items() {
		asked := e.Get("request")
		x := &step{
			place: "Bundle.entry[" + strconv.Itoa(len(all)) + "]", method: asked.Get("method").Text(), fullURL: e.Get("fullUrl").Text(),
			url:    strings.TrimPrefix(strings.TrimPrefix(asked.Get("url").Text(), s.base), "/"),
			unless: asked.Get("ifNoneExist").Text(), node: e.Get("resource"),
		}
		x.ifMatch = wantedVersion(asked.Get("ifMatch").Text())
		x.known = [2]string{asked.Get("ifNoneMatch").Text(), asked.Get("ifModifiedSince").Text()}
		all = append(all, x)
	}
	return all, nil
}

// order is that in which the entries of a transaction are processed (R4 3.1.0.11.2).
var order = map[string]int{http.MethodDelete: 0, http.MethodPost: 1, http.MethodPut: 2, http.MethodPatch: 2, http.MethodGet: 3, http.MethodHead: 3}

// reads tells whether an entry changes nothing.
func (x *step) reads() bool { return order[x.method] == order[http.MethodGet] }

// understand takes the address of a write apart and checks what is sent.
func (x *step) understand() error {
	path, query, _ := strings.Cut(x.url, "?")
	parts := strings.Split(path, "/")
	if _, known := order[x.method]; !known {
		return &fault.Error{Code: fault.Invalid, Value: x.method, Reason: "no method that a transaction may use"}
	}
	if x.typ = definition.ResourceOf(parts[0]); x.typ == nil {
		return &fault.Error{Code: fault.Invalid, Value: x.url, Reason: "not the address of a type of R4"}
	}
	if x.query = query; len(parts) > 1 {
		x.id, x.named = parts[1], parts[1]
	}
	if x.reads() {
		return nil
	}
	byID := len(parts) == 2 && isID(parts[1]) && query == ""
	byQuery := len(parts) == 1 && query != ""
	switch {
	case x.method == http.MethodPost && (len(parts) != 1 || query != ""), x.method != http.MethodPost && !byID && !byQuery:
		return &fault.Error{Code: fault.Invalid, Value: x.url, Reason: "not an address for " + x.method, Fix: "POST goes to a type, PUT, PATCH and DELETE to a resource or to a type with a condition"}
	case x.method == http.MethodDelete:
		return nil
	case x.method == http.MethodPatch:
		text, err := patchText(x.node)
		if err == nil {
			x.change, err = readPatch(text)
		}
		return err
	}
	if byID && x.node.Get("id").Text() != x.id {
		return &fault.Error{Code: fault.Invalid, Value: x.node.Get("id").Text(), Reason: "not the id in the address, " + x.id}
	}
	return sound(x.node, x.typ)
}

// key is the resource that a write is of.
func (x *step) key() record.Key { return record.Key{Type: x.typ, ID: x.id} }
