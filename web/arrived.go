package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	facts "continuum/record/fact"
	"continuum/record/live"
	"continuum/warehouse"
	"continuum/web/show"
)

// liveTable marks an event of the timeline that came live and is in no extract yet.
const liveTable = "live"

// newsFor is how long after a visit its end is still told at the head of the page.
const newsFor = 14 * 24 * time.Hour

// mostNews bounds the lines at the head of a page.
const mostNews = 5

// news is one line of what came live: what is so, and since when and where.
type news struct{ Lead, Text string }

// arrivedView is what came live of a person.
type arrivedView struct {
	News    []news
	Failed  bool // it could not be read
	Unknown bool // no extract has the person
}

func (a arrivedView) empty() bool { return len(a.News) == 0 && !a.Failed && !a.Unknown }

// telling puts what came live in words for one page.
type telling struct {
	facts.Arrivals
	partners partnerNames
	now      time.Time
}

// visitKey is what a visit and an event of an extract have in common.
type visitKey struct{ source, localID string }

// join puts the visits that came live among the events of extracts, each once: an
// event that came live too is told the end it does not know, and one whose end an
// extract knows is no news.
func (t telling) join(events []warehouse.Event) ([]warehouse.Event, []news) {
	all, at := slices.Clone(events), map[visitKey]int{}
	for i, e := range events {
		if e.LocalID != "" {
			at[visitKey{e.Source, e.LocalID}] = i
		}
	}
	var told []news
	for _, v := range t.Visits {
		if v.Status == "entered-in-error" {
			continue
		}
		i, repeated := at[visitKey{v.Source, v.LocalID}]
		overtaken := repeated && !all[i].End.IsZero() && v.End.IsZero()
		switch {
		case !repeated:
			all = append(all, t.event(v))
		case all[i].End.IsZero() && !v.End.IsZero():
			all[i].End = t.wall(v.End)
			all[i].Detail = append(slices.Clone(all[i].Detail), warehouse.Field{Label: "Came live", Value: "the end, not yet in an extract"})
		}
		if line, is := t.newsOf(v); is && !overtaken && len(told) < mostNews {
			told = append(told, line)
		}
	}
	slices.SortStableFunc(all, func(x, y warehouse.Event) int { return y.Start.Compare(x.Start) })
	return all, told
}

// event is a visit on the timeline.
func (t telling) event(v facts.Arrival) warehouse.Event {
	words := wordsOf(v.Class)
	e := warehouse.Event{
		Table: liveTable, Source: v.Source, LocalID: v.LocalID, Setting: words.setting, Kind: "visit",
		Title: words.stay, Start: t.wall(v.Start), End: t.wall(v.End), Major: words.major,
	}
	if v.Status == "cancelled" {
		e.Title, e.Major = e.Title+", cancelled", false
	}
	if place := v.Place(); place != "" {
		e.Title += ": " + place
	} else if v.Service != "" {
		e.Title += ": " + v.Service
	}
	provider := v.Provider
	if t.name(v.Source) != "" {
		provider = "" // the partner is shown
	}
	for _, f := range []warehouse.Field{{Label: "At", Value: provider}, {Label: "Specialty", Value: v.Service}, {Label: "Status", Value: show.Words(strings.ReplaceAll(v.Status, "-", " "))}} {
		if f.Value != "" {
			e.Detail = append(e.Detail, f)
		}
	}
	return e
}

// visitWords are the words for visits of a class.
type visitWords struct {
	setting, stay string
	now, left     string // what is said of one under way, and of one that ended
	since, into   string // how it began, and what leads to the place
	major         bool
}

var classWords = map[string]visitWords{
	"IMP":  {"inpatient", "Hospital stay", "In hospital now", "Discharged", "admitted", "to", true},
	"EMER": {"emergency", "A&E attendance", "In A&E now", "Left A&E", "arrived", "at", true},
	"AMB":  {"", "Visit", "At a visit now", "", "since", "at", false},
	"HH":   {"", "Care at home", "Care at home under way", "", "since", "at", false},
	"VR":   {"", "Remote contact", "", "", "since", "at", false},
}

func wordsOf(class string) visitWords {
	switch class {
	case "ACUTE", "NONAC", "SS", "OBSENC":
		class = "IMP"
	}
	if words, known := classWords[class]; known {
		return words
	}
	return classWords["AMB"]
}

// newsOf tells of a visit that is under way or ended lately.
func (t telling) newsOf(v facts.Arrival) (news, bool) {
	words := wordsOf(v.Class)
	switch {
	case v.Open() && words.now != "":
		return news{words.now, t.underWay(v, words)}, true
	case v.Status == "finished" && words.left != "" && !v.End.IsZero() && t.now.Sub(v.End.Time) < newsFor:
		text := join(" ", t.moment(v.End), before("from ", v.Place()))
		text = join(", ", text, t.provider(v))
		return news{words.left, join("; ", text, before(words.since+" ", t.moment(v.Start)))}, true
	}
	return news{}, false
}

// underWay is "admitted 14:02 today to Ward 5, Weston General Hospital", and where
// the person has moved since, when to where.
func (t telling) underWay(v facts.Arrival, words visitWords) string {
	began := before(words.since+" ", t.moment(v.Start))
	if v.Start.IsZero() {
		began = ""
	}
	here := v.Place()
	if len(v.Stops) > 1 && !v.Stops[0].From.IsZero() {
		return join("; ", join(", ", began, t.provider(v)), join(" ", "in "+here+" since", t.moment(v.Stops[0].From)))
	}
	return join(", ", join(" ", began, before(words.into+" ", here)), t.provider(v))
}

// provider is the partner in words, or whoever the message names.
func (t telling) provider(v facts.Arrival) string { return cmp.Or(t.name(v.Source), v.Provider) }

// wall is a time as extracts give it, in the place's own time.
func (t telling) wall(w live.When) time.Time {
	if w.IsZero() || !w.Clock() {
		return w.Time
	}
	at := w.In(t.zone())
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
}

func (t telling) zone() *time.Location {
	if t.Zone == nil {
		return time.UTC
	}
	return t.Zone
}

// moment is a time as one says it: 14:02 today, 09:00 yesterday, 25-Nov-2026 08:10.
func (t telling) moment(w live.When) string {
	if w.IsZero() {
		return ""
	}
	if len(w.Text) < len(time.DateOnly) {
		return w.Text
	}
	at, clock := t.wall(w), ""
	if w.Clock() {
		clock = at.Format("15:04")
	}
	today := t.now.In(t.zone())
	switch show.StaffDate(at) {
	case show.StaffDate(today):
		return join(" ", clock, "today")
	case show.StaffDate(today.AddDate(0, 0, -1)):
		return join(" ", clock, "yesterday")
	}
	return join(" ", show.StaffDate(at), clock)
}

// death tells of a death that came live: when for the banner, and who told.
func (t telling) death() (when string, told news) {
	when = cmp.Or(t.moment(t.Death.At), "date not given")
	return when, news{"Died", join(", ", when, before("told by ", t.name(t.Death.Partner)))}
}

func (t telling) name(partner string) string {
	if p, known := t.partners[partner]; known {
		return p.Name
	}
	return ""
}

// join puts what is not empty together.
func join(between string, parts ...string) string {
	out := ""
	for _, p := range parts {
		switch {
		case p == "":
		case out == "":
			out = p
		default:
			out += between + p
		}
	}
	return out
}

// before puts words before what is not empty.
func before(words, text string) string {
	if text == "" {
		return ""
	}
	return words + text
}
