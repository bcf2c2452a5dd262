package fhir

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"continuum/access/pseudonym"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/search"
	"continuum/store"
)

// Sizes of pages.
const (
	usualCount = 50
	mostCount  = 1000
)

// asked is a search as a request has it.
type asked struct {
	*search.Search
	address string // at which it is asked, without its query
	cursor  cursor
	page    record.Page
	note    string             // what the answer leaves out
	project *pseudonym.Project // for which pseudonyms are seen, nil where none are
}

// search answers with a page of matches and what is included beside them.
func (s *Server) search(r *http.Request) (*answer, error) {
	var t *definition.Type
	var err error
	interaction, address := "search-system", s.base
	if name := r.PathValue("type"); name != "" {
		interaction, address = "search-type", s.base+"/"+name
		if t, err = typeOf(r); err != nil {
			return nil, err
		}
	}
	if err := s.pass(r.Context(), interaction, nameOf(t), ""); err != nil {
		return nil, err
	}
	a, err := s.asked(r, t, address)
	if err != nil {
		return nil, err
	}
	return s.found(r, a)
}

// searchCompartment answers with what belongs to one resource: of one type, or of
// all (*).
func (s *Server) searchCompartment(r *http.Request) (*answer, error) {
	key, err := s.keyed(r, "search-compartment")
	if err != nil {
		return nil, err
	}
	member := r.PathValue("member")
	t := definition.ResourceOf(member)
	if t == nil && member != "*" {
		return nil, &fault.Error{Code: fault.NotFound, Value: member, Reason: "no type of resource of R4 and no operation of this server"}
	}
	a, err := s.asked(r, t, s.base+"/"+key.String()+"/"+member)
	if err != nil {
		return nil, err
	}
	a.Compartment = &search.Compartment{Type: key.Type, ID: key.ID}
	return s.found(r, a)
}

func nameOf(t *definition.Type) string {
	if t == nil {
		return ""
	}
	return t.Name
}

// asked reads what is searched and which page of it.
func (s *Server) asked(r *http.Request, t *definition.Type, address string) (*asked, error) {
	query, err := queryOf(r)
	if err != nil {
		return nil, err
	}
	pairs, err := s.pairsOf(query)
	if err != nil {
		return nil, err
	}
	var given []string
	for _, p := range pairs {
		given = append(given, p.Name)
	}
	visitOf(r.Context()).names(given)
	a := &asked{address: address, project: projectOf(r)}
	if err := a.openPage(pairs); err != nil {
		return nil, err
	}
	if a.cursor, pairs, err = cursorOf(pairs); err != nil {
		return nil, err
	}
	a.Search, err = search.Parse(t, pairs, strings.Contains(r.Header.Get("Prefer"), "handling=lenient"))
	if err == nil && s.besideLog(a.Types) {
		err = errAskedBeside()
	}
	if err == nil {
		err = a.may()
	}
	if err != nil {
		return nil, err
	}
	a.page.Count, a.page.Total, a.page.Rough = usualCount, a.Total != "none", a.Total != "accurate"
	if a.Count >= 0 {
		a.page.Count = min(a.Count, mostCount)
	}
	if a.Summary == "count" {
		a.page.Count, a.page.Total, a.page.Rough = 0, true, false
	}
	return a, nil
}

// queryOf is the query of a request, and of the form it sent.
func queryOf(r *http.Request) (string, error) {
	if r.Method != http.MethodPost {
		return r.URL.RawQuery, nil
	}
	form, err := bodyOf(r)
	if err != nil {
		return "", err
	}
	return strings.Trim(r.URL.RawQuery+"&"+string(form), "&"), nil
}

// found answers with a page.
func (s *Server) found(r *http.Request, a *asked) (*answer, error) {
	var found *record.Found
	var included []record.Resource
	seen, err := s.seen(r.Context())
	if err != nil {
		return nil, err
	}
	err = s.view(r.Context(), func(tx *store.Tx) (err error) {
		if a.project == nil { // what is seen beside is of people whom a search names
			a.page.Beside, a.note, err = s.beside(r.Context(), tx, seen, a.Search)
		}
		if err != nil {
			return err
		}
		if err = a.cursor.onto(&a.page); err != nil {
			return err
		}
		if found, err = seen.Search(tx, a.Search, a.page); err == nil && len(a.Includes) > 0 {
			included, err = seen.Included(tx, a.Search, found)
		}
		if err != nil || a.Summary == "count" {
			return err
		}
		given, err := s.given(r.Context(), tx, a, &found.Matches, &included)
		if err != nil {
			return err
		}
		if a.project != nil || len(given) == 1 {
			return s.about(r.Context(), tx, given, a.page.Beside)
		}
		visitOf(r.Context()).people, err = s.record.PeopleOf(tx, found, a.page.Beside)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.pageOf(a, found, included)
}

// pageOf writes a page of matches.
func (s *Server) pageOf(a *asked, found *record.Found, included []record.Resource) (*answer, error) {
	b := &bundle{kind: "searchset", at: s.now(), total: -1}
	if a.page.Total {
		b.total = found.Total
	}
	a.hideTotal(b)
	b.links = append(b.links, [2]string{"self", a.address + queryText(a.Applied)})
	if found.More && a.Summary != "count" && found.Next.Count > 0 {
		b.links = append(b.links, [2]string{"next", a.address + queryText(append(a.Applied, cursorName+"="+a.nextPage(nextOf(&found.Next))))})
	}
	if a.Summary == "count" && (a.project == nil || a.note == "") {
		return b.answer(), nil
	}
	b.room(found.Matches, included)
	for i, list := range [2][]record.Resource{found.Matches, included} {
		mode := `"search":{"mode":` + resource.Quote([]string{"match", "include"}[i]) + `}`
		for j := range list {
			content, err := subset(&list[j], a.Search)
			if err != nil {
				return nil, err
			}
			b.holding(s.fullURL(list[j].Key), content, mode)
		}
	}
	if a.note != "" {
		b.add(`"resource":`+string(noteOf(a.note)), `"search":{"mode":"outcome"}`)
	}
	return b.answer(), nil
}

// queryText writes parameters as the query of a URL.
func queryText(applied []string) string {
	var all []string
	for _, a := range applied {
		name, value, _ := strings.Cut(a, "=")
		all = append(all, url.QueryEscape(name)+"="+url.QueryEscape(value))
	}
	if len(all) == 0 {
		return ""
	}
	return "?" + strings.Join(all, "&")
}

// countOf reads the _count of a history.
func countOf(values url.Values) (int, error) {
	text := values.Get("_count")
	if text == "" {
		return usualCount, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, &fault.Error{Code: fault.Invalid, Column: "_count", Value: text, Reason: "not a number of versions"}
	}
	return min(n, mostCount), nil
}
