package record

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/recordtest"
	"continuum/record/search"
	"continuum/store"
)

// desk is a record at which a test writes and asks, one transaction each.
type desk struct {
	*Record
	t *testing.T
}

func (d *desk) draft(json string) *Draft {
	d.t.Helper()
	n := recordtest.Parsed(d.t, []byte(json))
	made, err := d.Draft(Key{definition.ResourceOf(n.Get("resourceType").Text()), n.Get("id").Text()}, n, time.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	return made
}

func (d *desk) put(json string, ifMatch int64) (out Outcome, err error) {
	d.t.Helper()
	made := d.draft(json)
	err = d.db.Write(context.Background(), func(tx *store.Tx) error {
		w := d.Writer(tx)
		if out, err = w.Put(made, ifMatch); err != nil {
			return err
		}
		return w.Flush()
	})
	return out, err
}

func (d *desk) delete(key Key) (there bool) {
	d.t.Helper()
	err := d.db.Write(context.Background(), func(tx *store.Tx) (err error) {
		w := d.Writer(tx)
		if there, err = w.Delete(key, AnyVersion, time.Now()); err != nil {
			return err
		}
		return w.Flush()
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return there
}

func (d *desk) read(key Key, version int64) (out Resource, err error) {
	err = d.db.Read(context.Background(), func(tx *store.Tx) (err error) {
		if version > 0 {
			out, err = d.ReadVersion(tx, key, version)
			return err
		}
		out, err = d.Read(tx, key)
		return err
	})
	return out, err
}

// ids searches and gives the ids found.
func (d *desk) ids(typ, query string) string {
	d.t.Helper()
	var pairs []search.Pair
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, search.Pair{Name: name, Value: value})
	}
	s, err := search.Parse(definition.ResourceOf(typ), pairs, false)
	if err != nil {
		d.t.Fatal(err)
	}
	var all []string
	err = d.db.Read(context.Background(), func(tx *store.Tx) error {
		found, err := d.Search(tx, s, Page{Count: 100, Total: true})
		if err != nil {
			return err
		}
		for _, x := range found.Matches {
			all = append(all, x.ID)
		}
		if found.Total != int64(len(all)) {
			d.t.Errorf("%s?%s: %d matches, total %d", typ, query, len(all), found.Total)
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func (d *desk) expect(typ, query, want string) {
	d.t.Helper()
	if got := d.ids(typ, query); got != want {
		d.t.Errorf("%s?%s: %q, want %q", typ, query, got, want)
	}
}

// TestVersions follows one resource from its first version to its return.
func TestVersions(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		key := Key{definition.ResourceOf("Patient"), "mary"}
		if _, err := d.read(key, 0); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("before: %v", err)
		}
		const first = `{"resourceType":"Patient","id":"mary","name":[{"family":"Smith"}],"birthDate":"1938-11-09","extension":[{"url":"x","valueDecimal":1.00}]}`
		out, err := d.put(first, AnyVersion)
		if err != nil || !out.Created || out.Version != 1 {
			t.Fatalf("%+v, %v", out, err)
		}
		if out, err = d.put(first, AnyVersion); err != nil || !out.Same || out.Version != 1 {
			t.Errorf("the same again: %+v, %v", out, err)
		}
		married := strings.Replace(first, "Smith", "Jones", 1)
		if _, err = d.put(married, 7); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("with another version in place: %v", err)
		}
		if out, err = d.put(married, 1); err != nil || out.Created || out.Version != 2 {
			t.Errorf("a second version: %+v, %v", out, err)
		}
		d.expect("Patient", "family=smith", "")
		d.expect("Patient", "family=jones&birthdate=1938", "mary")
		if x, err := d.read(key, 1); err != nil || !strings.Contains(string(x.Content), `"Smith"`) || !strings.Contains(string(x.Content), `1.00`) || !strings.Contains(string(x.Content), `"versionId":"1"`) {
			t.Errorf("version 1: %s, %v", x.Content, err)
		}
		if !d.delete(key) || d.delete(key) {
			t.Error("it can be deleted once")
		}
		d.expect("Patient", "birthdate=1938", "")
		var gone *GoneError
		if _, err := d.read(key, 0); !errors.As(err, &gone) || gone.Version != 3 || fault.CodeOf(err) != fault.NotFound {
			t.Errorf("deleted: %v", err)
		}
		if out, err = d.put(first, AnyVersion); err != nil || !out.Created || out.Version != 4 {
			t.Errorf("returned: %+v, %v", out, err)
		}
		d.expect("Patient", "family=smith", "mary")
	})
}

// TestReferencesMayComeFirst: what is pointed at need not be there yet, and is no
// match until it is.
func TestReferencesMayComeFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		for i := range 3 {
			if _, err := d.put(fmt.Sprintf(`{"resourceType":"Observation","id":"o%d","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p%d"},"valueQuantity":{"value":%d}}`, i, i%2, i), AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		d.expect("Observation", "subject=Patient/p0", "o0 o2")
		d.expect("Observation", "patient=p1", "o1")
		d.expect("Observation", "patient=p9", "")
		d.expect("Patient", "_has:Observation:patient:value-quantity=2", "")
		d.expect("Observation", "patient.gender=female", "")
		if out, err := d.put(`{"resourceType":"Patient","id":"p0","gender":"female"}`, AnyVersion); err != nil || !out.Created || out.Version != 1 {
			t.Fatalf("%+v, %v", out, err)
		}
		d.expect("Patient", "_has:Observation:patient:value-quantity=2", "p0")
		d.expect("Observation", "patient.gender=female&value-quantity=gt1", "o2")
		d.expect("Patient", "gender:not=male", "p0")
		d.expect("Patient", "birthdate:missing=true", "p0")
		d.expect("Patient", "_id=p0,p1", "p0")
		d.expect("Patient", "_lastUpdated=gt2020", "p0")
		d.expect("Patient", "_lastUpdated=lt2020", "")
	})
}

