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
	"continuum/record/search"
	"continuum/record/sight"
	"continuum/store"
)

// erased takes all that tells of a person and of nobody else away.
func erased(t testing.TB, r *Record, person string) (gone, left []Trace) {
	t.Helper()
	err := r.db.Write(context.Background(), func(tx *store.Tx) error {
		gone, left = nil, nil
		all, err := r.Traces(tx, person)
		if err != nil {
			return err
		}
		w := r.Writer(tx)
		for _, x := range all {
			if x.Others {
				left = append(left, x)
				continue
			}
			if _, err := w.Erase(x.Key, time.Now()); err != nil {
				return err
			}
			gone = append(gone, x)
		}
		if err := w.Flush(); err != nil {
			return err
		}
		return r.UnrelatePerson(tx, person)
	})
	if err != nil {
		t.Fatal(err)
	}
	return gone, left
}

// TestErasedWasNeverThere erases people of a world by chance: every way of asking
// answers as if what was theirs had never been, and as before of all others.
func TestErasedWasNeverThere(t *testing.T) {
	onBothLabelled(t, func(t *testing.T, r *Record) {
		for seed := range uint64(3) {
			w := newSighted(t, r, 40+seed, 200)
			all, took := w.beside(), 0
			for _, person := range []string{"n1", "n2", "n3", "Patient/p1", "Patient/p3", "Patient/p5", "Patient/p6", "Patient/p7", "Patient/p8", "Patient/p9"} {
				gone, _ := erased(t, r, person)
				took += len(gone)
				for _, x := range gone {
					delete(w.byKey, x.String())
					delete(w.deleted, x.String())
					w.past = slices.DeleteFunc(w.past, func(y *item) bool { return y.Key == x.Key })
				}
				w.items = slices.DeleteFunc(w.items, func(x *item) bool { return !x.held && w.byKey[x.String()] == nil })
				w.nothingOf(t, r, gone)
			}
			if took < 15 {
				t.Errorf("only %d resources were erased", took)
			}
			w.asBefore(t, r, all)
			clearAll(t, r)
		}
	})
}

// asBefore asks questions by chance of what is left.
func (w *sighted) asBefore(t *testing.T, r *Record, beside *Beside) {
	t.Helper()
	met := 0
	for range 300 {
		typ, pairs, c := w.question()
		s, err := search.Parse(definition.ResourceOf(typ), pairs, false)
		if err != nil {
			continue
		}
		s.Compartment = c
		want := w.found(s)
		got, err := pagesBy(r.db, r.As(sight.Always(true)), s, beside, 1+w.IntN(9))
		if err != nil && strings.Contains(err.Error(), "is not named") {
			continue
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s?%v in %+v:\n%v, want\n%v: %v", typ, pairs, c, got, want, err)
		}
		met += min(1, len(want))
	}
	if met < 30 {
		t.Errorf("only %d questions met something", met)
	}
	for _, x := range w.items {
		if x.held {
			continue
		}
		got, err := readAs(r, x.Key)
		if err != nil || got.Content == nil {
			t.Errorf("%s of somebody else: %v", x.Key, err)
		}
	}
}

func readAs(r *Record, key Key) (x Resource, err error) {
	err = r.db.Read(context.Background(), func(tx *store.Tx) error {
		x, err = r.Read(tx, key)
		return err
	})
	return x, err
}

