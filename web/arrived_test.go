package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	facts "continuum/record/fact"
	"continuum/record/live"
	"continuum/warehouse"
)

func tellingOf(visits ...facts.Arrival) telling {
	zone, _ := time.LoadLocation("Europe/London")
	return telling{facts.Arrivals{Visits: visits, Zone: zone}, partnersByID(sampleOverview().Partners), day("2026-07-22 10:00")}
}

// What came live is told in words of the place's own time.
func TestNews(t *testing.T) {
	ward, moved := live.Stop{Place: "Ward 5"}, live.Stop{Place: "Ward 6, bay 2, bed 3", From: at("2026-07-22T08:30:00Z")}
	for _, c := range []struct {
		visit facts.Arrival
		want  string
	}{
		{visitOf("weston_hospital", "1", "IMP", "in-progress", "2026-07-22T07:02:00Z", "", ward), "In hospital now: admitted 08:02 today to Ward 5, Weston General Hospital"},
		{visitOf("weston_hospital", "1", "ACUTE", "in-progress", "2026-07-21T23:30:00Z", "", moved, ward), "In hospital now: admitted 00:30 today, Weston General Hospital; in Ward 6, bay 2, bed 3 since 09:30 today"},
		{visitOf("weston_hospital", "1", "IMP", "in-progress", "2026-07-21", ""), "In hospital now: admitted yesterday, Weston General Hospital"},
		{visitOf("", "1", "IMP", "in-progress", "", ""), "In hospital now: "},
		{visitOf("weston_hospital", "1", "EMER", "arrived", "2026-07-19T07:02:00Z", ""), "In A&E now: arrived 19-Jul-2026 08:02, Weston General Hospital"},
		{visitOf("weston_gp", "1", "AMB", "in-progress", "2026-07-22T08:50:00Z", ""), "At a visit now: since 09:50 today, Weston GP federation"},
		{visitOf("weston_hospital", "1", "IMP", "finished", "2026-07-01T07:02:00Z", "2026-07-22T09:15:00+01:00", ward), "Discharged: 09:15 today from Ward 5, Weston General Hospital; admitted 01-Jul-2026 08:02"},
		{visitOf("weston_hospital", "1", "EMER", "finished", "2026-07", "2026-07-20T09:15:00+01:00"), "Left A&E: 20-Jul-2026 09:15, Weston General Hospital; arrived 2026-07"},
		{visitOf("weston_hospital", "1", "IMP", "finished", "2026-06-01T07:02:00Z", "2026-06-20T09:15:00+01:00"), ""}, // no news any more
		{visitOf("weston_hospital", "1", "IMP", "finished", "2026-07-20T07:02:00Z", ""), ""},
		{visitOf("weston_hospital", "1", "AMB", "finished", "2026-07-20T07:02:00Z", "2026-07-20T09:15:00+01:00"), ""},
		{visitOf("weston_hospital", "1", "IMP", "planned", "2026-07-28T07:02:00Z", ""), ""},
		{visitOf("weston_hospital", "1", "IMP", "cancelled", "2026-07-20T07:02:00Z", ""), ""},
		{visitOf("weston_hospital", "1", "IMP", "entered-in-error", "2026-07-20T07:02:00Z", ""), ""},
	} {
		_, told := tellingOf(c.visit).join(nil)
		got := ""
		for _, n := range told {
			got += n.Lead + ": " + n.Text
		}
		if got != c.want {
			t.Errorf("%s of %s told as %q, want %q", c.visit.Status, c.visit.Class, got, c.want)
		}
	}
}

