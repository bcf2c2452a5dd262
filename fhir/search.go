package fhir

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

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

// cursorName is the parameter by which the server finds the next page.
const cursorName = "_cursor"

// search answers with a page of matches and what is included beside them.
func (s *Server) search(r *http.Request) (*answer, error) {
	t, err := s.typed(r, "search-type")
	if err != nil {
		return nil, err
	}
	query, err := queryOf(r)
	if err != nil {
		return nil, err
	}
	asked, page, err := s.asked(r, t, query)
	if err != nil {
		return nil, err
	}
	var found *record.Found
	var included []record.Resource
	err = s.db.Read(r.Context(), func(tx *store.Tx) (err error) {
		if found, err = s.record.Search(tx, asked, page); err == nil && len(asked.Includes) > 0 {
			included, err = s.record.Included(tx, asked, found)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.page(t, asked, found, included)
}

// queryOf is the query of a request, and of the form it sent.
func queryOf(r *http.Request) (string, error) {
	if r.Method != http.MethodPost {
		return r.URL.RawQuery, nil
	}
	form, err := io.ReadAll(r.Body)
	if err != nil {
		return "", fault.Wrap(err, "reading the request")
	}
	return strings.Trim(r.URL.RawQuery+"&"+string(form), "&"), nil
}

// asked reads what is searched and which page of it.
func (s *Server) asked(r *http.Request, t *definition.Type, query string) (*search.Search, record.Page, error) {
	pairs, err := s.pairsOf(query)
	if err != nil {
		return nil, record.Page{}, err
	}
	page, rest := record.Page{}, pairs[:0]
	for _, p := range pairs {
		if p.Name != cursorName {
			rest = append(rest, p)
		} else if _, err := fmt.Sscanf(p.Value, "%d.%d", &page.After, &page.Until); err != nil {
			return nil, page, &fault.Error{Code: fault.Invalid, Column: cursorName, Value: p.Value, Reason: "not a page of this server", Fix: "follow the link to the next page as it was given"}
		}
	}
	asked, err := search.Parse(t, rest, strings.Contains(r.Header.Get("Prefer"), "handling=lenient"))
	if err != nil {
		return nil, page, err
	}
	page.Count, page.Total = usualCount, asked.Total != "none"
	if asked.Count >= 0 {
		page.Count = min(asked.Count, mostCount)
	}
	if asked.Summary == "count" {
		page.Count, page.Total = 0, true
	}
	return asked, page, nil
}

// page writes a page of matches.
func (s *Server) page(t *definition.Type, asked *search.Search, found *record.Found, included []record.Resource) (*answer, error) {
	b := &bundle{kind: "searchset", total: found.Total}
	address := s.base + "/" + t.Name
	b.links = append(b.links, [2]string{"self", address + queryText(asked.Applied)})
	if found.More && asked.Summary != "count" && found.Next.Count > 0 {
		b.links = append(b.links, [2]string{"next", address + queryText(append(asked.Applied, fmt.Sprintf("%s=%d.%d", cursorName, found.Next.After, found.Next.Until)))})
	}
	if asked.Summary == "count" {
		return b.answer(s.now()), nil
	}
	for i, list := range [2][]record.Resource{found.Matches, included} {
		for _, x := range list {
			content, err := subset(&x, asked)
			if err != nil {
				return nil, err
			}
			b.add(s.fullURL(x.Key), `"resource":`+string(content), `"search":{"mode":`+resource.Quote([]string{"match", "include"}[i])+`}`)
		}
	}
	return b.answer(s.now()), nil
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