// nothingOf looks for what was erased by every way, and in every table.
func (w *sighted) nothingOf(t *testing.T, r *Record, gone []Trace) {
	t.Helper()
	err := r.db.Read(context.Background(), func(tx *store.Tx) error {
		for _, x := range gone {
			if got, err := r.Read(tx, x.Key); fault.CodeOf(err) != fault.NotFound || got.Content != nil {
				t.Errorf("%s is read: %v", x.Key, err)
			}
			if _, err := r.ReadVersion(tx, x.Key, 1); fault.CodeOf(err) != fault.NotFound {
				t.Errorf("version 1 of %s is read: %v", x.Key, err)
			}
			past, err := r.History(tx, Scope{Type: x.Type, ID: x.ID}, Span{Count: 100})
			if err != nil || len(past) != 1 || !past[0].Deleted || past[0].Content != nil {
				t.Errorf("the history of %s has %d versions: %v", x.Key, len(past), err)
			}
			for _, table := range []string{"record_version", "record_token", "record_text", "record_date", "record_quantity", "record_uri", "record_reference", "record_measure", "record_pair", "record_sight_before"} {
				if n := count(t, tx, "SELECT count(*) FROM "+table+" WHERE ordinal = $1", x.ordinal); n != 0 {
					t.Errorf("%s has %d rows in %s", x.Key, n, table)
				}
			}
			if n := count(t, tx, "SELECT count(*) FROM record_sight WHERE ordinal = $1 AND (patient <> 0 OR labels <> 0)", x.ordinal); n != 0 {
				t.Errorf("whom %s was about is still known", x.Key)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func count(t testing.TB, tx *store.Tx, question string, args ...any) (n int64) {
	t.Helper()
	if err := tx.QueryRow(question, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// clearAll empties the record, for the next world.
func clearAll(t testing.TB, r *Record) {
	t.Helper()
	err := r.db.Write(context.Background(), func(tx *store.Tx) error {
		for _, table := range []string{
			"record_resource", "record_version", "record_token", "record_text", "record_date", "record_quantity", "record_uri", "record_reference", "record_measure", "record_pair",
			"record_sight", "record_sight_before", "record_whose", "record_relation",
		} {
			if _, err := tx.Exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEraseKeepsWhatIsOfOthersToo(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		for _, text := range []string{
			`{"resourceType":"Patient","id":"a","name":[{"family":"Smith"}]}`, `{"resourceType":"Patient","id":"a","name":[{"family":"Smyth"}]}`,
			`{"resourceType":"Patient","id":"b"}`, `{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/a"}}`,
			`{"resourceType":"Group","id":"g","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/a"}},{"entity":{"reference":"Patient/b"}}]}`,
			`{"resourceType":"Provenance","id":"one","target":[{"reference":"Observation/o"}],"recorded":"2026-01-01T00:00:00Z","agent":[{"who":{"display":"x"}}]}`,
			`{"resourceType":"Provenance","id":"both","target":[{"reference":"Observation/o"},{"reference":"Patient/b"}],"recorded":"2026-01-01T00:00:00Z","agent":[{"who":{"display":"x"}}]}`,
			`{"resourceType":"Condition","id":"moved","subject":{"reference":"Patient/a"}}`, `{"resourceType":"Condition","id":"moved","subject":{"reference":"Patient/b"}}`,
			`{"resourceType":"Condition","id":"deleted","subject":{"reference":"Patient/a"}}`,
		} {
			if _, err := d.put(text, AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		d.delete(Key{definition.ResourceOf("Condition"), "deleted"})
		gone, left := erased(t, r, "Patient/a")
		if got := fmt.Sprint(tracesOf(gone), tracesOf(left)); got != "[Patient/a Observation/o Provenance/one Condition/deleted] [Group/g Condition/moved]" {
			t.Error(got)
		}
		if got, err := readAs(r, Key{definition.ResourceOf("Provenance"), "both"}); err != nil || got.Version != 1 {
			t.Errorf("what tells of somebody else too: %v, %v", got, err)
		}
		out, err := d.put(`{"resourceType":"Patient","id":"a"}`, AnyVersion)
		if err != nil || out.Version != 4 || !out.Created {
			t.Errorf("written anew: version %d, %v", out.Version, err)
		}
	})
}

func tracesOf(all []Trace) (keys []string) {
	for _, x := range all {
		keys = append(keys, x.String())
	}
	return keys
}

// What is damaged can be erased too.
func TestEraseDamaged(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		if _, err := d.put(`{"resourceType":"Patient","id":"a","name":[{"family":"Smith"}],"gender":"male","birthDate":"1950-01-01"}`, AnyVersion); err != nil {
			t.Fatal(err)
		}
		err := r.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec("UPDATE record_resource SET content = $1 WHERE id = 'a'", []byte("damaged"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		gone, _ := erased(t, r, "Patient/a")
		(&sighted{}).nothingOf(t, r, gone)
		d.expect("Patient", "family=smith", "")
		if again, _ := erased(t, r, "Patient/a"); len(again) != 0 {
			t.Errorf("%v left a trace", tracesOf(again))
		}
	})
}
