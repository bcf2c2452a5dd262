package record

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

func parse(t testing.TB, typ string, pairs ...search.Pair) *search.Search {
	t.Helper()
	s, err := search.Parse(definition.ResourceOf(typ), pairs, false)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestLimitsOfOneSearch: what would look into too much, or ask an engine too much,
// is refused before it is begun; what is only much is answered.
func TestLimitsOfOneSearch(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		if _, err := d.put(`{"resourceType":"Patient","id":"p","gender":"female","birthDate":"1938-11-09"}`, AnyVersion); err != nil {
			t.Fatal(err)
		}
		long := "http://example.org/" + strings.Repeat("é/", 240)
		for _, c := range []struct {
			name, value string
			times       int
			want        string
		}{
			{"birthdate", strings.Repeat("1938,", 99) + "1938", 1, ""},
			{"name", strings.Repeat("x,", 99) + "x", 1, ""},
			{"gender", strings.Repeat("a,", 999) + "female", 1, ""},
			{"general-practitioner", strings.Repeat("x,", 999) + "x", 1, ""},
			{"_profile", strings.Repeat("http://x/y,", 99) + "http://x", 1, ""},
			{"_profile:above", long, 10, ""},
			{"_profile:above", strings.Repeat(long+",", 99) + long, 1, "too much is asked for in one search"},
			{"_lastUpdated", strings.Repeat("ne2020,", 99) + "2020", 1, ""},
			{"_id", strings.Repeat("x,", 999) + "p", 1, ""},
		} {
			s := parse(t, "Patient", slices.Repeat([]search.Pair{{Name: c.name, Value: c.value}}, c.times)...)
			_, err := pagesBy(r.db, r, s, nil, 10)
			if (err == nil) != (c.want == "") || err != nil && (fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%s=%.40s: %v, want %q", c.name, c.value, err, c.want)
			}
		}
		err := r.db.Read(context.Background(), func(tx *store.Tx) error {
			a := r.asking(tx, nil)
			a.cost = mostLooked
			f := parse(t, "Patient", search.Pair{Name: "identifier:text", Value: "x"}).Filters[0]
			_, err := a.among([]*definition.Type{definition.ResourceOf("Patient")}, f, []int64{1})
			return err
		})
		if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "look into every resource") {
			t.Errorf("looking into more than is allowed: %v", err)
		}
	})
}

// TestSearchEndsWithItsContext: whoever asked has gone.
func TestSearchEndsWithItsContext(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		ctx, cancel := context.WithCancel(context.Background())
		err := r.db.Read(ctx, func(tx *store.Tx) error {
			cancel()
			_, err := r.Search(tx, parse(t, "Patient", search.Pair{Name: "identifier:text", Value: "x"}), Page{Count: 10})
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
}

// FuzzSearch: whatever is understood is answered, or refused in words; no engine
// is given what it cannot take.
func FuzzSearch(f *testing.F) {
	for _, seed := range [][3]string{
		{"Patient", "name:exact", `a\,b,c`},
		{"Observation", "code-value-quantity", `x|y$gt5|z|mg`},
		{"Patient", "_has:Observation:patient:_has:Condition:encounter:code:missing", "true"},
		{"Encounter", "location:below", "l1"},
		{"", "_tag:not-in", "ValueSet/set"},
		{"Provenance", "target._lastUpdated", "ge2020"},
		{"Location", "near", "1|2|3"},
		{"Patient", "_id:in", "x"},
		{"Patient", "_include", "Patient:*"},
		{"Condition", "code:above", "http://example.org/codes|a11"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	r := opened(f, "sqlite:"+filepath.Join(f.TempDir(), "place.db"))
	w := newWorld(f, 7, 60)
	settle(f, r, w)
	f.Fuzz(func(t *testing.T, typ, name, value string) {
		s, err := search.Parse(definition.ResourceOf(typ), []search.Pair{{Name: name, Value: value}}, false)
		if err != nil {
			return
		}
		err = r.db.Read(context.Background(), func(tx *store.Tx) error {
			found, err := r.Search(tx, s, Page{Count: 10, Total: true, Beside: w.beside()})
			if err == nil {
				_, err = r.Included(tx, s, found)
			}
			return err
		})
		if err != nil && fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s?%s=%s: %v", typ, name, value, err)
		}
	})
}
