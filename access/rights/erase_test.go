package rights

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/record/recordtest"
	"continuum/record/search"
	"continuum/record/sight"
	"continuum/store"
)

func keyOf(text string) record.Key {
	typ, id, _ := strings.Cut(text, "/")
	return record.Key{Type: definition.ResourceOf(typ), ID: id}
}

// putMany writes first versions all at once.
func (w *world) putMany(texts []string) {
	w.t.Helper()
	must(w.t, w.db.Write(context.Background(), func(tx *store.Tx) error {
		out := w.Record.Writer(tx)
		for _, text := range texts {
			n := recordtest.Parsed(w.t, []byte(text))
			d, err := w.Record.Draft(keyOf(n.Get("resourceType").Text()+"/"+n.Get("id").Text()), n, w.Now())
			if err != nil {
				return err
			}
			if _, err := out.Put(d, record.AnyVersion); err != nil {
				return err
			}
		}
		return out.Flush()
	}))
}

// erasedByAudit gives what the audit says was erased.
func (w *world) erasedByAudit(tx *store.Tx) map[string]bool {
	w.t.Helper()
	all := map[string]bool{}
	for q := (audit.Query{Actions: []string{"erase"}, Most: 1000}); ; {
		page, err := w.log.Find(tx, q)
		must(w.t, err)
		for _, e := range page.Entries {
			for _, key := range e.Resources {
				all[key] = true
			}
		}
		if q.Before = page.Next; q.Before == 0 {
			return all
		}
	}
}

func TestEraseKeepsWhatTheLawSays(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		w.clock.Store(time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()) // visits are due, conditions are not
		var p Plan
		w.read(func(tx *store.Tx) (err error) {
			p, err = w.Plan(t.Context(), tx, Wish{Person: "Patient/ann"})
			return err
		})
		var gone, kept []string
		for _, d := range p.Go {
			gone = append(gone, d.Section)
		}
		for _, k := range p.Kept {
			kept = append(kept, k.Section+" "+k.Until.Format("2006-01-02"))
		}
		slices.Sort(gone)
		slices.Sort(kept)
		if got := fmt.Sprint(gone, kept, p.Whole); got != "[documents groups measurements plan visits] [conditions 2034-01-31 demographics 2034-01-31] false" {
			t.Error(got)
		}
		e, err := w.Erase(officer(), Wish{Person: "Patient/ann", Reason: "asked for"})
		if err != nil || e.Whole || e.Erased != 5 || e.Shared != 1 {
			t.Errorf("%+v, %v", e, err)
		}
		if got := fmt.Sprint(w.keys("Patient/ann")); got != "[Patient/ann Condition/c1 Group/g1]" {
			t.Error(got)
		}
		if _, err := w.Erase(officer(), Wish{Person: "Patient/ann", Reason: "again"}); fault.CodeOf(err) != fault.NotFound {
			t.Error(err)
		}
		s, err := w.Suppressed(t.Context())
		if err != nil || s.Len() != 0 {
			t.Errorf("a part was erased, and %d registrations are suppressed: %v", s.Len(), err)
		}
	})
}

func TestEraseWhole(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		must(t, w.db.Write(t.Context(), func(tx *store.Tx) error {
			return w.Record.Relate(tx, "test", "Patient/ann", []record.Relation{{Party: sight.Party{Kind: sight.CareTeam, Of: "clinic"}}})
		}))
		q, err := w.Ask(officer(), Request{Person: "Patient/ann", Kind: Erasure, Words: "Forget me."})
		must(t, err)
		forgot := &forgetting{}
		w.Keepers = []Keeper{forgot}
		e, err := w.Erase(officer(), Wish{Person: "Patient/ann", Early: true, Reason: "the court says so"})
		if err != nil || !e.Whole || e.Erased != 7 || e.Shared != 1 {
			t.Fatalf("%+v, %v", e, err)
		}
		if got := fmt.Sprint(w.keys("Patient/ann")); got != "[Group/g1]" {
			t.Errorf("left: %s", got)
		}
		if got := fmt.Sprint(forgot.all); got != "[{clinic 7} {council C1}]" {
			t.Errorf("forgot %s", got)
		}
		s, err := w.Suppressed(t.Context())
		if err != nil || !s.Has(link.Registration{Source: "clinic", LocalID: "7"}) || !s.Has(link.Registration{Source: "council", LocalID: "C1"}) || s.Has(link.Registration{Source: "clinic", LocalID: "8"}) || s.Len() != 2 {
			t.Errorf("%d suppressed: %v", s.Len(), err)
		}
		w.read(func(tx *store.Tx) error {
			if all, err := w.Record.Relations(tx, "Patient/ann"); len(all) > 0 || err != nil {
				t.Errorf("relations are left: %v, %v", all, err)
			}
			if q, err = w.Request(tx, q.ID); q.Words != "" || !q.Open() {
				t.Errorf("%+v", q)
			}
			return err
		})
		for key, there := range map[string]bool{"Binary/b1": false, "Binary/b2": true, "Provenance/v1": true, "Group/g1": true, "Condition/c2": true, "Patient/bob": true} {
			if got, err := w.get(key); (err == nil && got.Content != nil) != there {
				t.Errorf("%s: %v", key, err)
			}
		}
		if got := fmt.Sprint(w.noted("Patient/ann")); got != "[rights-request erase-begun erase erase erase-ended]" {
			t.Error(got)
		}
		if (*Suppression)(nil).Has(link.Registration{}) {
			t.Error("no suppression suppresses")
		}
	})
}

