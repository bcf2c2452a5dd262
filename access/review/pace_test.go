package review

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"continuum/record/audit"
	"continuum/record/sight"
)

func TestUsual(t *testing.T) {
	s := Usual()
	many := func(values ...int64) tally {
		t := tally{}
		for _, v := range values {
			t[v]++
		}
		return t
	}
	busy := many(50, 52, 54, 50, 55, 51, 53, 900)
	for _, c := range []struct {
		name      string
		own, role tally
		want      int64
	}{
		{"nothing known", nil, nil, 60},
		{"few people", many(1, 2, 3, 1, 2, 3, 2, 2, 9), nil, 40},
		{"many people, one bad day", busy, nil, 53 + 14}, // the deviations are 0 1 1 2 2 3 3 847
		{"too short a history", many(500), nil, 60},
		{"too short a history in a known role", many(500), busy, 53 + 14},
		{"part-time in a busy role", many(1, 2, 3, 1, 2, 3, 2, 2), busy, 53},
		{"busier than the role", busy, many(1, 1, 1, 1, 1, 1, 1, 1), 53 + 14},
	} {
		if got := s.limit(c.own, c.role); got != c.want {
			t.Errorf("%s: %d, not %d", c.name, got, c.want)
		}
	}
}

// TestMedian compares a tally's median with that of the numbers it is of.
func TestMedian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Int64Range(0, 30), 1, 40).Draw(t, "days")
		of := tally{}
		for _, v := range all {
			of[v]++
		}
		slices.Sort(all)
		if got := of.median(); got != all[len(all)/2] {
			t.Fatalf("%d, not %d", got, all[len(all)/2])
		}
	})
}

// TestSeen compares what a habit remembers with a plain count.
func TestSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, s := habit{}, Usual()
		type at struct{ who, when int64 }
		var all []at
		now := noon.Add(-36 * time.Hour)
		for range rapid.IntRange(1, 60).Draw(t, "looks") {
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
			who := int64(rapid.IntRange(1, 8).Draw(t, "who"))
			count := func(since int64) int64 {
				people := map[int64]bool{}
				for _, a := range all {
					if a.when >= since {
						people[a.who] = true
					}
				}
				return int64(len(people))
			}
			hourAgo, midnight := now.Add(-time.Hour).UnixMicro(), s.midnight(now)
			before := count(hourAgo)
			all = append(all, at{who, now.UnixMicro()})
			day, hour, fresh := h.see(who, now.UnixMicro(), midnight)
			if day != count(midnight) || hour != count(hourAgo) || fresh != (hour > before) {
				t.Fatalf("%d a day and %d an hour, %t; not %d and %d after %d", day, hour, fresh, count(midnight), count(hourAgo), before)
			}
		}
	})
}

func TestSeenIsBounded(t *testing.T) {
	h, s := habit{}, Usual()
	for i := range int64(3 * mostSeen) {
		h.see(i, noon.UnixMicro()+i, s.midnight(noon))
	}
	if len(h.Seen) != mostSeen || h.Seen[mostSeen-1].who != 3*mostSeen-1 {
		t.Errorf("%d are remembered", len(h.Seen))
	}
	h.see(1, noon.Add(-48*time.Hour).UnixMicro(), s.midnight(noon.Add(-48*time.Hour)))
	if len(h.Seen) != 1 {
		t.Errorf("%d were seen in what is yet to come", len(h.Seen))
	}
}

func TestOrder(t *testing.T) {
	up := func(n int, name func(i int) (string, string)) (people, surnames []string) {
		for i := range n {
			p, s := name(i)
			people, surnames = append(people, p), append(surnames, s)
		}
		return people, surnames
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name string
		of   func(i int) (person, surname string)
		gap  time.Duration
		want int64
	}{
		{"ids upwards", func(i int) (string, string) { return fmt.Sprint("Patient/", 95+i), "" }, time.Minute, 12},
		{"ids downwards", func(i int) (string, string) { return fmt.Sprint("Patient/", 105-i), "" }, time.Minute, 12},
		{"surnames upwards", func(i int) (string, string) { return fmt.Sprint(i * 7 % 5), string(rune('A' + i)) }, time.Minute, 12},
		{"one surname", func(i int) (string, string) { return fmt.Sprint(i * 7 % 13), "Smith" }, time.Minute, 12},
		{"one a day", func(i int) (string, string) { return fmt.Sprint(i), "" }, 24 * time.Hour, 0},
		{"one person again and again", func(int) (string, string) { return "p1", "Smith" }, time.Minute, 0},
		{"no order", func(int) (string, string) { return fmt.Sprint(random.IntN(1000)), "" }, time.Minute, 4},
	} {
		var o order
		var longest int64
		people, surnames := up(12, c.of)
		at, last := noon, ""
		for i, p := range people {
			longest = max(longest, o.next(p, surnames[i], last, at.UnixMicro(), 30*time.Minute))
			at, last = at.Add(c.gap), surnames[i]
		}
		if c.name == "no order" && longest <= c.want || longest == c.want {
			continue
		}
		t.Errorf("%s: %d, not %d", c.name, longest, c.want)
	}
}

