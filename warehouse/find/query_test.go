package find

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestParse says how the words of a query fall into parts.
func TestParse(t *testing.T) {
	for query, want := range map[string]string{
		"joan carter 09/11/1938":       "joan|carter|09 11 1938",
		"9 11 38 carter":               "9 11 38|carter",
		"carter dob:09/11/1938":        "carter|09 11 1938",
		"smith 943 476 5919 ws1 2ab":   "smith|943 476 5919|ws1 2ab",
		"943 4765 919 x":               "943 4765 919|x",
		"94 34 76 5919":                "94 34 76 5919",
		"1938 carter":                  "1938|carter",
		"smith smith jo":               "smith|jo",
		"smith-jones o'brien":          "smith|jones|obrien",
		"e1 6an e16an":                 "e1 6an|e16an",
		"32/13/1938":                   "32|13|1938",
		"29/02/1937":                   "29 02 1937",
		"June 1938":                    "june|1938",
		"a b c d e f g h i j":          "a|b|c|d|e|f|g|h",
		"1 2 3 4 5 6 7 8 1938-11-09 x": "1|2|3|4|5|6|7|8",
		strings.Repeat("é", 50):        strings.Repeat("e", 40),
	} {
		var got []string
		for _, p := range parse(query) {
			got = append(got, p.typed)
		}
		if s := strings.Join(got, "|"); s != want {
			t.Errorf("%q falls into %q, want %q", query, s, want)
		}
	}
}

func TestSides(t *testing.T) {
	for query, want := range map[string][]side{
		"carter, joan":             {familySide, givenSide},
		"carter，joan mary":         {familySide, givenSide, givenSide},
		"joan carter, 09/11/1938":  {anySide, anySide, anySide},
		"joan carter, ws1 2ab":     {anySide, anySide, anySide},
		", joan":                   {anySide},
		"carter, joan, 09/11/1938": {familySide, givenSide, anySide},
	} {
		var got []side
		for _, p := range parse(query) {
			got = append(got, p.side)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q has sides %v, want %v", query, got, want)
		}
	}
}

// TestEveryEntryIsFound: whoever types an entry's whole name and date of birth
// finds its person first, or level with the first.
func TestEveryEntryIsFound(t *testing.T) {
	name := rapid.OneOf(
		rapid.StringMatching(`[A-Za-z]{1,10}([ '-][A-Za-z]{1,6}){0,2}`),
		rapid.SampledFrom([]string{"", "Smith", "May", "June", "Mary Ann", "Ms", "José", "李", "小龍", "محمد", "Анна", "No", "Dr"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("aéßøЖ李ب'- ")), 0, 50, -1),
	)
	date := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom([]string{"1938-11-09", "1938-09-11", "2001-01-31", "1999-12-12", ""}).Draw(t, "date")
	})
	rapid.Check(t, func(t *rapid.T) {
		entries := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Entry {
			return Entry{
				Person: rapid.Uint32Range(0, 5).Draw(t, "person"), Given: name.Draw(t, "given"), Middle: name.Draw(t, "middle"),
				Family: name.Draw(t, "family"), BirthDate: date.Draw(t, "born"),
			}
		}), 1, 12).Draw(t, "entries")
		b := NewBuilder(0)
		for _, e := range entries {
			b.Add(e)
		}
		ix := b.Index()
		e := rapid.SampledFrom(entries).Draw(t, "entry")
		query := strings.Join([]string{e.Given, e.Middle, e.Family, e.BirthDate}, " ")
		if len(parse(query)) == 0 {
			return
		}
		hits := ix.Search(query, 100)
		at := slices.IndexFunc(hits, func(h Hit) bool { return h.Person == e.Person })
		if at < 0 || hits[at].Score < hits[0].Score {
			t.Fatalf("%q found %+v, not %d first", query, hits, e.Person)
		}
	})
}

// TestLimitKeepsTheBest: fewer hits are the first of more.
func TestLimitKeepsTheBest(t *testing.T) {
	name := rapid.StringMatching(`[st][aeo][mn]?[ai]?`)
	rapid.Check(t, func(t *rapid.T) {
		b := NewBuilder(0)
		for i := range rapid.IntRange(1, 60).Draw(t, "people") {
			b.Add(Entry{Person: uint32(i), Given: name.Draw(t, "given"), Family: name.Draw(t, "family")})
		}
		ix := b.Index()
		query := rapid.StringMatching(`[st][aeo]?[mn]?,?( [st][aeo]?){0,2}`).Draw(t, "query")
		all, limit := ix.Search(query, 100), rapid.IntRange(1, 10).Draw(t, "limit")
		if some := ix.Search(query, limit); !slices.Equal(some, all[:min(limit, len(all))]) {
			t.Fatalf("%q found %v of %v", query, some, all)
		}
	})
}

func FuzzSearch(f *testing.F) {
	for _, q := range []string{
		"smi jo", "CARTER, Joan", "09-Nov-1938", "9.11.38", "943 476 5919", "WS1 2AB", "李小龍", "محمد", "o’brien", "9th nov 38", "9nov1938",
		"\x00\xff", "1938-11", "(a|b)*", "1\u0660", strings.Repeat("ab ", 99),
	} {
		f.Add(q)
	}
	ix := build(people)
	f.Fuzz(func(t *testing.T, query string) {
		hits := ix.Search(query, 5)
		for i, h := range hits {
			switch {
			case int(h.Person) >= ix.People(), h.Score <= 0, h.Score > 1, h.Why == "", len(h.Why) > 2000:
				t.Fatalf("%q gave %+v", query, h)
			case !utf8.ValidString(h.Why):
				t.Fatalf("%q gave a reason that is no text", query)
			case i > 0 && (h.Score > hits[i-1].Score || h.Score == hits[i-1].Score && h.Person <= hits[i-1].Person):
				t.Fatalf("%q is out of order: %+v", query, hits)
			}
		}
		if again := ix.Search(query, 5); !slices.Equal(hits, again) {
			t.Fatalf("%q gave %v, then %v", query, hits, again)
		}
	})
}
