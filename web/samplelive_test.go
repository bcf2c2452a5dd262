package web

import (
	"context"
	"errors"
	"fmt"
	"time"

	facts "continuum/record/fact"
	"continuum/record/live"
	"continuum/warehouse"
)

// sampleLive is what came live in the sample place: a stay under way, one that
// ended, an attendance, a death without a date, somebody whom no extract has.
type sampleLive struct{}

func at(text string) live.When {
	for _, layout := range []string{time.RFC3339, time.DateOnly, "2006-01"} {
		if t, err := time.Parse(layout, text); err == nil {
			return live.When{Time: t, Text: text}
		}
	}
	return live.When{}
}

func visitOf(source, id, class, status, start, end string, stops ...live.Stop) facts.Arrival {
	return facts.Arrival{
		Visit:  live.Visit{Key: "Encounter/" + id, Partner: source, Class: class, Status: status, Start: at(start), End: at(end), Stops: stops},
		Source: source, LocalID: id,
	}
}

func (sampleLive) Arrivals(_ context.Context, id string) (facts.Arrivals, error) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		return facts.Arrivals{}, err
	}
	a := facts.Arrivals{Zone: zone}
	switch id {
	case "p-1002":
		a.PersonID = id
		a.Visits = []facts.Arrival{
			visitOf("weston_hospital", "S2", "IMP", "in-progress", "2026-11-22T08:02:00Z", "", live.Stop{Place: "Ward 5"}),
			visitOf("weston_hospital", "E9", "EMER", "finished", "2026-11-22T03:10:00Z", "2026-11-22T08:00:00Z"),
			visitOf("weston_hospital", "S1", "IMP", "finished", "2026-11-10T14:20:00Z", "2026-11-21T11:15:00Z", live.Stop{Place: "Ward 2, bay 1"}),
			visitOf("weston_hospital", "S0", "IMP", "cancelled", "2026-11-02", ""),
			visitOf("weston_hospital", "O1", "AMB", "planned", "2026-12-02T10:00:00Z", ""),
			visitOf("", "", "AMB", "entered-in-error", "2026-11-01", ""),
		}
		a.Visits[4].Service = "Cardiology <clinic>"
	case "p-1003":
		a.PersonID, a.Death = id, &live.Death{Partner: "weston_hospital"}
	case "p-1004":
		return a, fmt.Errorf("reading Patient/p-1004: %w", errors.New("the disk is full"))
	case "live-1":
		a.Person = warehouse.Person{ID: id, FamilyName: "Newcomer", GivenName: "Åsa", BirthDate: day("2001-02-03"), NHSNumber: "9434765919", Postcode: "WS1 1AA"}
		a.Death = &live.Death{At: at("2026-11-21T23:55:00Z"), Partner: "weston_hospital"}
		a.Visits = []facts.Arrival{visitOf("weston_hospital", "E7", "EMER", "in-progress", "2026-11-21T22:30:00Z", "")}
	case "live-2":
		a.PersonID, a.Person.ID = "p-0001", id
	}
	return a, nil
}
