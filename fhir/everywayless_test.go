package fhir

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"continuum/access"
	"continuum/access/accesstest"
	"continuum/record/sight"
	"continuum/store"
)

// less takes out of a record, in a transaction that is to be undone, every version
// that an actor may not see by one decision on each: what is left may be asked by
// whoever sees everything. What was pointed at stays as what is not here, so that all
// that is left keeps its place.
func (w *town) less(tx *store.Tx, sees func(typ string, s *said) bool) error {
	for _, x := range w.items {
		var ordinal int64
		if err := tx.QueryRow("SELECT ordinal FROM record_resource WHERE id = $1 AND version > 0", x.id).Scan(&ordinal); err != nil {
			return err
		}
		for i, s := range x.versions {
			var err error
			switch {
			case sees(x.typ, s):
			case s == x.now():
				err = forget(tx, ordinal)
			default:
				_, err = tx.Exec("DELETE FROM record_version WHERE ordinal = $1 AND version = $2", ordinal, i+1)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// forget takes out what a resource is now.
func forget(tx *store.Tx, ordinal int64) error {
	for _, index := range []string{"token", "text", "date", "quantity", "uri", "reference", "measure", "pair"} {
		if _, err := tx.Exec("DELETE FROM record_"+index+" WHERE ordinal = $1", ordinal); err != nil {
			return err
		}
	}
	_, err := tx.Exec("UPDATE record_resource SET version = 0, deleted = FALSE, content = NULL WHERE ordinal = $1", ordinal)
	return err
}

// sees is the brute force: one decision for one version.
func (w *town) sees(g *gated, a *access.Actor, action string) func(typ string, s *said) bool {
	return func(typ string, s *said) bool {
		return g.rules.Policies.Decide(a, action, w.item(typ, s, nil)).Allowed
	}
}

// sightOf is what an actor may see of extracts.
func (w *town) sightOf(g *gated, a *access.Actor) func(x *thing) bool {
	return func(x *thing) bool {
		return g.rules.Policies.Decide(a, access.Read, w.item(x.typ, x.now(), moreRelated)).Allowed
	}
}

// unlimited is a gate that shows everything, to the tokens of an actor.
type unlimited struct {
	accesstest.Open
	gate *access.Gate
}

// Covers asks the token alone.
func (u *unlimited) Covers(ctx context.Context, typ, interaction string) bool {
	return u.gate.Covers(ctx, typ, interaction)
}

// answered is what came of a request, with its pages.
type answered struct {
	request wish
	pages   []page
}

type page struct {
	path   string
	status int
	header http.Header
	body   string
}

// mostPages are followed of one search.
const mostPages = 12

var (
	stamp   = regexp.MustCompile(`"timestamp":"[^"]*"`)
	address = regexp.MustCompile(`"relation":"next","url":"http://localhost/fhir([^"]*)"`)
)

// asks sends a request and follows its pages.
func asks(ctx context.Context, api http.Handler, x wish) answered {
	out := answered{request: x}
	for path := x.path; path != "" && len(out.pages) < mostPages; {
		r := httptest.NewRequest(x.method, path, strings.NewReader(x.body)).WithContext(ctx)
		for i := 0; i+1 < len(x.header); i += 2 {
			r.Header.Set(x.header[i], x.header[i+1])
		}
		w := httptest.NewRecorder()
		api.ServeHTTP(w, r)
		p := page{path, w.Code, w.Header(), stamp.ReplaceAllString(w.Body.String(), `"timestamp":""`)}
		out.pages = append(out.pages, p)
		path, x = "", wish{method: http.MethodGet}
		if next := address.FindStringSubmatch(p.body); next != nil && !strings.Contains(p.body, "-response") {
			path = "/" + strings.TrimPrefix(strings.ReplaceAll(next[1], `\u0026`, "&"), "/")
		}
	}
	return out
}

// differs tells in what two answers do; "" in nothing.
func (x *answered) differs(y *answered) string {
	for i, p := range x.pages[:min(len(x.pages), len(y.pages))] {
		q := y.pages[i]
		if p.status != q.status {
			return "page " + strconv.Itoa(i) + ": status " + strconv.Itoa(p.status) + " instead of " + strconv.Itoa(q.status) + "\n" + p.body + "\ninstead of\n" + q.body
		}
		if p.body != q.body {
			return "page " + strconv.Itoa(i) + " of " + p.path + ":\n" + p.body + "\ninstead of\n" + q.body
		}
		for _, name := range []string{"ETag", "Last-Modified", "Location", "Content-Type", "Content-Length", "WWW-Authenticate"} {
			if q.header != nil && p.header.Get(name) != q.header.Get(name) {
				return name + ": " + p.header.Get(name) + " instead of " + q.header.Get(name)
			}
		}
	}
	if len(x.pages) != len(y.pages) {
		return strconv.Itoa(len(x.pages)) + " pages instead of " + strconv.Itoa(len(y.pages))
	}
	return ""
}

// shown gives every version that an answer shows, wherever it stands in it.
func (x *answered) shown(t testing.TB) (all []version) {
	t.Helper()
	for _, p := range x.pages {
		if p.body == "" {
			continue
		}
		var v any
		if err := json.Unmarshal([]byte(p.body), &v); err != nil {
			t.Fatalf("%v in %s", err, p.body)
		}
		all = append(all, versionsIn(v)...)
	}
	return all
}

// version is one that an answer shows.
type version struct {
	typ, id string
	number  int
}

func versionsIn(v any) (all []version) {
	switch v := v.(type) {
	case map[string]any:
		typ, _ := v["resourceType"].(string)
		id, _ := v["id"].(string)
		if meta, is := v["meta"].(map[string]any); is && typ != "" && id != "" {
			number, _ := meta["versionId"].(string)
			n, _ := strconv.Atoi(number)
			all = append(all, version{typ, id, n})
		}
		for _, x := range v {
			all = append(all, versionsIn(x)...)
		}
	case []any:
		for _, x := range v {
			all = append(all, versionsIn(x)...)
		}
	}
	return all
}

// may tells whether an actor may see a version, by one decision.
func (w *town) may(g *gated, a *access.Actor, v version) bool {
	var x *sight.Item
	if thing := w.byKey[v.typ+"/"+v.id]; thing != nil && v.number >= 1 && v.number <= len(thing.versions) {
		x = w.item(v.typ, thing.versions[v.number-1], nil)
	}
	for _, h := range w.held {
		if h.typ == v.typ && h.id == v.id {
			x = w.item(v.typ, h.now(), moreRelated)
		}
	}
	return x != nil && g.rules.Policies.Decide(a, access.Read, x).Allowed
}
