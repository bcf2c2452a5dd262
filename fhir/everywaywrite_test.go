package fhir

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/place"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// undoing is a record of which every change is undone once it is known what it would
// be: the answer tells.
type undoing struct {
	gated
	undo bool
}

func undoingOn(t testing.TB, database string) *undoing {
	t.Helper()
	p, _, err := place.Load(filepath.Join(testkit.Root(), "places", "weston"))
	if err != nil {
		t.Fatal(err)
	}
	rules, problems := access.Load(p)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	u := &undoing{gated: gated{rules: rules}}
	ctx := context.Background()
	if u.db, err = store.Open(ctx, database, record.Migrations(), audit.Migrations()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = u.db.Close() })
	if u.log, err = audit.Open(ctx, u.db, nil); err != nil {
		t.Fatal(err)
	}
	u.record, err = record.Open(ctx, u.db, record.WithLabels(rules.Labels.Version(), rules.Labels.Of), record.WithChanges(u.changed))
	if err != nil {
		t.Fatal(err)
	}
	u.gate = access.NewGate(rules, u.record, u.log, nil)
	return u
}

func (u *undoing) changed(_ *store.Tx, all []record.Change) error {
	if !u.undo {
		return nil
	}
	var texts []string
	for _, c := range all {
		texts = append(texts, fmt.Sprint(c.Done, " ", c.Key, " ", c.Version, " ", c.People))
	}
	return fault.New(fault.Conflict, "undone: %s", strings.Join(texts, ", "))
}

// readsAll is a gate that shows everything there is, and lets an actor write what they
// may.
type readsAll struct{ unlimited }

// Sight lets everything be read.
func (g *readsAll) Sight(ctx context.Context, action string) (sight.Rule, error) {
	if action == access.Read {
		return sight.Always(true), nil
	}
	return g.gate.Sight(ctx, action)
}

// TestEveryWayOfWriting lets random people write, by every way that looks for what is
// there first, and holds what they are told to what a world would tell that has nothing
// in it but what they may see.
func TestEveryWayOfWriting(t *testing.T) {
	n := requestsOf(t) / 8
	w := newTown(3)
	u := undoingOn(t, onSQLite(t))
	w.write(t, &u.gated)
	u.undo = true
	figures := map[string]int{}
	for asked := 0; asked < n && !t.Failed(); asked += perActor {
		role, _ := u.rules.Role(one(w, "gp", "practice_staff", "ward_clinician", "community_nurse", "social_worker", "care_coordinator", "person", "carer", "housing_officer", "partner_system", "privacy_officer"))
		a := w.actor(role)
		a.Purpose = role.Purpose
		if w.IntN(4) == 0 {
			a = w.limited(t, *a)
			a.Limits.Scopes = scopes(t, one(w, "user/*.cruds", "patient/*.cruds", "user/Observation.cruds user/Patient.rs patient/*.rs"))
		}
		w.writing(t, u, a, figures)
	}
	t.Logf("%v", figures)
	if figures["would change"] < n/20 || figures["404"] == 0 || figures["403"] == 0 {
		t.Errorf("the writes meet too little: %v", figures)
	}
}

// writing writes as one actor, in the world and in what of it they may see.
func (w *town) writing(t *testing.T, u *undoing, a *access.Actor, figures map[string]int) {
	t.Helper()
	ctx := access.With(t.Context(), a)
	less := undoingOn(t, onSQLite(t))
	w.write(t, &less.gated)
	sees := w.sees(&u.gated, a, access.Read)
	if err := less.db.Write(ctx, func(tx *store.Tx) error { return w.less(tx, sees) }); err != nil {
		t.Fatal(err)
	}
	less.undo = true
	api := New(u.db, u.record, Options{Base: "http://localhost/fhir", Gate: u.gate}).Handler()
	open := New(less.db, less.record, Options{Base: "http://localhost/fhir", Gate: &readsAll{unlimited{gate: less.gate}}}).Handler()
	for range perActor {
		x := w.change(a, sees, w.sees(&u.gated, a, access.Write))
		got, want := asks(ctx, api, x), asks(ctx, open, x)
		for _, p := range []*page{&got.pages[0], &want.pages[0]} {
			p.body = instant.ReplaceAllString(fresh.ReplaceAllString(p.body, "ID"), "")
			p.header = nil
		}
		if d := got.differs(&want); d != "" {
			t.Errorf("%s %v %s %s %v\n%s", a.Account, a.Roles, x, x.header, limitsOf(a), d)
			return
		}
		figures[fmt.Sprint(got.pages[0].status)]++
		if strings.Contains(got.pages[0].body, "undone: ") {
			figures["would change"]++
		}
	}
}

