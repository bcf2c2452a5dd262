package web

import (
	"strconv"

	"continuum/web/show"
)

// figures are the headline numbers of a list.
func (l *listView) figures() []figure {
	h := &l.Head
	return []figure{
		{Label: "expected value", Value: pounds(h.Net), Note: "likely " + pounds(h.Low) + " to " + pounds(h.High)},
		{Label: "chance that it pays", Value: show.Share(h.ChancePays)},
		{Label: "people of places", Value: show.Count(int64(h.People)) + " of " + show.Count(int64(h.Places))},
		{Label: "saved, and spent", Value: pounds(h.Saves), Note: pounds(h.Costs) + " spent"},
		{Label: "one more place", Value: pounds(h.OneMore), Note: "would be worth"},
		{Label: "breaks even at", Value: strconv.FormatFloat(h.BreakEven, 'f', 2, 64), Note: "events a year"},
		{Label: "offering it to all eligible", Value: pounds(h.Everybody)},
	}
}

// events says how many a person has.
func events(n float64) string {
	if n == 1 {
		return "1 event"
	}
	return strconv.FormatFloat(n, 'f', 2, 64) + " events"
}

// effectWords are a share that may be below 0.
func effectWords(x float64) string {
	if x < 0 {
		return "\u2212" + show.Share(-x)
	}
	return show.Share(x)
}
