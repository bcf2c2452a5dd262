package find

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// people of a small place; the ordinal is the place in the list. A list of two
// or more has a second spelling.
var people = [][]Entry{
	0:  {{Given: "Joan", Middle: "Mary", Family: "Carter", BirthDate: "1938-11-09", Postcode: "WS1 2AB", NHSNumber: "943 476 5919"}, {Given: "Joanie", Family: "Cater", BirthDate: "1938-11-09", Postcode: "WS10 7XY"}},
	1:  {{Given: "John", Family: "Smith", BirthDate: "1941-03-02", Postcode: "WS1 2AC", NHSNumber: "9434765870"}},
	2:  {{Given: "Josephine", Family: "Smithson", BirthDate: "1990-01-31", Postcode: "BS23 1AA"}},
	3:  {{Given: "William", Family: "O'Brien", BirthDate: "1955-07-04", Postcode: "WS1 3ZZ"}},
	4:  {{Given: "Mary Ann", Family: "Smith-Jones", BirthDate: "1962-06-12", Postcode: "B1 1BB"}},
	5:  {{Given: "Smith", Family: "John", BirthDate: "1970-01-01"}},
	6:  {{Given: "José", Family: "Müller", BirthDate: "2001-12-05", Postcode: "W1A 1AA"}},
	7:  {{Given: "小龍", Family: "李", BirthDate: "1940-11-27"}},
	8:  {{Given: "Анна", Family: "Каренина", BirthDate: "1901-02-03"}},
	9:  {{Given: "محمد", Family: "العلي", BirthDate: "1985-05-05"}},
	10: {{Given: "Catherine", Family: "Featherstonehaugh", BirthDate: "1938-09-11"}},
	11: {{Given: "Sam", Family: "Smith", BirthDate: "1988-08-08", Postcode: "WS1 2AB"}},
	12: {{Given: "June", Family: "May", BirthDate: "1938-11-19"}},
	13: {{Family: "O Brien"}},
	14: {{}},
}

func build(people [][]Entry) *Index {
	b := NewBuilder(len(people))
	for i, entries := range people {
		for _, e := range entries {
			e.Person = uint32(i)
			b.Add(e)
		}
	}
	return b.Index()
}

// ordinals lists the people found, best first.
func ordinals(hits []Hit) string {
	var out []string
	for _, h := range hits {
		out = append(out, fmt.Sprint(h.Person))
	}
	return strings.Join(out, " ")
}