// change is any request that writes.
func (w *town) change(a *access.Actor, sees, writes func(string, *said) bool) wish {
	if w.IntN(4) == 0 {
		var entries []string
		for range 1 + w.IntN(3) {
			entries = append(entries, w.changeOf(a, sees, writes).entry())
		}
		return wish{http.MethodPost, "/", `{"resourceType":"Bundle","type":"` + one(w, "transaction", "transaction", "batch") + `","entry":[` + strings.Join(entries, ",") + `]}`, nil}
	}
	return w.changeOf(a, sees, writes)
}

func (w *town) changeOf(a *access.Actor, sees, writes func(string, *said) bool) wish {
	typ := one(w, townTypes...)
	id := w.id(typ)
	if a.Kind == access.App { // who may choose ids comes to know those that are taken
		for x := w.byKey[typ+"/"+id]; x == nil || !sees(typ, x.now()) || x.now().deleted; x = w.byKey[typ+"/"+id] {
			typ = one(w, "Organization", "Practitioner", "Patient", "Observation")
			id = w.id(typ)
		}
	}
	for range w.IntN(12) { // of what they see more than of what they do not
		if x := w.byKey[typ+"/"+id]; a.Kind == access.App || x != nil && sees(typ, x.now()) {
			break
		}
		typ = one(w, townTypes...)
		id = w.id(typ)
	}
	s := w.says(typ, id)
	for range w.IntN(30) {
		if typ == "Patient" || writes(typ, s) {
			break
		}
		s = w.says(typ, id)
	}
	text := s.text
	filter := strings.TrimPrefix(escaped(w.filter(typ)), "?")
	patch := one(w, `[{"op":"test","path":"/status","value":"final"}]`, `[{"op":"add","path":"/language","value":"en"}]`, `[{"op":"replace","path":"/subject/reference","value":"Patient/`+w.somebody()+`"}]`, `[{"op":"remove","path":"/meta/tag"}]`, `[{"op":"replace","path":"/gender","value":"other"}]`)
	var match []string
	if w.IntN(3) == 0 {
		match = []string{"If-Match", fmt.Sprintf(`W/"%d"`, 1+w.IntN(3))}
	}
	switch w.IntN(9) {
	case 0:
		return wish{http.MethodPost, "/" + typ, text, nil}
	case 1, 2:
		return wish{http.MethodPost, "/" + typ, text, []string{"If-None-Exist", filter}}
	case 3:
		return wish{http.MethodPut, "/" + typ + "/" + id, text, match}
	case 4:
		return wish{http.MethodPut, "/" + typ + "?" + filter, strings.Replace(text, fmt.Sprintf(`,"id":%q`, id), "", 1), match}
	case 5:
		return wish{http.MethodPatch, "/" + typ + "/" + id, patch, append(match, "Content-Type", patchType)}
	case 6:
		return wish{http.MethodPatch, "/" + typ + "?" + filter, patch, append(match, "Content-Type", patchType)}
	case 7:
		return wish{http.MethodDelete, "/" + typ + "/" + id, "", match}
	}
	return wish{http.MethodDelete, "/" + typ + "?" + filter, "", nil}
}

// entry is a request as part of a bundle.
func (x wish) entry() string {
	request := fmt.Sprintf(`"method":%q,"url":%q`, x.method, strings.TrimPrefix(x.path, "/"))
	for i := 0; i+1 < len(x.header); i += 2 {
		if name := map[string]string{"If-Match": "ifMatch", "If-None-Exist": "ifNoneExist"}[x.header[i]]; name != "" {
			request += fmt.Sprintf(`,%q:%q`, name, x.header[i+1])
		}
	}
	content := x.body
	if x.method == http.MethodPatch {
		content = fmt.Sprintf(`{"resourceType":"Binary","contentType":%q,"data":%q}`, patchType, base64.StdEncoding.EncodeToString([]byte(x.body)))
	}
	if content == "" {
		return `{"request":{` + request + `}}`
	}
	return `{"resource":` + content + `,"request":{` + request + `}}`
}
