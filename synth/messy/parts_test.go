package messy

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"continuum/synth/draw"
	"continuum/synth/names"
)

func TestDays(t *testing.T) {
	for at := time.Date(1899, 12, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2027; at = at.AddDate(0, 0, 1) {
		d := date(at.Year(), int(at.Month()), at.Day())
		if d.iso() != at.Format(time.DateOnly) || d.real() != d || readDay(d.iso()) != d {
			t.Fatalf("%s became %s", at.Format(time.DateOnly), d.iso())
		}
	}
	for from, want := range map[day]string{date(2025, 2, 31): "2025-02-28", date(2024, 2, 30): "2024-02-29", date(1900, 2, 29): "1900-02-28", date(2023, 4, 31): "2023-04-30"} {
		if got := from.real().iso(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := date(2004, 2, 29).later(1).iso(); got != "2005-02-28" {
		t.Errorf("a year on it is %s", got)
	}
}

func TestWrongDigitsStayDays(t *testing.T) {
	s := draw.New(1)
	for range 20_000 {
		before := birthday(s, s.Between(1916, 2010)).iso()
		after := wrongDigit(s, before)
		if _, err := time.Parse(time.DateOnly, after); err != nil || after[:2] < "19" || after[:4] > "2025" {
			t.Fatalf("%s became %s", before, after)
		}
	}
}

func TestMistypedIsOneOrTwoSlips(t *testing.T) {
	s := draw.New(2)
	same := 0
	const n = 20_000
	for range n {
		before := names.Surname(s, names.Group(s.Below(9)))
		after := mistyped(s, before)
		if after == before {
			same++
		}
		if d := utf8.RuneCountInString(after) - utf8.RuneCountInString(before); after == "" || !utf8.ValidString(after) || d < -4 || d > 4 {
			t.Fatalf("%s became %q", before, after)
		}
	}
	if same > n/8 {
		t.Errorf("%d of %d came out as they went in", same, n)
	}
	for _, short := range []string{"", "J"} {
		if got := mistyped(s, short); got != short {
			t.Errorf("%q became %q", short, got)
		}
	}
}

func TestEveryNHSNumberIsValidAndSomebodyElses(t *testing.T) {
	seen := map[string]int{}
	for _, from := range []int{0, 999_990, 8_999_990, 9_000_000, 50_000_000, 89_999_000} {
		for n := from; n < from+1000; n++ {
			number := nhsNumber(4, n)
			sum := 0
			for i, c := range number[:9] {
				sum += (10 - i) * int(c-'0')
			}
			if check := (11 - sum%11) % 11; len(number) != 10 || number[0] != '9' || check != int(number[9]-'0') {
				t.Fatalf("person %d has %s", n, number)
			}
			if other, taken := seen[number]; taken && other != n {
				t.Fatalf("%s is of %d and %d", number, other, n)
			}
			seen[number] = n
		}
	}
}

func TestPostcodesDiffer(t *testing.T) {
	seen := map[string]bool{}
	for town := range towns {
		for k := range 9000 {
			p := postcode(town, k)
			if seen[p] {
				t.Fatalf("%s comes twice", p)
			}
			seen[p] = true
		}
	}
}

func TestCellsAreQuoted(t *testing.T) {
	for _, want := range []string{"", "plain", "Flat 2, 3 Mill Road", `the "Rose", a lodging`, "O'Brien"} {
		got, err := csv.NewReader(strings.NewReader("x," + string(quoted(nil, want)) + "\n")).Read()
		if err != nil || got[1] != want {
			t.Errorf("%q came back as %q (%v)", want, got, err)
		}
	}
}

// TestLives looks at people before anything is written about them.
func TestLives(t *testing.T) {
	p := newPlan(6, 5, 100_000)
	b := newBlock(Options{Kind: Messy, Seed: 6, Workers: 1}, p)
	b.life.Reset(6, lifeStream, 0)
	b.populate(0)
	changed, moved, alike := 0, 0, 0
	bearers := map[string]int{}
	for i := range b.people {
		p := &b.people[i]
		if len(p.families) > 1 && p.familyAt(firstDay) != p.familyAt(lastDay) {
			changed++
		}
		if p.homeAt(firstDay) != p.homeAt(lastDay) {
			moved++
		}
		bearers[p.given+" "+p.familyAt(lastDay)]++
		if i > 0 && p.given == b.people[i-1].given && p.familyAt(lastDay) == b.people[i-1].familyAt(lastDay) {
			alike++
		}
		if p.birth.year() < 1890 || p.birth.year() > 2008 || p.given == "" || p.birthPlace == "" || p.homeAt(lastDay).line == "" {
			t.Fatalf("person %d is not whole: %+v", i, p)
		}
		for range 3 {
			if d := p.met(b.life); d < firstDay || d > lastDay || d < p.birth || d.real() != d {
				t.Fatalf("born %s, met %s", p.birth.iso(), d.iso())
			}
		}
	}
	n := float64(len(b.people))
	if share := float64(changed) / n; share < 0.08 || share > 0.25 {
		t.Errorf("%.3f changed their family name in the years of the registers", share)
	}
	if share := float64(moved) / n; share < 0.85 {
		t.Errorf("%.3f moved", share)
	}
	namesakes := 0
	for _, n := range bearers {
		if n > 1 {
			namesakes += n
		}
	}
	if share := float64(namesakes) / n; share < 0.12 || share > 0.25 {
		t.Errorf("%.3f share their name with somebody", share)
	}
	if alike < 20 || alike > 400 {
		t.Errorf("%d share their whole name with the one before in the family", alike)
	}
}