type forgetting struct{ all []link.Registration }

func (f *forgetting) Forget(_ context.Context, _ *store.Tx, _ string, all []link.Registration) error {
	f.all = all
	return nil
}

func TestHoldStopsErasing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		must(t, w.Hold(officer(), "Patient/ann", "an inquest"))
		if err := w.Hold(officer(), "Patient/ann", "another"); fault.CodeOf(err) != fault.Conflict {
			t.Error(err)
		}
		_, err := w.Erase(officer(), Wish{Person: "Patient/ann", Early: true, Reason: "asked for"})
		var held *HeldError
		if !errors.As(err, &held) || held.Reason != "an inquest" || held.By != "a7" || fault.CodeOf(err) != fault.Denied || strings.Contains(err.Error(), "inquest") {
			t.Errorf("%v", err)
		}
		must(t, w.DueAll(func(d Due) {
			if d.Held != (d.Person == "Patient/ann") {
				t.Errorf("%+v", d)
			}
		}))
		must(t, w.Release(officer(), "Patient/ann", "it is over"))
		if err := w.Release(officer(), "Patient/ann", "it is over"); fault.CodeOf(err) != fault.NotFound {
			t.Error(err)
		}

		// One that is held after it began stops, and goes on when the hold ends.
		w.many(300)
		w.gate.after = 3
		if _, err = w.Erase(officer(), Wish{Person: "Patient/ann", Early: true, Reason: "asked for"}); !errors.Is(err, errAudit) {
			t.Error(err)
		}
		w.gate.after = -1
		must(t, w.Hold(officer(), "Patient/ann", "an inquest"))
		left := len(w.keys("Patient/ann"))
		if all, err := w.Resume(officer()); len(all) > 0 || err != nil || len(w.keys("Patient/ann")) != left {
			t.Errorf("%+v, %v", all, err)
		}
		must(t, w.Release(officer(), "Patient/ann", "it is over"))
		if all, err := w.Resume(officer()); len(all) != 1 || err != nil || all[0].Erased != 307 {
			t.Errorf("%+v, %v", all, err)
		}
		if got := fmt.Sprint(w.keys("Patient/ann")); got != "[Group/g1]" {
			t.Errorf("left: %s", got)
		}
	})
}

// DueAll hands all over.
func (w *world) DueAll(take func(Due)) error {
	return w.Due(context.Background(), func(d Due) error { take(d); return nil })
}

// Nothing is gone that the audit does not have.
func TestEraseNeedsTheAudit(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		before := fmt.Sprint(w.keys("Patient/ann"))
		for after := range 2 {
			w.gate.after = after
			if _, err := w.Erase(officer(), Wish{Person: "Patient/ann", Early: true, Reason: "asked for"}); !errors.Is(err, errAudit) {
				t.Error(err)
			}
			if got := fmt.Sprint(w.keys("Patient/ann")); got != before {
				t.Errorf("after %d entries there is %s", after, got)
			}
		}
	})
}

// What is written about a person while they are erased goes too.
func TestEraseTakesWhatCameMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		w.gate.after = 2 // begun, and one step
		if _, err := w.Erase(officer(), Wish{Person: "Patient/ann", Early: true, Reason: "asked for"}); !errors.Is(err, errAudit) {
			t.Error(err)
		}
		w.gate.after = -1
		w.put(`{"resourceType":"Condition","id":"new","subject":{"reference":"Patient/ann"}}`)
		if _, err := w.Resume(officer()); err != nil {
			t.Error(err)
		}
		if got := fmt.Sprint(w.keys("Patient/ann")); got != "[Group/g1]" {
			t.Errorf("left: %s", got)
		}
	})
}