// A visit is on the timeline once, whoever told of it.
func TestEachVisitOnce(t *testing.T) {
	extract := func(id, end string) warehouse.Event {
		return warehouse.Event{Table: "activity", Source: "weston_hospital", LocalID: id, Title: "Admitted", Start: day("2026-07-20 08:02"), End: day(end)}
	}
	for name, c := range map[string]struct {
		event warehouse.Event
		visit facts.Arrival
		table string // of each event, newest first
		end   string
		news  int
	}{
		"only live":      {extract("1", ""), visitOf("weston_hospital", "2", "IMP", "in-progress", "2026-07-22T07:02:00Z", ""), "live activity", "", 1},
		"both, open":     {extract("1", ""), visitOf("weston_hospital", "1", "IMP", "in-progress", "2026-07-20T07:02:00Z", ""), "activity", "", 1},
		"ended live":     {extract("1", ""), visitOf("weston_hospital", "1", "IMP", "finished", "2026-07-20T07:02:00Z", "2026-07-21T07:30:00Z"), "activity", "2026-07-21 08:30", 1},
		"ended, extract": {extract("1", "2026-07-21 09:00"), visitOf("weston_hospital", "1", "IMP", "in-progress", "2026-07-20T07:02:00Z", ""), "activity", "2026-07-21 09:00", 0},
		"another's id":   {extract("1", ""), visitOf("weston_gp", "1", "AMB", "in-progress", "2026-07-22T07:02:00Z", ""), "live activity", "", 1},
		"no id":          {extract("", ""), visitOf("weston_hospital", "", "IMP", "in-progress", "2026-07-22T07:02:00Z", ""), "live activity", "", 1},
		"in error":       {extract("1", ""), visitOf("weston_hospital", "2", "IMP", "entered-in-error", "2026-07-22T07:02:00Z", ""), "activity", "", 0},
	} {
		given := []warehouse.Event{c.event}
		all, told := tellingOf(c.visit).join(given)
		var tables []string
		for _, e := range all {
			tables = append(tables, e.Table)
		}
		last := all[len(all)-1]
		if got := strings.Join(tables, " "); got != c.table || !last.End.Equal(day(c.end)) || len(told) != c.news {
			t.Errorf("%s: %s, ended %v, %d news", name, got, last.End, len(told))
		}
		if diff := cmp.Diff([]warehouse.Event{c.event}, given, cmp.AllowUnexported(warehouse.Event{})); diff != "" {
			t.Errorf("%s: changed what it was given: %s", name, diff)
		}
	}
}

func TestLivePages(t *testing.T) {
	for _, c := range []struct {
		address string
		status  int
		holds   []string
		lacks   string
	}{
		{"/people/p-0001", 200, []string{"48 events"}, "Live"},
		{"/people/p-1002", 200, []string{"<b>In hospital now</b> <span>admitted 08:02 today to Ward 5, Weston General Hospital", "<b>Discharged</b> <span>11:15 yesterday from Ward 2, bay 1, Weston General Hospital; admitted 10-Nov-2026 14:20", "5 events", "live, not yet in an extract", "(to come)", "Hospital stay, cancelled", "Cardiology &lt;clinic&gt;"}, "cx-who--dead"},
		{"/people/p-1002?setting=inpatient", 200, []string{"3 of 5 events", "In hospital now"}, ""},
		{"/people/p-1003", 200, []string{"cx-who--dead", "<dd>date not given</dd>", "<b>Died</b> <span>date not given, told by Weston General Hospital"}, "cannot be read"},
		{"/people/p-1004", 200, []string{"What came live cannot be read now.", "Nothing is recorded."}, "disk"},
		{"/people/live-1", 200, []string{"<title>NEWCOMER, Åsa – Weston</title>", "No extract has this person yet.", "In A&amp;E now", "23:55 yesterday, told by Weston General Hospital", "943 476 5919", "1 event"}, "Around this person"},
		{"/people/live-2", 302, nil, ""},
		{"/people/unheard-of", 404, []string{"Page not found"}, ""},
	} {
		answer, body, logged := serve(t, newSample(), http.MethodGet, c.address)
		if answer.Code != c.status {
			t.Errorf("%s: status %d, want %d", c.address, answer.Code, c.status)
		}
		for _, part := range c.holds {
			if !strings.Contains(body, part) {
				t.Errorf("%s: does not hold %q", c.address, part)
			}
		}
		if c.lacks != "" && strings.Contains(body, c.lacks) {
			t.Errorf("%s: holds %q", c.address, c.lacks)
		}
		if c.status == http.StatusFound && answer.Header().Get("Location") != "/people/p-0001" {
			t.Errorf("%s: moved to %s", c.address, answer.Header().Get("Location"))
		}
		if strings.Contains(logged, "p-1004") || strings.Contains(c.address, "1004") && !strings.Contains(logged, "the disk is full") {
			t.Errorf("%s: logged %s", c.address, logged)
		}
		checkPage(t, c.address, answer, body)
	}
}
