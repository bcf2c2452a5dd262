package web

import (
	"time"

	"continuum/warehouse"
	"continuum/web/show"
)

// figure is one headline number.
type figure struct {
	Value string
	Label string
	Note  string
}

// headline is the handful of figures that say how big a place is and how old.
func headline(o warehouse.Overview, now time.Time) []figure {
	var registrations, activities, cost int64
	var partners int64
	for _, p := range o.Partners {
		if p.Sector != "reference" {
			partners++
		}
		registrations += p.Registrations
		activities += p.Activities
		cost += p.CostPence
	}
	if n := o.Build.Link.Registrations; n > 0 {
		registrations = int64(n) // a partner's count may hold the history of each
	}
	figures := []figure{
		{Value: show.Count(o.Build.People), Label: "people"},
		{Value: show.Count(registrations), Label: "registrations", Note: "at " + show.Plural(partners, "partner", "partners")},
		{Value: show.Count(activities), Label: "activities"},
		{Value: show.BigPounds(cost), Label: "cost of care", Note: year(o)},
	}
	if t := latest(o); !t.IsZero() {
		figures = append(figures, figure{Value: show.StaffDate(t), Label: "latest data", Note: show.Ago(t, now)})
	}
	return figures
}

// year names the twelve months that costs are shown for.
func year(o warehouse.Overview) string {
	t := latest(o)
	if t.IsZero() {
		return ""
	}
	return "12 months to " + t.Format("Jan 2006")
}

// partnerNames looks partners up by id; an unknown one keeps its id in words.
type partnerNames map[string]warehouse.PartnerCount

func partnersByID(partners []warehouse.PartnerCount) partnerNames {
	byID := partnerNames{}
	for _, p := range partners {
		byID[p.ID] = p
	}
	return byID
}

func (n partnerNames) name(id string) string {
	if p, known := n[id]; known && p.Name != "" {
		return p.Name
	}
	return show.Words(id)
}
