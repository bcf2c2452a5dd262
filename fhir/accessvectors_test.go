package fhir

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/access"
	"continuum/access/accesstest"
	"continuum/access/smart"
	"continuum/internal/testkit"
	"continuum/place"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/store"
)

// accessCase is one request of the vectors.
type accessCase struct {
	ID     string
	Load   []string
	Caller struct{ Scope, Patient string }

	Request string
	Expect  struct {
		Status                      statusList
		Total                       *int
		MustContain, MustNotContain []string
	}
}

// statusList is one status or several.
type statusList []int

// UnmarshalJSON reads either.
func (l *statusList) UnmarshalJSON(text []byte) error {
	var one int
	if json.Unmarshal(text, &one) == nil {
		*l = statusList{one}
		return nil
	}
	return json.Unmarshal(text, (*[]int)(l))
}

// gated is a record behind a real gate with the policies of the example place.
type gated struct {
	db     *store.DB
	record *record.Record
	rules  *access.Rules
	gate   *access.Gate
	log    *audit.Log
}

func gatedOn(t testing.TB, database string) *gated {
	t.Helper()
	p, _, err := place.Load(filepath.Join(testkit.Root(), "places", "weston"))
	if err != nil {
		t.Fatal(err)
	}
	rules, problems := access.Load(p)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	ctx := context.Background()
	db, err := store.Open(ctx, database, record.Migrations(), audit.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	log, err := audit.Open(ctx, db, nil)
	if err != nil {
		t.Fatal(err)
	}
	g := &gated{db: db, rules: rules, log: log}
	g.record, err = record.Open(ctx, db,
		record.WithLabels(rules.Labels.Version(), rules.Labels.Of),
		record.WithChanges(func(tx *store.Tx, all []record.Change) error { return g.gate.Changed(tx, all) }))
	if err != nil {
		t.Fatal(err)
	}
	g.gate = access.NewGate(rules, g.record, log, nil)
	return g
}

// loading is the system that brings in what a test needs.
var loading = &access.Actor{Account: "loading", Kind: access.App, Roles: []string{"partner_system"}, Purpose: "direct-care"}

// as is the API as somebody uses it; nil is nobody.
func (g *gated) as(a *access.Actor) http.Handler {
	return accesstest.Signed(a, New(g.db, g.record, Options{Base: "http://localhost/fhir", Gate: g.gate}).Handler())
}

// relate says how parties are related to whom a Patient is.
func (g *gated) relate(t testing.TB, origin, patient string, parties ...sight.Party) {
	t.Helper()
	var all []record.Relation
	for _, p := range parties {
		all = append(all, record.Relation{Party: p, Origin: origin})
	}
	if err := g.db.Write(t.Context(), func(tx *store.Tx) error { return g.record.Relate(tx, origin, patient, all) }); err != nil {
		t.Fatal(err)
	}
}

func TestVectorsAccess(t *testing.T) {
	dir := testkit.Vectors(t, "record", "access")
	text, err := os.ReadFile(filepath.Join(dir, "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	passed, loaded := 0, map[string]*gated{}
	for line := range strings.Lines(string(text)) {
		var c accessCase
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		key := strings.Join(c.Load, " ")
		if loaded[key] == nil {
			loaded[key] = gatedOn(t, onSQLite(t))
			for _, name := range c.Load {
				loaded[key].load(t, filepath.Join(dir, name))
			}
		}
		if c.run(t, loaded[key]) {
			passed++
		}
	}
	t.Logf("%d requests", passed)
}

// load puts the resources of a bundle into the record as they are: not all are as R4
// asks, and would be refused if they were sent.
func (g *gated) load(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := resource.Parse(text, resource.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	err = g.db.Write(access.With(t.Context(), loading), func(tx *store.Tx) error {
		w := g.record.Writer(tx)
		for e := range bundle.Get("entry").Items() {
			n := e.Get("resource")
			key := record.Key{Type: definition.ResourceOf(n.Get("resourceType").Text()), ID: n.Get("id").Text()}
			d, err := g.record.Draft(key, n, time.Now())
			if err == nil {
				_, err = w.Put(d, record.AnyVersion)
			}
			if err != nil {
				return err
			}
		}
		return w.Flush()
	})
	if err != nil {
		t.Fatal(err)
	}
}

// caller is who asks: the person whose Patient it is, with a token of these scopes.
func (c *accessCase) caller(t *testing.T, g *gated) *access.Actor {
	t.Helper()
	scopes, err := smart.ParseScopes(c.Caller.Scope)
	if err != nil {
		t.Fatal(err)
	}
	a := &access.Actor{Account: "account-of-" + c.Caller.Patient, Kind: access.Person, Roles: []string{"person"}, Purpose: "self", Limits: &access.Limits{App: "app", Scopes: scopes}}
	if strings.HasPrefix(c.Caller.Scope, "system/") {
		a.Kind, a.Roles, a.Purpose, a.Limits.Own = access.App, []string{"partner_system"}, "direct-care", true
	}
	if c.Caller.Patient != "" {
		a.Limits.Patient = "Patient/" + c.Caller.Patient
		g.relate(t, "account:"+a.Account, a.Limits.Patient, sight.Party{Kind: sight.Self, Of: a.Account}, sight.Party{Kind: access.Launched, Of: a.Limits.Patient})
	}
	return a
}

func (c *accessCase) run(t *testing.T, g *gated) bool {
	t.Helper()
	request, anonymous := strings.CutSuffix(c.Request, " without token")
	method, path, _ := strings.Cut(request, " ")
	a := c.caller(t, g)
	if anonymous {
		a = nil
	}
	body := ""
	if method == http.MethodPut || method == http.MethodPost {
		typ, id, _ := strings.Cut(path, "/")
		body = `{"resourceType":"` + typ + `","id":"` + id + `"}`
	}
	out := (asking{method, "/" + strings.ReplaceAll(path, " ", "%20"), body}).of(t, g.as(a))
	ok := true
	wrong := func(what string, args ...any) {
		ok = false
		t.Errorf("%s: "+what, append([]any{c.ID}, args...)...)
	}
	if want := c.Expect.Status; len(want) > 0 && !slices.Contains(want, out.Code) {
		wrong("status %d, want %v: %s", out.Code, want, out.Body)
	}
	found, total := contents(t, out)
	if c.Expect.Total != nil && total != *c.Expect.Total {
		wrong("total %d, want %d", total, *c.Expect.Total)
	}
	for _, key := range c.Expect.MustContain {
		if !slices.Contains(found, key) {
			wrong("%s is missing", key)
		}
	}
	for _, key := range c.Expect.MustNotContain {
		if slices.Contains(found, key) {
			wrong("%s is there", key)
		}
	}
	return ok
}

// contents gives the keys of what an answer holds, and its total; -1 where it has none.
func contents(t *testing.T, out *httptest.ResponseRecorder) (keys []string, total int) {
	t.Helper()
	var b struct {
		ResourceType, ID string
		Total            *int
		Entry            []struct {
			Resource struct{ ResourceType, ID string }
		}
	}
	if out.Body.Len() > 0 {
		if err := json.Unmarshal(out.Body.Bytes(), &b); err != nil {
			t.Fatal(err)
		}
	}
	keys = []string{b.ResourceType + "/" + b.ID}
	for _, e := range b.Entry {
		keys = append(keys, e.Resource.ResourceType+"/"+e.Resource.ID)
	}
	if b.Total == nil {
		return keys, -1
	}
	return keys, *b.Total
}