// TestHostileValues keeps what looks like SQL or patterns as what it is.
func TestHostileValues(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		if _, err := d.put(`{"resourceType":"Patient","id":"p","name":[{"family":"%_'; DROP TABLE record_resource; --","given":["100%","a\\b"]}]}`, AnyVersion); err != nil {
			t.Fatal(err)
		}
		d.expect("Patient", "family=%_'", "p")
		d.expect("Patient", "name:contains=%_';", "p")
		d.expect("Patient", "name:contains=x_y", "")
		d.expect("Patient", `given:contains=a\\b`, "p")
		d.expect("Patient", "name=' OR '1'='1", "")
		d.expect("Patient", "identifier=' OR 1=1|", "")
	})
}

// TestHistory tells versions newest first, in pages.
func TestHistory(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		for i := range 5 {
			for _, id := range []string{"a", "b"} {
				if _, err := d.put(fmt.Sprintf(`{"resourceType":"Patient","id":%q,"multipleBirthInteger":%d}`, id, i), AnyVersion); err != nil {
					t.Fatal(err)
				}
			}
		}
		patient := definition.ResourceOf("Patient")
		d.delete(Key{patient, "b"})
		of := func(scope Scope, span Span) (all []string) {
			err := d.db.Read(context.Background(), func(tx *store.Tx) error {
				versions, err := d.History(tx, scope, span)
				for _, x := range versions {
					all = append(all, fmt.Sprintf("%s%d", x.ID, x.Version))
					if x.Deleted != (x.Content == nil) {
						t.Errorf("%s version %d: deleted %v, content %q", x.Key, x.Version, x.Deleted, x.Content)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		if got := of(Scope{patient, "a"}, Span{Count: 10}); fmt.Sprint(got) != "[a5 a4 a3 a2 a1]" {
			t.Errorf("of one: %v", got)
		}
		if got := of(Scope{patient, "b"}, Span{Count: 2}); len(got) < 2 || got[0] != "b6" || got[1] != "b5" {
			t.Errorf("of one that was deleted: %v", got)
		}
		if got := of(Scope{}, Span{Count: 100}); len(got) != 11 {
			t.Errorf("of all: %v", got)
		}
		if got := of(Scope{Type: definition.ResourceOf("Observation")}, Span{Count: 100}); len(got) != 0 {
			t.Errorf("of another type: %v", got)
		}
		if got := of(Scope{}, Span{Count: 100, Since: time.Now().Add(time.Hour)}); len(got) != 0 {
			t.Errorf("of the future: %v", got)
		}
	})
}