func TestSearch(t *testing.T) {
	ix := build(people)
	for _, c := range []struct{ query, want, why string }{
		// names and parts of names
		{"joan carter", "0", "given name equal; family name equal"},
		{"CARTER, Joan", "0", "family name equal; given name equal"},
		{"  cArTeR\tJOAN ", "0", "family name equal; given name equal"},
		{"CARTER, Joan (Mrs)", "0", "family name equal; given name equal"},
		{"joan mary carter", "0", "given name equal; family name equal"},
		{"smi jo", "1 5 2 4", `family name begins with "smi"; given name begins with "jo"`},
		{"sm", "1 2 4 5 11", `family name begins with "sm"`},
		{"o'brien", "3 13", "family name equal"},
		{"O’Brien", "3 13", "family name equal"},
		{"obrien", "3 13", "family name equal"},
		{"o brien", "13 3", "family name equal"},
		{"smith-jones", "4", "family name equal"},
		{"smithjones", "4 2", "family name equal"},
		{"jones maryann", "4", "family name equal; given name equal"},
		// tolerance
		{"bill obrien", "3", "given name is another form; family name equal"},
		{"kathy featherstonehaugh", "10", "given name is another form; family name equal"},
		{"cartre", "0", "family name differs by one letter"},
		{"crater joan", "0", "family name differs by one letter; given name equal"},
		{"smyth john", "1 5", "family name differs by one letter; given name equal"},
		{"kater", "0", "family name differs by one letter"},
		{"jonn", "0 1 5 12", "given name differs by one letter"},
		{"kartar", "", ""},
		{"carrtter", "0", "family name sounds alike"},
		{"stoneha", "10", `family name contains "stoneha"`},
		{"fetherstonhaugh", "10", "family name sounds alike"},
		{"featherstonehuagg", "10", "family name sounds alike"},
		{"weatherstonehaugx", "10", "family name differs by two letters"},
		// the comma tells which is the family name
		{"smith, john", "1 5", "family name equal; given name equal"},
		{"john, smith", "5 1", "family name equal; given name equal"},
		// dates
		{"09/11/1938", "0 10 12", "date of birth equal"},
		{"9.11.38", "0 10 12", "date of birth equal"},
		{"9-11-38", "0 10 12", "date of birth equal"},
		{"09-Nov-1938", "0 12", "date of birth equal"},
		{"9 November 1938", "0 12", "date of birth equal"},
		{"9th nov 38", "0 12", "date of birth equal"},
		{"November 9, 1938", "0 12", "date of birth equal"},
		{"9nov1938", "0 12", "date of birth equal"},
		{"1938-11-09", "0 10 12", "date of birth equal"},
		{"09111938", "0 10 12", "date of birth equal"},
		{"19381109", "0 10 12", "date of birth equal"},
		{"091138", "0 10 12", "date of birth equal"},
		{"11/09/1938", "10 0", "date of birth equal"},
		{"31/01/1990", "2", "date of birth equal"},
		{"01/31/1990", "2", "date of birth has day and month swapped"},
		{"01/01/1899", "", ""},
		{"31/02/1990", "2", "date of birth differs by one digit"},
		{"39/11/1938", "0 12", `month of birth equal; nothing matches "39"`},
		{"1938", "0 10 12", "year of birth equal"},
		{"11/1938", "0 12", "month of birth equal"},
		{"1938-11", "0 12", "month of birth equal"},
		{"08/11/1938", "0", "date of birth differs by one digit"},
		{"carter 1938", "0", "family name equal; year of birth equal"},
		{"June May 19 Nov 1938", "12 0", "given name equal; family name equal; date of birth equal"},
		// NHS numbers
		{"9434765919", "0", "NHS number equal"},
		{"943 476 5919", "0", "NHS number equal"},
		{"943-476-5919", "0", "NHS number equal"},
		{"NHS 943 476 5919", "0", "NHS number equal"},
		{"94347", "0 1", `NHS number begins with "94347"`},
		{"943 476 59", "0", `NHS number begins with "943 476 59"`},
		{"943 47", "0 1", `NHS number begins with "943 47"`},
		{"9434", "", ""},
		{"9434765910", "0", "NHS number differs by one digit"},
		// postcodes
		{"WS1 2AB", "0 11 1", "postcode equal"},
		{"ws12ab", "0 11 1", "postcode equal"},
		{"WS1", "0 1 3 11", "first half of postcode equal"},
		{"ws1 2", "0 1 11", `postcode begins with "ws1 2"`},
		{"WS10", "0", "first half of postcode equal"},
		{"w1a 1aa", "6", "postcode equal"},
		{"smith ws1 2ab", "11 1", "family name equal; postcode equal"},
		// every script
		{"jose muller", "6", "given name equal; family name equal"},
		{"JOSÉ MÜLLER", "6", "given name equal; family name equal"},
		{"李小龍", "7", "family name equal"},
		{"李小", "7", `family name begins with "李小"`},
		{"小龍 李", "7", "given name equal; family name equal"},
		{"анна каренина", "8", "given name equal; family name equal"},
		{"КАРЕН", "8", `family name begins with "карен"`},
		{"محمد العلي", "9", "given name equal; family name equal"},
		{"محم", "9", `given name begins with "محم"`},
		// two parts in one name give way to two names
		{"s smith", "11 1 4 5 2", `given name begins with "s"; family name equal`},
		// all but one
		{"joan carter 1999", "0", `given name equal; family name equal; nothing matches "1999"`},
		{"xyzzy carter", "0", `family name equal; nothing matches "xyzzy"`},
		{"xyzzy qqqq carter", "", ""},
		{"xyzzy", "", ""},
		// any spelling counts
		{"joanie carter", "0", "given name equal; family name equal"},
		{"cater ws1 2ab", "0", "family name equal; postcode equal"},
		{"mrs", "", ""},
		{"", "", ""},
		{" ,;-' ", "", ""},
	} {
		hits := ix.Search(c.query, 20)
		if got := ordinals(hits); got != c.want {
			t.Errorf("%q found %q, want %q: %+v", c.query, got, c.want, hits)
		}
		if len(hits) > 0 && hits[0].Why != c.why {
			t.Errorf("%q says %q, want %q", c.query, hits[0].Why, c.why)
		}
	}
}

