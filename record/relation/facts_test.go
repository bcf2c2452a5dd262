package relation_test

import (
	"strings"
	"testing"
	"time"

	"continuum/place"
	"continuum/record"
	"continuum/record/relation"
	"continuum/record/sight"
)

func instant(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

// holding tells what holds at a time, of those that hold then or later.
func holding(all []record.Relation, at time.Time) string {
	var out []string
	for _, x := range all {
		if !x.Since.After(at) {
			out = append(out, x.Party.Kind+":"+x.Party.Of)
		}
	}
	return strings.Join(out, " ")
}

// TestOfFacts shows what follows from the facts of Mary, Tom and Ann as time goes by.
func TestOfFacts(t *testing.T) {
	w := onOne(t)
	for _, c := range []struct {
		source, id, at, want string
	}{
		// a stay in June, another since October, home care since 2025, a registration with the council
		{"clinic", "1", "2026-11-27T12:00:00Z", "admitted:hospital caseload:council referred:hospital registered:Z90001"},
		{"clinic", "1", "2026-06-20T12:00:00Z", "admitted:hospital caseload:council referred:hospital registered:Z90001"},
		{"clinic", "1", "2026-10-01T12:00:00Z", "caseload:council referred:hospital registered:Z90001"},
		{"clinic", "1", "1960-01-01T12:00:00Z", "referred:council referred:hospital"},
		{"clinic", "1", "1980-01-01T12:00:00Z", "referred:council referred:hospital registered:Z90001"},
		{"clinic", "2", "2026-11-27T12:00:00Z", ""},
		{"clinic", "3", "2026-11-27T12:00:00Z", "registered:Harbour Surgery"},
	} {
		f, err := w.live.Facts(t.Context(), w.person(c.source, c.id))
		if err != nil {
			t.Fatal(err)
		}
		at := instant(c.at)
		all := w.OfFacts(f, at)
		if got := holding(all, at); got != c.want {
			t.Errorf("%s %s at %s: %q, want %q", c.source, c.id, c.at, got, c.want)
		}
		for _, x := range all {
			if !x.Until.IsZero() && !x.Until.After(at) {
				t.Errorf("%+v has ended at %s", x, c.at)
			}
		}
	}
}

// TestOfFactsEnds shows until when a stay in hospital counts.
func TestOfFactsEnds(t *testing.T) {
	w := onOne(t)
	f, err := w.live.Facts(t.Context(), w.person("clinic", "1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range w.OfFacts(f, instant("2026-06-05T00:00:00Z")) {
		if x.Party == (sight.Party{Kind: sight.Admitted, Of: "hospital"}) && x.Since.Equal(instant("2026-06-01T13:02:00Z")) && !x.Until.Equal(instant("2026-06-23T10:00:00Z")) {
			t.Errorf("14 days after 11:00 in London on 9 June it is %s", x.Until)
		}
	}
	d, err := relation.NewDirectory(w.place, relation.Rules{Lately: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]bool{"2026-06-09T10:30:00Z": true, "2026-06-09T11:30:00Z": false} {
		if got := strings.Contains(holding(d.OfFacts(f, instant(at)), instant(at)), "admitted:hospital"); got != want {
			t.Errorf("an hour long, at %s: %v", at, got)
		}
	}
}

func TestNewDirectoryRefuses(t *testing.T) {
	if _, err := relation.NewDirectory(&place.Place{Timezone: "River"}, relation.Rules{}); err == nil {
		t.Error("a time zone that there is not was taken")
	}
}
