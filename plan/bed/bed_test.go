package bed

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"continuum/internal/testkit"
	"continuum/place"
)

func day(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func letters(t testing.TB, s string) Daily {
	t.Helper()
	d, err := Letters(day("2026-10-01"), s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestVectorsDischargeReady runs every case of every file in discharge whose first line has
// the columns of such cases.
func TestVectorsDischargeReady(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testkit.Vectors(t, "coordinate", "discharge"), "*.csv"))
	if err != nil || len(files) == 0 {
		t.Skip("no conformance vectors in coordinate/discharge")
	}
	passed := 0
	for _, file := range files {
		for _, c := range cases(t, file) {
			d, err := Letters(day(c["admitted"]), c["daily_status"])
			if err != nil {
				t.Fatalf("%s case %s: %v", file, c["case"], err)
			}
			j := d.Judge()
			ready := ""
			if j.Waits {
				ready = j.Ready.String()
			}
			got := strings.Join([]string{d.Last().String(), ready, strconv.Itoa(j.Delay), strconv.Itoa(j.Nights), j.Band.String()}, " ")
			want := strings.Join([]string{c["discharge_or_census_date"], c["discharge_ready_date"], c["delay_bed_days"], c["length_of_stay_nights"], c["los_band"]}, " ")
			if got != want {
				t.Errorf("%s case %s: got %s, want %s", file, c["case"], got, want)
				continue
			}
			passed++
		}
	}
	t.Logf("%d passed", passed)
}

func cases(t *testing.T, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, row := range rows[1:] {
		c := map[string]string{}
		for i, value := range row {
			c[rows[0][i]] = value
		}
		if _, ours := c["daily_status"]; ours {
			all = append(all, c)
		}
	}
	return all
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		letters, held string
		waits         bool
		ready         string
		delay, nights int
		band          string
		unsure        int
	}{
		{"R", "R", false, "", 0, 0, "<7", 0},
		{"N", "N", true, "2026-10-01", 0, 0, "<7", 0},
		{"RRNN", "RRNN", true, "2026-10-03", 1, 3, "<7", 0},
		{"RNRN", "RNRN", true, "2026-10-04", 0, 3, "<7", 0},
		{"RN--", "RNnn", true, "2026-10-02", 2, 3, "<7", 2},
		{"RNR-", "RNRr", false, "", 0, 3, "<7", 1},
		{"--N", "rrN", true, "2026-10-03", 0, 2, "<7", 0},
		{"---", "rrr", false, "", 0, 2, "<7", 3},
		{"RRRRRRRR", "RRRRRRRR", false, "", 0, 7, ">=7", 0},
	} {
		d := letters(t, c.letters)
		j := d.Judge()
		ready := ""
		if j.Waits {
			ready = j.Ready.String()
		}
		if d.String() != c.held || j.Waits != c.waits || ready != c.ready || j.Delay != c.delay || j.Nights != c.nights || j.Band.String() != c.band || j.Unsure != c.unsure {
			t.Errorf("%s: held %s, %+v", c.letters, d, j)
		}
	}
}

func TestBandsAtTheirEdges(t *testing.T) {
	for nights, want := range map[int]string{0: "<7", 6: "<7", 7: ">=7", 13: ">=7", 14: ">=14", 20: ">=14", 21: ">=21", 400: ">=21"} {
		if got := BandOf(nights).String(); got != want {
			t.Errorf("%d nights: %s, want %s", nights, got, want)
		}
	}
}

// TestJudgeHolds: what the rule promises of any stay.
func TestJudgeHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.StringMatching(`[RN-]{1,60}`).Draw(t, "letters")
		d, err := Letters(Day(rapid.IntRange(0, 40_000).Draw(t, "admitted")), said)
		if err != nil {
			t.Fatal(err)
		}
		held := strings.ToUpper(d.String())
		j := d.Judge()
		run := len(held) - len(strings.TrimRight(held, "N"))
		if j.Waits != (run > 0) || j.Delay != max(run-1, 0) || j.Nights != len(said)-1 {
			t.Fatalf("%s: %+v", held, j)
		}
		if j.Waits && d.Last()-j.Ready != Day(j.Delay) {
			t.Fatalf("%s: ready %s, last %s, delay %d", held, j.Ready, d.Last(), j.Delay)
		}
		relapsed, _ := Letters(d.Admitted, said+"R")
		if relapsed.Judge().Waits {
			t.Fatal("a relapse does not reset the date")
		}
	})
}

func FuzzLetters(f *testing.F) {
	for _, s := range []string{"RRN", "", "-", "RXN", "R\x00", "ŘN"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := Letters(0, s); err == nil && len(d.String()) != len(s) {
			t.Fatalf("%q became %q", s, d)
		}
	})
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2026-10-24", "2026-02-30", "0001-01-01", "9999-12-31", "31/02/2026", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := ParseDay(s); err == nil && d.String() != s {
			t.Fatalf("%q became %s", s, d)
		}
	})
}

func TestReviews(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 10, day, hour, minute, 0, 0, zone) }
	reviews := []Review{
		{At: at(27, 9, 0), Meets: false},
		{At: at(24, 16, 0), Meets: true},
		{At: at(23, 9, 0), Meets: false}, // before admission
		{At: at(26, 9, 0), Meets: true},
		{At: at(26, 17, 0), Meets: false}, // the last of the day
		{At: at(30, 9, 0), Meets: true},   // after discharge
		{At: at(27, 9, 0), Meets: true},   // the same moment: meets stands
		{At: at(28, 23, 30), Meets: false},
	}
	d, err := FromReviews(at(24, 15, 0), at(29, 10, 0), zone, reviews)
	if err != nil {
		t.Fatal(err)
	}
	if d.String() != "RrNRNn" || d.Admitted.String() != "2026-10-24" { // the clocks go back on the 25th
		t.Errorf("got %s from %s", d, d.Admitted)
	}
	if j := d.Judge(); j.Ready.String() != "2026-10-28" || j.Delay != 1 || j.Nights != 5 || j.Unsure != 1 {
		t.Errorf("%+v", j)
	}
	if _, err := FromReviews(at(29, 10, 0), at(24, 15, 0), zone, nil); err == nil {
		t.Error("a stay that ends before it begins is counted")
	}
}