func TestPace(t *testing.T) {
	s := Usual()
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 27, hour, minute, 0, 0, time.UTC) }
	used := habit{Day: 20000, Limit: 40, Days: 20}
	lookAt := func(h *habit, when time.Time, i int) []verdict {
		l := nurse(func(l *look) { l.at, l.person = when, fmt.Sprint(i*37%101) })
		return pace(h, l, "", &s)
	}
	h := used
	var found []verdict
	for i := range 45 { // at most 20 within an hour
		found = append(found, lookAt(&h, at(8, 0).Add(time.Duration(i)*4*time.Minute), i)...)
	}
	if len(found) != 5 || found[4] != (verdict{Burst, 4, 45, 40}) {
		t.Errorf("a long day: %+v", found)
	}
	h, found = used, nil
	for i := range 22 {
		found = append(found, lookAt(&h, at(8, i), i)...)
	}
	if len(found) != 2 || found[1] != (verdict{Burst, 4, 22, 20}) {
		t.Errorf("an hour: %+v", found)
	}
	h = used
	if found = append(lookAt(&h, at(23, 0), 1), lookAt(&h, at(23, 1), 2)...); !slices.Equal(found, []verdict{{kind: Night, serious: 2}}) {
		t.Errorf("the first night: %+v", found)
	}
	h = habit{Day: 20000, Limit: 40, Days: 3}
	if found = append(lookAt(&h, at(3, 0), 1), lookAt(&h, at(23, 1), 2)...); found != nil {
		t.Errorf("nights of somebody new: %+v", found)
	}
	h = used
	for i := range 12 {
		v, is := probing(&h, at(9, i), &s)
		if is != (i >= 9) || is && v.count != min(int64(i+1), 11) {
			t.Errorf("%d denials: %+v %t", i+1, v, is)
		}
	}
	if _, is := probing(&h, at(10, 30), &s); is {
		t.Error("denials are remembered too long")
	}
}

// TestWardsAreInOrder: going through one's ward by surname is no sequence; through
// people with whom one has nothing to do it is.
func TestWardsAreInOrder(t *testing.T) {
	s := Usual()
	for _, c := range []struct {
		kind string
		want int
	}{{sight.Ward, 0}, {sight.Admitted, 3}} {
		h, found := habit{Limit: 100}, 0
		for i := range 12 {
			l := nurse(func(l *look) {
				l.person, l.at = fmt.Sprint("p", i), noon.Add(time.Duration(i)*time.Minute)
				l.of.Relations = []sight.Party{{Kind: c.kind, Of: "trust/Elm"}}
				l.entry = &audit.Entry{Actor: "a1", Action: "read", Outcome: audit.OK}
			})
			found += len(pace(&h, l, "", &s))
		}
		if found != c.want {
			t.Errorf("%s: %d", c.kind, found)
		}
	}
}

func TestSettings(t *testing.T) {
	s := Usual()
	if err := s.check(); err != nil {
		t.Error(err)
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	s.Zone = london
	for _, c := range []struct {
		at    string
		day   int64
		night bool
	}{
		{"2026-06-30T23:30:00Z", 20635, true}, // 00:30 on 1 July
		{"2026-06-30T22:59:59Z", 20634, true},
		{"2026-01-31T23:30:00Z", 20484, true},
		{"2026-06-30T20:59:00Z", 20634, false}, // 21:59
		{"2026-06-30T05:00:00Z", 20634, false}, // 06:00
		{"1969-12-31T12:00:00Z", -1, false},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if day, hour := s.local(at); day != c.day || s.night(hour) != c.night {
			t.Errorf("%s: day %d, hour %d", c.at, day, hour)
		}
	}
	for _, edit := range []func(*Settings){
		func(s *Settings) { s.Zone = nil }, func(s *Settings) { s.NightFrom = 24 }, func(s *Settings) { s.Spreads = 0 },
		func(s *Settings) { s.Denials = 0 }, func(s *Settings) { s.Gap = -1 }, func(s *Settings) { s.UsualDays = 0 },
	} {
		s := Usual()
		edit(&s)
		if s.check() == nil {
			t.Errorf("taken: %+v", s)
		}
	}
}