// TestScores fixes the order of the kinds of match.
func TestScores(t *testing.T) {
	var place [][]Entry
	for _, family := range []string{"nargareth", "stmargaretsen", "margred", "margarat", "peggy", "margaretta", "margaret"} {
		place = append(place, []Entry{{Given: family}})
	}
	hits := build(place).Search("margaret", 20)
	if got := ordinals(hits); got != "6 5 4 3 2 1 0" {
		t.Errorf("order %s: %+v", got, hits)
	}
	for i, h := range hits {
		if h.Score <= 0 || h.Score > 1 || i > 0 && h.Score > hits[i-1].Score {
			t.Errorf("score %v at %d", h.Score, i)
		}
	}
}

func TestLimit(t *testing.T) {
	ix := build(people)
	for limit, want := range map[int]int{-1: 0, 0: 0, 1: 1, 3: 3, 1 << 40: 5} {
		if got := len(ix.Search("sm", limit)); got != want {
			t.Errorf("limit %d gave %d hits, want %d", limit, got, want)
		}
	}
	if hits := ix.Search("smith", 2); ordinals(hits) != "1 4" {
		t.Errorf("the best two are %+v", hits)
	}
}

func TestHostileQueries(t *testing.T) {
	ix := build(people)
	for _, q := range []string{
		strings.Repeat("a", 10_000), strings.Repeat("smith ", 10_000), strings.Repeat("é", 10_000), strings.Repeat("-", 10_000),
		"\x00\x01smith\x7f\xff", ".*+?^${}()|[]\\", strings.Repeat("(", 5000) + "a", "'; drop table person --", "%s%n%d", "\u202esmith", strings.Repeat("1", 300),
	} {
		for _, h := range ix.Search(q, 5) {
			if int(h.Person) >= ix.People() {
				t.Errorf("%.20q found nobody's ordinal", q)
			}
		}
	}
	if n := len(parse(strings.Repeat("a b c d e f g h i j k ", 100))); n != maxParts {
		t.Errorf("%d parts looked at", n)
	}
	if got := ordinals(ix.Search("\x00smith\x7f", 5)); got != "1 4 5 11 2" {
		t.Errorf("control characters hide a name: %q", got)
	}
}

func TestEmptyIndex(t *testing.T) {
	ix := NewBuilder(-1).Index()
	if hits := ix.Search("smith 1938 ws1 943 476 5919", 5); len(hits) != 0 {
		t.Errorf("found %v among nobody", hits)
	}
	b := NewBuilder(0)
	b.Add(Entry{Person: MaxPeople, Family: "Smith"})
	if ix := b.Index(); ix.People() != 0 {
		t.Errorf("an ordinal out of bounds made %d people", ix.People())
	}
}

func TestConcurrentSearches(t *testing.T) {
	ix := build(people)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got := ordinals(ix.Search("smi jo", 5)); got != "1 5 2 4" {
					t.Errorf("found %q", got)
				}
			}
		})
	}
	wg.Wait()
}