func TestReviewsInAnyOrder(t *testing.T) {
	start := time.Date(2026, 3, 20, 14, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		reviews := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Review {
			return Review{At: start.Add(time.Duration(rapid.IntRange(-10, 200).Draw(t, "hour")) * time.Hour), Meets: rapid.Bool().Draw(t, "meets")}
		}), 0, 30).Draw(t, "reviews")
		end := start.Add(150 * time.Hour)
		a, _ := FromReviews(start, end, time.UTC, reviews)
		b, _ := FromReviews(start, end, time.UTC, rapid.Permutation(reviews).Draw(t, "shuffled"))
		if a.String() != b.String() {
			t.Fatalf("%s and %s", a, b)
		}
	})
}

func TestPlaceLists(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("place.yaml", "name: Here\ncountry: GB-ENG\nlanguage: en-GB\ncurrency: GBP\ntimezone: Europe/London\ncalendar:\n  financial_year_starts: 04-01\npartners:\n  - id: hospital\n    name: Hospital\n    sector: acute\n")
	for _, name := range []string{CriteriaList, PathwayList, ReasonList} {
		data, err := England.ReadFile("england/" + name + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		write("codes/"+name+".csv", string(data))
	}
	p, problems, err := place.Load(dir)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	l, problems := Read(p)
	if len(problems) > 0 || len(l.Criteria) != 11 || len(l.Pathways) != 4 || len(l.Reasons) != 15 {
		t.Fatalf("%d criteria, %d pathways, %d reasons, %v", len(l.Criteria), len(l.Pathways), len(l.Reasons), problems)
	}
	if r, ok := l.Reason("E", 20_000); !ok || r.Name != "home care" {
		t.Errorf("%+v", r)
	}

	write("codes/discharge_pathway.csv", "# source: here\ncode,name,at_least,at_most,valid_from,valid_to\nP0,home,60,50,,2026-03-31\nP0,home,most,,2026-04-01,\nP1,,,101,,\n")
	p, problems, err = place.Load(dir)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	l, problems = Read(p)
	for i, want := range []string{
		"codes/discharge_pathway.csv:3: at_least is more than at_most",
		"codes/discharge_pathway.csv:4: at_least is not a share",
		"codes/discharge_pathway.csv:5: at_most is not a share",
		"codes/discharge_pathway.csv:5: the code has no name",
	} {
		if i >= len(problems) || !strings.HasPrefix(problems[i].String(), want) {
			t.Errorf("problem %d of %v is not %q", i, problems, want)
		}
	}
	if p, ok := l.Pathway("P0", day("2026-04-01")); !ok || p.AtLeast != nil {
		t.Error("the row of the day is not found")
	}
}

func TestChecks(t *testing.T) {
	l := Lists{Criteria: []Entry{{Code: "3", Name: "fluids"}}, Reasons: []Reason{{Entry: Entry{Code: "E", Name: "home care", from: "2026-04-01"}}}}
	now, on := time.Date(2026, 11, 4, 9, 0, 0, 0, time.UTC), day("2026-11-04")
	for want, r := range map[string]Review{
		"":                          {At: now, Meets: true, Criteria: []string{"3"}, By: "Dr Rao"},
		"no criterion to reside of": {At: now, Meets: true, Criteria: []string{"33"}, By: "Dr Rao"},
		"and names one":             {At: now, Criteria: []string{"3"}, By: "Dr Rao"},
		"and names none":            {At: now, Meets: true, By: "Dr Rao"},
		"who reviewed":              {At: now},
	} {
		if err := l.CheckReview(r); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	for want, w := range map[string]Wait{
		"":             {Organisation: "council", Reason: "E", From: on, Open: true},
		"for whom":     {Organisation: " ", Reason: "E", From: on, Open: true},
		"no reason of": {Organisation: "council", Reason: "E", From: day("2026-03-31"), Open: true},
		"ends before":  {Organisation: "council", Reason: "E", From: on, To: on - 1},
	} {
		if err := l.CheckWait(w); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	if err := (Lists{}).CheckReview(Review{At: now, Meets: true, By: "Dr Rao"}); err != nil {
		t.Error(err)
	}
}

func TestPortions(t *testing.T) {
	n := func(i int) *int { return &i }
	l := Lists{Pathways: []Pathway{
		{Entry{Code: "P0"}, n(50), nil},
		{Entry{Code: "P1"}, n(45), nil},
		{Entry{Code: "P2"}, nil, n(4)},
		{Entry{Code: "P3"}, nil, n(1)},
		{Entry{Code: "own"}, nil, nil},
	}}
	codes := append(slicesOf("P0", 49), append(slicesOf("P1", 46), append(slicesOf("P2", 4), "P3", "P9", "")...)...)
	portions, unknown := l.Portions(0, codes)
	if unknown != 2 || portions[0].Of != 100 || !portions[0].Low || portions[1].Low || portions[2].High || portions[3].High || portions[4].HasGuide || portions[1].Percent() != 46 {
		t.Errorf("unknown %d, %+v", unknown, portions)
	}
	none, _ := l.Portions(0, nil)
	if none[0].Low || none[0].Percent() != 0 {
		t.Error("of nobody there is a verdict")
	}
}

func slicesOf(s string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = s
	}
	return all
}
