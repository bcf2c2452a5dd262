package record

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/store"
)

// marked is the labels of a world: by its language and its tags.
func marked(n resource.Node) (labels []string) {
	if n.Get("language").Text() == "en" {
		labels = append(labels, "english")
	}
	for tag := range n.Get("meta").Get("tag").Items() {
		labels = append(labels, "tagged "+tag.Get("system").Text())
	}
	return labels
}

var (
	worldLabels  = []string{"english", "tagged ", "tagged urn:tag", "never met"}
	worldParties = []sight.Party{{Kind: sight.Registered, Of: "L81001"}, {Kind: sight.Ward, Of: "weston/3"}, {Kind: sight.Self, Of: "7"}, {Kind: sight.Dissent}, {Kind: sight.CareTeam, Of: "none"}}
)

// sighted is a world in which people have relations.
type sighted struct {
	*world
	whose   map[string]string        // who Patients are, where somebody said it
	persons map[string]string        // and by who holds resources beside
	parties map[string]sight.Parties // who has a relation to a person now
	past    []*item                  // versions before those of the world
	deleted map[string]*item

	told, untold int // by ReadWhose
}

// newSighted makes a world and writes it.
func newSighted(t testing.TB, r *Record, seed uint64, n int) *sighted {
	w := &sighted{world: newWorld(t, seed, n), whose: map[string]string{}, persons: map[string]string{}, parties: map[string]sight.Parties{}, deleted: map[string]*item{}}
	slices.SortStableFunc(w.items, func(x, y *item) int { return boolCompare(x.held, y.held) })
	w.writePast(t, r)
	before := map[string]*item{}
	for _, x := range w.items {
		if !x.held {
			before[x.String()] = x
		}
	}
	settle(t, r, w.world)
	for key, x := range before {
		if w.byKey[key] == nil {
			w.deleted[key] = x
		}
	}
	w.relatePeople(t, r)
	return w
}

// writePast writes other versions of some resources first.
func (w *sighted) writePast(t testing.TB, r *Record) {
	t.Helper()
	var drafts []*Draft
	for _, x := range w.items {
		if x.held || w.IntN(3) > 0 || x.Type.Name == valueSetType || x.Type.Name == codeSystemType {
			continue
		}
		json := fmt.Sprintf(`{"resourceType":%q,"id":%q,%s}`, x.Type.Name, x.ID, strings.Join(w.fields(x.Type.Name), ","))
		if json == x.json {
			continue
		}
		old := &item{looking{Resource{Key: x.Key, Version: 1, At: x.At.Add(-time.Hour)}, parsed(t, json)}, false, json, map[string][]valueOf{}}
		d, err := r.Draft(old.Key, parsed(t, json), old.At)
		if err != nil {
			t.Fatal(err)
		}
		drafts, w.past = append(drafts, d), append(w.past, old)
	}
	if err := putAll(r, drafts); err != nil {
		t.Fatal(err)
	}
}

