package bed

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func london(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func october(zone *time.Location, day, hour int) time.Time {
	return time.Date(2026, 10, day, hour, 0, 0, 0, zone)
}

func someStays(zone *time.Location) []Stay {
	at := func(day, hour int) time.Time { return october(zone, day, hour) }
	return []Stay{
		{ID: "1", Site: "RW901", Known: at(1, 9), Admitted: at(1, 9)},
		{
			ID: "1", Site: "RW901", Known: at(24, 7), Admitted: at(1, 9), Pathway: "P1", // counts once
			Reviews: []Review{{At: at(20, 9)}, {At: at(24, 7)}},
			Waits: []Wait{
				{Organisation: "council", Reason: "E", From: day("2026-10-20"), Open: true},
				{Organisation: "trust", Reason: "C", From: day("2026-10-21"), Open: true},
			},
		},
		{ID: "2", Site: "RW901", Known: at(23, 15), Admitted: at(23, 14)},
		{ID: "3", Site: "RW901", Known: at(23, 18), Admitted: at(10, 1), Discharged: at(23, 17), Pathway: "P0"},
		{ID: "4", Site: "RW902", Known: at(24, 8), Admitted: at(17, 1), Discharged: at(24, 8), Pathway: "P0"}, // leaves at 8
		{ID: "5", Site: "RW902", Known: at(26, 8), Admitted: at(16, 1), Reviews: []Review{{At: at(18, 9)}}},   // told two days late
		{ID: "6", Site: "RW902", Known: at(20, 8), Admitted: at(20, 1)},
		{ID: "6", Site: "RW902", Known: at(24, 10), Admitted: at(20, 1), Withdrawn: true},
	}
}

const firstReport = `day,site,figure,pathway,organisation,reason,count
2026-10-24,RW901,admitted,,,,1
2026-10-24,RW901,days_lost,,,,4
2026-10-24,RW901,discharged,,,,1
2026-10-24,RW901,discharged_by_pathway,P0,,,1
2026-10-24,RW901,meets_criteria,,,,1
2026-10-24,RW901,nights_14_or_more,,,,1
2026-10-24,RW901,nights_21_or_more,,,,1
2026-10-24,RW901,nights_7_or_more,,,,1
2026-10-24,RW901,not_reviewed,,,,1
2026-10-24,RW901,occupied,,,,2
2026-10-24,RW901,ready,,,,1
2026-10-24,RW901,ready_by_pathway,P1,,,1
2026-10-24,RW901,ready_by_waiting_for,,council,E,1
2026-10-24,RW902,admitted,,,,0
2026-10-24,RW902,days_lost,,,,0
2026-10-24,RW902,discharged,,,,0
2026-10-24,RW902,meets_criteria,,,,0
2026-10-24,RW902,nights_14_or_more,,,,0
2026-10-24,RW902,nights_21_or_more,,,,0
2026-10-24,RW902,nights_7_or_more,,,,0
2026-10-24,RW902,not_reviewed,,,,0
2026-10-24,RW902,occupied,,,,0
2026-10-24,RW902,ready,,,,0
`

func reportText(t testing.TB, e Edition, stays []Stay) string {
	t.Helper()
	rows, err := Situation(e, stays)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteCSV(&b, rows); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSituation(t *testing.T) {
	zone := london(t)
	e := Edition{Day: day("2026-10-24"), Zone: zone}
	stays := someStays(zone)
	if got := reportText(t, e, stays); got != firstReport {
		t.Errorf("got\n%s", got)
	}

	e.AsOf = october(zone, 27, 9)
	corrected := reportText(t, e, stays)
	for _, line := range []string{"RW902,occupied,,,,1", "RW902,ready,,,,1", "RW902,days_lost,,,,6", "RW902,ready_by_waiting_for,,,,1", "RW902,nights_7_or_more,,,,1"} {
		if !strings.Contains(corrected, line+"\n") {
			t.Errorf("the corrected report has no %s in\n%s", line, corrected)
		}
	}

	// what comes after fourteen days changes nothing, whenever it is asked
	late := append(stays, Stay{ID: "7", Site: "RW901", Known: (e.Day + 14).At(12, zone), Admitted: october(zone, 20, 1)})
	e.AsOf = october(zone, 30, 9).AddDate(1, 0, 0)
	if got := reportText(t, e, late); got != corrected {
		t.Errorf("a closed report changed:\n%s", got)
	}

	e.AsOf = october(zone, 24, 7)
	if _, err := Situation(e, stays); err == nil || !strings.Contains(err.Error(), "8:00") {
		t.Errorf("asked before the census: %v", err)
	}
	if _, err := Situation(Edition{Day: 1}, nil); err == nil {
		t.Error("no zone is needed")
	}
}

// TestSituationAddsUp: sending everything twice, in any order, changes nothing, and the
// parts add up to their wholes.
func TestSituationAddsUp(t *testing.T) {
	e := Edition{Day: Date(2026, time.October, 24), Zone: time.UTC}
	start := e.Day.At(0, time.UTC).AddDate(0, 0, -30)
	hour := func(t *rapid.T, label string) time.Time {
		return start.Add(time.Duration(rapid.IntRange(0, 31*24).Draw(t, label)) * time.Hour)
	}
	stay := rapid.Custom(func(t *rapid.T) Stay {
		s := Stay{Site: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "site"), Admitted: hour(t, "admitted"), Pathway: rapid.SampledFrom([]string{"", "P0", "P1"}).Draw(t, "pathway")}
		if rapid.Bool().Draw(t, "left") {
			s.Discharged = s.Admitted.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "hours")) * time.Hour)
		}
		for range rapid.IntRange(0, 5).Draw(t, "reviews") {
			s.Reviews = append(s.Reviews, Review{At: hour(t, "review"), Meets: rapid.Bool().Draw(t, "meets")})
		}
		for range rapid.IntRange(0, 3).Draw(t, "waits") {
			w := anyWait(t)
			w.From, w.To = w.From+e.Day-30, w.To+e.Day-30
			s.Waits = append(s.Waits, w)
		}
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		stays := rapid.SliceOfN(stay, 0, 20).Draw(t, "stays")
		for i := range stays {
			stays[i].ID = string(rune('a' + i))
		}
		rows, err := Situation(e, stays)
		if err != nil {
			t.Fatal(err)
		}
		sum := map[string]int{}
		for _, r := range rows {
			sum[r.Figure] += r.Count
		}
		if sum[Occupied] != sum[Meets]+sum[Ready] || sum[Ready] != sum[OfPathway] || sum[Ready] != sum[WaitingFor] || sum[Discharges] != sum[ByPathway] {
			t.Fatalf("%v", sum)
		}
		if sum[Nights7] < sum[Nights14] || sum[Nights14] < sum[Nights21] || sum[Occupied] < sum[Nights7] || sum[Occupied] < sum[NotAsked] {
			t.Fatalf("%v", sum)
		}
		twice, err := Situation(e, rapid.Permutation(append(stays, stays...)).Draw(t, "twice"))
		if err != nil || len(twice) != len(rows) {
			t.Fatal(err, twice)
		}
		for i := range rows {
			if rows[i] != twice[i] {
				t.Fatalf("%v became %v", rows[i], twice[i])
			}
		}
	})
}

func TestCSVIsNoFormula(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCSV(&b, []Row{{Organisation: `=HYPERLINK("x")`, Reason: "a,b"}}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"'=HYPERLINK(""x"")","a,b"`) {
		t.Error(b.String())
	}
}