// things are resources by chance about some of ten people.
func things(r *rand.Rand, n int) (all []string) {
	for i := range 10 {
		all = append(all, fmt.Sprintf(`{"resourceType":"Patient","id":"p%d","name":[{"family":"F%d"}],"birthDate":"19%02d-01-01"}`, i, i, r.IntN(90)+10))
	}
	for i := range n {
		who := fmt.Sprintf(`{"reference":"Patient/p%d"}`, r.IntN(10))
		id := r.IntN(n) // some are written again, and may move to somebody else
		switch i % 5 {
		case 0:
			all = append(all, fmt.Sprintf(`{"resourceType":"Observation","id":"o%d","status":"final","code":{"text":"t%d"},"subject":%s,"valueQuantity":{"value":%d}}`, id, i, who, i))
		case 1:
			all = append(all, fmt.Sprintf(`{"resourceType":"Condition","id":"c%d","code":{"text":"t%d"},"subject":%s,"recordedDate":"20%02d-02-03"}`, id, i, who, r.IntN(26)))
		case 2:
			all = append(all, fmt.Sprintf(`{"resourceType":"Encounter","id":"e%d","status":"finished","class":{"code":"AMB"},"subject":%s,"period":{"start":"20%02d-02-03"}}`, id, who, r.IntN(26)))
		case 3:
			all = append(all, fmt.Sprintf(`{"resourceType":"Provenance","id":"v%d","target":[{"reference":"Observation/o%d"}],"recorded":"2026-01-01T00:00:00Z","agent":[{"who":{"display":"x"}}]}`, id, r.IntN(n)))
		default:
			all = append(all, fmt.Sprintf(`{"resourceType":"QuestionnaireResponse","id":"q%d","status":"completed","subject":%s,"author":{"reference":"Patient/p%d"}}`, id, who, r.IntN(10)))
		}
	}
	return all
}

// TestErasedIsNowhere erases people by chance: nothing of them is found, and what
// everybody else is given of their own record is what it was, byte for byte.
func TestErasedIsNowhere(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.rules = map[string]access.Retention{}
		r := rand.New(rand.NewPCG(5, 5))
		w.put(things(r, 150)...)
		before := map[string][]byte{}
		for i := range 10 {
			before[fmt.Sprint("Patient/p", i)] = w.bundleOf(fmt.Sprint("Patient/p", i))
		}
		for _, i := range r.Perm(10)[:6] {
			person := fmt.Sprint("Patient/p", i)
			mine := w.onlyOf(person)
			if _, err := w.Erase(officer(), Wish{Person: person, Reason: "asked for"}); err != nil {
				t.Fatal(err)
			}
			delete(before, person)
			w.nowhere(t, person, mine)
			for other, was := range before {
				if got := w.bundleOf(other); !bytes.Equal(got, was) {
					t.Errorf("after %s was erased the record of %s is another: %d bytes, not %d", person, other, len(got), len(was))
				}
			}
		}
	})
}

// bundleOf is what is kept of a person, in FHIR.
func (w *world) bundleOf(person string) []byte {
	w.t.Helper()
	var out bytes.Buffer
	w.read(func(tx *store.Tx) error {
		traces, err := w.Record.Traces(tx, person)
		if err != nil {
			return err
		}
		return w.Record.Every(tx, traces, func(x record.Resource) error {
			_, err := fmt.Fprintf(&out, "%s %d %s\n", x.Key, x.Version, x.Content)
			return err
		})
	})
	return out.Bytes()
}

// onlyOf gives what tells of nobody else.
func (w *world) onlyOf(person string) (keys []record.Key) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		all, err := w.Record.Traces(tx, person)
		for _, x := range all {
			if !x.Others {
				keys = append(keys, x.Key)
			}
		}
		return err
	})
	return keys
}

// nowhere looks for what was of a person by every way.
func (w *world) nowhere(t *testing.T, person string, keys []record.Key) {
	t.Helper()
	if len(keys) == 0 {
		t.Errorf("%s has nothing of their own", person)
	}
	everything, err := search.Parse(nil, nil, false)
	must(t, err)
	everything.Compartment = &search.Compartment{Type: patientType, ID: strings.TrimPrefix(person, "Patient/")}
	w.read(func(tx *store.Tx) error {
		for _, key := range keys {
			if _, err := w.Record.Read(tx, key); fault.CodeOf(err) != fault.NotFound {
				t.Errorf("%s is read: %v", key, err)
			}
			past, err := w.Record.History(tx, record.Scope(key), record.Span{Count: 100})
			if err != nil || len(past) != 1 || past[0].Content != nil {
				t.Errorf("the history of %s: %v, %v", key, past, err)
			}
			for pair, name := range map[string]string{"_id": key.ID, "_lastUpdated": "ge2000-01-01"} {
				s, err := search.Parse(key.Type, []search.Pair{{Name: pair, Value: name}}, false)
				if err != nil {
					return err
				}
				found, err := w.Record.Search(tx, s, record.Page{Count: 1000})
				if err != nil {
					return err
				}
				for _, x := range found.Matches {
					if x.Key == key {
						t.Errorf("%s is found by %s", key, pair)
					}
				}
			}
		}
		found, err := w.Record.Search(tx, everything, record.Page{Count: 1000})
		if err != nil {
			return err
		}
		for _, x := range found.Matches {
			if slices.Contains(keys, x.Key) {
				t.Errorf("$everything has %s", x.Key)
			}
		}
		return nil
	})
}