// relatePeople says who some Patients are, and who has relations to whom: some of them
// are over, and some have not begun.
func (w *sighted) relatePeople(t testing.TB, r *Record) {
	t.Helper()
	now := time.Now()
	err := r.db.Write(context.Background(), func(tx *store.Tx) error {
		clear(w.whose)
		clear(w.parties)
		patient := definition.ResourceOf("Patient")
		people := []string{"n1", "n2", "n3"}
		for i := range 45 {
			key := Key{patient, fmt.Sprintf("p%d", i)}
			people = append(people, key.String())
			if w.IntN(3) == 0 {
				w.whose[key.String()] = pick(w.Rand, "n1", "n2", "n3")
				if err := r.SetPerson(tx, key, w.whose[key.String()]); err != nil {
					return err
				}
			}
			if w.IntN(4) == 0 {
				w.persons[key.String()] = pick(w.Rand, "n1", "n2", "n3")
			}
		}
		for _, person := range people {
			var all []Relation
			for _, p := range worldParties[:4] {
				x := Relation{Party: p}
				switch w.IntN(7) {
				case 0, 1:
					x.Since, x.Until = now.Add(-time.Hour), now.Add(time.Hour)
				case 2:
				case 3:
					x.Until = now.Add(-time.Minute)
				case 4:
					x.Since = now.Add(time.Hour)
				default:
					continue
				}
				all = append(all, x)
				if (x.Since.IsZero() || x.Since.Before(now)) && (x.Until.IsZero() || x.Until.After(now)) {
					w.parties[person] = append(w.parties[person], p)
				}
			}
			if err := r.Relate(tx, "test", person, all); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// seen tells whether a rule holds of a resource of the world.
func (w *sighted) seen(rule sight.Rule, x *item) bool {
	about := &sight.Item{Type: x.Type.Name, Labels: marked(x.node)}
	for _, key := range w.about(x) {
		person := key
		if w.whose[key] != "" {
			person = w.whose[key]
		}
		if x.held && w.persons[key] != "" {
			person = w.persons[key]
		}
		about.People = append(about.People, w.parties[person])
	}
	return sight.Holds(rule, about)
}

// about is the plainest reading of whom a resource is about.
func (w *sighted) about(x *item) (people []string) {
	if x.Type.Name == "Patient" {
		return []string{x.String()}
	}
	patientsOf := func(codes ...string) {
		for _, code := range codes {
			if p := x.Type.Parameter(code); p == nil || p.Kind != definition.Reference {
				continue
			}
			for _, v := range x.of(code) {
				if strings.HasPrefix(v.Target, "Patient/") && !slices.Contains(people, v.Target) {
					people = append(people, v.Target)
				}
			}
		}
	}
	if patientsOf("patient", "subject"); len(people) == 0 {
		patientsOf(x.Type.CompartmentOf(definition.ResourceOf("Patient"))...)
	}
	return people
}

// under is the world of which a rule holds, with what is held beside or without.
func (w *sighted) under(rule sight.Rule, beside bool) *world {
	out := &world{Rand: w.Rand, byKey: map[string]*item{}, same: w.same}
	if !beside {
		out.same = nil
	}
	for _, x := range w.items {
		if w.seen(rule, x) && (beside || !x.held) {
			out.items = append(out.items, x)
			out.byKey[x.String()] = x
		}
	}
	return out
}

func (w *sighted) beside() *Beside {
	b := w.world.beside()
	b.Persons = w.persons
	return b
}

// reads compares Read and ReadVersion with what the world says.
func (w *sighted) reads(t testing.TB, v View, rule sight.Rule) {
	t.Helper()
	err := v.record.db.Read(context.Background(), func(tx *store.Tx) error {
		for _, x := range w.items {
			got, err := v.Read(tx, x.Key)
			switch {
			case x.held:
			case !w.seen(rule, x):
				if fault.CodeOf(err) != fault.NotFound || err.Error() != Missing(x.Key).Error() {
					t.Errorf("%s, which %#v does not let be seen: %v, %v", x.Key, rule, got.Version, err)
				}
			case err != nil:
				t.Errorf("%s, which %#v lets be seen: %v", x.Key, rule, err)
			}
			w.readsWhose(t, tx, v, x, got, err)
			ok, err := v.Allows(tx, x.Key, x.node)
			if want := w.seen(rule, x); !x.held && (ok != want || err != nil) {
				t.Errorf("%s allowed by %#v: %v, %v", x.Key, rule, ok, err)
			}
		}
		for _, x := range w.deleted {
			got, err := v.Read(tx, x.Key)
			w.readsWhose(t, tx, v, x, got, err)
			want := Missing(x.Key).Error()
			if w.seen(rule, x) {
				want = "was deleted at"
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s was deleted: %v, want %s", x.Key, err, want)
			}
		}
		for _, x := range w.past {
			_, err := v.ReadVersion(tx, x.Key, 1)
			if w.seen(rule, x) != (err == nil) || err != nil && err.Error() != missingVersion(x.Key, 1).Error() {
				t.Errorf("version 1 of %s by %#v: %v", x.Key, rule, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// readsWhose compares ReadWhose with what Read gave: where it tells, it tells the same.
func (w *sighted) readsWhose(t testing.TB, tx *store.Tx, v View, x *item, read Resource, failed error) {
	t.Helper()
	got, person, told, err := v.ReadWhose(tx, x.Key)
	switch {
	case !told:
		w.untold++
		return
	case fmt.Sprint(err) != fmt.Sprint(failed), got.Version != read.Version, string(got.Content) != string(read.Content):
		t.Errorf("%s: version %d, %v, where Read gives %d, %v", x.Key, got.Version, err, read.Version, failed)
	case err == nil:
		people, err := v.record.PeopleIn(tx, []Resource{got}, nil)
		if err != nil || strings.Join(people, " ") != person {
			t.Errorf("%s is about %q, not %q: %v", x.Key, person, people, err)
		}
	}
	w.told++
}

// versions gives the versions of the world of which a rule holds, of a type and id or
// of all.
func (w *sighted) versions(rule sight.Rule, of Scope) (all []string) {
	older := map[string]bool{}
	add := func(x *item, version int) {
		if w.seen(rule, x) && (of.Type == nil || of.Type == x.Type) && (of.ID == "" || of.ID == x.ID) {
			all = append(all, fmt.Sprintf("%s/%d", x.Key, version))
		}
	}
	for _, x := range w.past {
		older[x.String()] = true
		add(x, 1)
	}
	now := func(x *item) int {
		if older[x.String()] {
			return 2
		}
		return 1
	}
	for _, x := range w.items {
		if !x.held {
			add(x, now(x))
		}
	}
	for _, x := range w.deleted {
		add(x, now(x))
		add(x, now(x)+1)
	}
	slices.Sort(all)
	return all
}

// histories compares History with what the world says.
func (w *sighted) histories(t testing.TB, v View, rule sight.Rule) {
	t.Helper()
	scopes := []Scope{{}, {Type: definition.ResourceOf(pick(w.Rand, kinds...))}, {Type: w.past[0].Type, ID: w.past[0].ID}}
	for _, x := range w.deleted {
		scopes = append(scopes, Scope{x.Type, x.ID})
		break
	}
	err := v.record.db.Read(context.Background(), func(tx *store.Tx) error {
		for _, of := range scopes {
			var got []string
			span := Span{Count: 1 + w.IntN(40)}
			for {
				page, err := v.History(tx, of, span)
				if err != nil {
					return err
				}
				for _, x := range page {
					got = append(got, fmt.Sprintf("%s/%d", x.Key, x.Version))
				}
				if len(page) < span.Count {
					break
				}
				span.Before = page[len(page)-1].At
			}
			slices.Sort(got)
			if want := w.versions(rule, of); !slices.Equal(got, want) {
				t.Errorf("history of %+v by %#v:\n%v, want\n%v", of, rule, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
