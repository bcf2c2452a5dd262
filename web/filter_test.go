package web

import (
	"net/url"
	"testing"
	"time"
	"unicode/utf8"

	"continuum/warehouse"
)

func TestFilterAdmits(t *testing.T) {
	stay := warehouse.Event{Setting: "inpatient", Major: true, Start: day("2026-11-06 02:50"), End: day("2026-11-13 10:30")}
	undated := warehouse.Event{Setting: "gp"}
	for _, c := range []struct {
		form  string
		event warehouse.Event
		want  bool
	}{
		{"", stay, true},
		{"", undated, true},
		{"setting=inpatient", stay, true},
		{"setting=gp", stay, false},
		{"show=major", stay, true},
		{"show=major", undated, false},
		{"from=2026-11-13", stay, true},
		{"from=2026-11-14", stay, false},
		{"to=2026-11-06", stay, true},
		{"to=2026-11-05", stay, false},
		{"from=2026-11-08&to=2026-11-09", stay, true},
		{"from=2026-11-09&to=2026-11-08", stay, true},
		{"from=1900-01-01", undated, false},
		{"from=nonsense", stay, true},
	} {
		form, err := url.ParseQuery(c.form)
		if err != nil {
			t.Fatal(err)
		}
		if got := readFilter(form).admits(c.event); got != c.want {
			t.Errorf("%q admits %v: %t, want %t", c.form, c.event.Start, got, c.want)
		}
	}
}

func TestReadDay(t *testing.T) {
	want := day("2026-01-31")
	for _, s := range []string{"2026-01-31", "31/01/2026", "31/1/2026", "31-Jan-2026"} {
		if got, ok := readDay(s); !ok || !got.Equal(want) {
			t.Errorf("readDay(%q) = %v, %t", s, got, ok)
		}
	}
	for _, s := range []string{"31/02/2026", "yesterday", "2026-13-01"} {
		if got, ok := readDay(s); ok || !got.IsZero() {
			t.Errorf("readDay(%q) = %v, want nothing", s, got)
		}
	}
}

// Whatever the form holds, the address of the filter means the same filter.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{"", "setting=gp&show=major&page=3", "from=2026-01-31&to=01/02/2026", "page=-7", "from=%ff", "a=b;c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		form, err := url.ParseQuery(raw)
		if err != nil {
			t.Skip()
		}
		want := readFilter(form)
		again, err := url.ParseQuery(want.query(want.Page)[1:])
		if err != nil {
			t.Fatal(err)
		}
		got := readFilter(again)
		got.Problem, want.Problem = "", ""
		if got != want {
			t.Errorf("%q: got %+v, want %+v", raw, got, want)
		}
	})
}

// Whatever is typed, what is searched for is short, valid and printable, or refused.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"", " mary  smith ", "943 476 5919", "\x00\xff", "Llŷr"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := cleanQuery(typed)
		if err != nil {
			return
		}
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > queryLimit {
			t.Errorf("cleanQuery(%q) = %q", typed, got)
		}
		if again, err := cleanQuery(got); err != nil || again != got {
			t.Errorf("cleanQuery(%q) = %q, and of that %q", typed, got, again)
		}
	})
}

func TestMonthsAndPages(t *testing.T) {
	var events []warehouse.Event
	for i := range 250 {
		events = append(events, warehouse.Event{Start: today.AddDate(0, 0, -i)})
	}
	v := timelineOf(events, filter{Page: 3}, visit{Now: today})
	if v.Pages != 3 || v.First != 201 || v.Last != 250 || v.Months[0].Name != "May 2026" {
		t.Errorf("pages %d, from %d to %d, month %s", v.Pages, v.First, v.Last, v.Months[0].Name)
	}
	shown := 0
	for _, m := range v.Months {
		shown += len(m.Events)
	}
	if shown != 50 {
		t.Errorf("%d events on the last page, want 50", shown)
	}
	if v := timelineOf(nil, filter{Page: 9}, visit{Now: time.Time{}}); v.Pages != 1 || v.Found != 0 || v.First != 0 {
		t.Errorf("empty timeline: %+v", v)
	}
}
