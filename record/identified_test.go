package record

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/store"
)

// keep writes resources with ids of their own.
func keep(t *testing.T, r *Record, all ...string) {
	t.Helper()
	err := r.db.Write(t.Context(), func(tx *store.Tx) error {
		w := r.Writer(tx)
		for _, text := range all {
			n, err := resource.Parse([]byte(text), resource.Limits{})
			if err != nil {
				return err
			}
			d, err := r.Draft(Key{definition.ResourceOf(n.Get("resourceType").Text()), n.Get("id").Text()}, n, time.Now())
			if err != nil {
				return err
			}
			if _, err := w.Put(d, 0); err != nil {
				return err
			}
		}
		return w.Flush()
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestIdentified(t *testing.T) {
	patient, encounter := definition.ResourceOf("Patient"), definition.ResourceOf("Encounter")
	onBoth(t, func(t *testing.T, r *Record) {
		keep(t, r,
			`{"resourceType":"Patient","id":"a","identifier":[{"system":"s","value":"1"},{"system":"z","value":"2"}]}`,
			`{"resourceType":"Patient","id":"b","identifier":[{"system":"s","value":"1"}]}`,
			`{"resourceType":"Patient","id":"c","identifier":[{"system":"s","value":"2"}]}`,
			`{"resourceType":"Patient","id":"none","identifier":[{"value":"1"}]}`,
			`{"resourceType":"Encounter","id":"e","identifier":[{"system":"s","value":"1"}],"status":"planned","class":{"code":"AMB"}}`,
		)
		asked := []Identity{{patient, "s", "1"}, {patient, "z", "2"}, {patient, "", "1"}, {patient, "s", "nobody"}, {encounter, "s", "1"}, {encounter, "s", "2"}}
		for i := range 500 { // more than one statement asks for
			asked = append(asked, Identity{patient, "s", fmt.Sprint("x", i)})
		}
		found, err := identifiedIn(t, r, asked)
		if err != nil {
			t.Fatal(err)
		}
		want := map[Identity]string{asked[0]: "Patient/a Patient/b", asked[1]: "Patient/a", asked[2]: "Patient/none", asked[4]: "Encounter/e"}
		for _, x := range asked {
			if got := joined(found[x]); got != want[x] {
				t.Errorf("%s|%s of %s is %q, want %q", x.System, x.Value, x.Type.Name, got, want[x])
			}
		}
		err = r.db.Write(t.Context(), func(tx *store.Tx) error {
			w := r.Writer(tx)
			if _, err := w.Delete(Key{patient, "a"}, 0, time.Now()); err != nil {
				return err
			}
			return w.Flush()
		})
		if err != nil {
			t.Fatal(err)
		}
		if found, err = identifiedIn(t, r, asked[:2]); err != nil || joined(found[asked[0]]) != "Patient/b" || len(found[asked[1]]) > 0 {
			t.Errorf("after one was deleted: %v, %v", found, err)
		}
	})
}

func identifiedIn(t *testing.T, r *Record, asked []Identity) (found map[Identity][]Key, err error) {
	err = r.db.Read(t.Context(), func(tx *store.Tx) (err error) {
		found, err = r.Identified(tx, asked)
		return err
	})
	return found, err
}

func joined(keys []Key) string {
	var all []string
	for _, k := range keys {
		all = append(all, k.String())
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestPointing(t *testing.T) {
	patient := definition.ResourceOf("Patient")
	onBoth(t, func(t *testing.T, r *Record) {
		keep(t, r,
			`{"resourceType":"Patient","id":"a","link":[{"type":"refer","other":{"reference":"Patient/b"}}]}`,
			`{"resourceType":"Patient","id":"b","link":[{"type":"refer","other":{"reference":"Patient/unknown"}},{"type":"seealso","other":{"reference":"Patient/a"}}]}`,
			`{"resourceType":"Patient","id":"c","generalPractitioner":[{"reference":"Organization/b"}]}`,
		)
		for at, want := range map[string]string{"b": "Patient/a", "unknown": "Patient/b", "a": "Patient/b", "a b": "Patient/a Patient/b", "c": "", "": ""} {
			var keys []Key
			for id := range strings.FieldsSeq(at) {
				keys = append(keys, Key{patient, id})
			}
			var got []Key
			err := r.db.Read(t.Context(), func(tx *store.Tx) (err error) {
				got, err = r.Pointing(tx, patient, "link", keys)
				return err
			})
			if err != nil || joined(got) != want {
				t.Errorf("pointing at %q: %q, %v, want %q", at, joined(got), err, want)
			}
		}
	})
}
