package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"continuum/warehouse"
	"continuum/web/show"
)

const pageSize = 100 // events

// timelineView is one page of a person's events after filtering.
type timelineView struct {
	Filter   filter
	Settings []settingCount // what there is to choose from
	All      int            // events before filtering
	Found    int            // events after filtering
	First    int            // number of the first one shown, from 1
	Last     int
	Pages    int
	Months   []monthEvents
	partners partnerNames
	now      time.Time
}

// settingCount is how many events one sector has.
type settingCount struct {
	Setting string
	Events  int
}

// monthEvents is one month of the page, newest first.
type monthEvents struct {
	Name   string
	Events []warehouse.Event
}

func timelineOf(events []warehouse.Event, f filter, v visit) timelineView {
	t := timelineView{
		Filter: f, All: len(events), Settings: countSettings(events),
		partners: partnersByID(v.Overview.Partners), now: v.Now,
	}
	wanted := make([]warehouse.Event, 0, len(events))
	for _, e := range events {
		if f.admits(e) {
			wanted = append(wanted, e)
		}
	}
	t.Found = len(wanted)
	t.Pages = max((t.Found+pageSize-1)/pageSize, 1)
	t.Filter.Page = min(max(f.Page, 1), t.Pages)
	from := (t.Filter.Page - 1) * pageSize
	to := min(from+pageSize, t.Found)
	t.First, t.Last = min(from+1, t.Found), to
	t.Months = byMonth(wanted[from:to])
	return t
}

func countSettings(events []warehouse.Event) []settingCount {
	counts := map[string]int{}
	for _, e := range events {
		if e.Setting != "" {
			counts[e.Setting]++
		}
	}
	list := make([]settingCount, 0, len(counts))
	for setting, n := range counts {
		list = append(list, settingCount{setting, n})
	}
	slices.SortFunc(list, func(a, b settingCount) int {
		return cmp.Or(show.SettingOrder(a.Setting)-show.SettingOrder(b.Setting), strings.Compare(a.Setting, b.Setting))
	})
	return list
}

// byMonth groups events that already stand newest first.
func byMonth(events []warehouse.Event) []monthEvents {
	var months []monthEvents
	for _, e := range events {
		name := show.Month(e.Start)
		if name == "" {
			name = "Date not known"
		}
		if n := len(months); n == 0 || months[n-1].Name != name {
			months = append(months, monthEvents{Name: name})
		}
		last := &months[len(months)-1]
		last.Events = append(last.Events, e)
	}
	return months
}

// summary says what is shown.
func (t timelineView) summary() string {
	switch {
	case t.All == 0:
		return "Nothing is recorded."
	case t.Found == 0:
		return "Nothing matches. Choose another sector or other dates, or clear the filter."
	case !t.Filter.active() && t.Pages == 1:
		return show.Plural(int64(t.All), "event", "events") + ", newest first."
	case t.Pages == 1:
		return fmt.Sprintf("%s of %s, newest first.", show.Count(int64(t.Found)), show.Plural(int64(t.All), "event", "events"))
	default:
		return fmt.Sprintf("%s to %s of %s, newest first.", show.Count(int64(t.First)), show.Count(int64(t.Last)),
			show.Plural(int64(t.Found), "event", "events"))
	}
}

// sector is the word for where an event happened, from its partner when the
// event itself does not say.
func (t timelineView) sector(e warehouse.Event) (id, word string) {
	if e.Setting != "" {
		return e.Setting, show.Setting(e.Setting)
	}
	if p, known := t.partners[e.Source]; known {
		return p.Sector, show.Sector(p.Sector)
	}
	return "", show.Words(e.Table)
}

// planned says that an event is yet to come.
func (t timelineView) planned(e warehouse.Event) bool { return e.Start.After(t.now) }

// lasts says until when an event of more than one day went on, or "".
func lasts(e warehouse.Event) string {
	if e.End.IsZero() || show.Days(e.Start, e.End) < 1 {
		return ""
	}
	return "to " + show.StaffDate(e.End)
}

// when is the exact time of an event with its length in days.
func when(e warehouse.Event) string {
	s := show.StaffTime(e.Start)
	if e.End.IsZero() || e.End.Equal(e.Start) {
		return known(s)
	}
	s += " to " + show.StaffTime(e.End)
	if days := show.Days(e.Start, e.End); days > 0 {
		s += " (" + show.Plural(int64(days), "day", "days") + ")"
	}
	return s
}

// fillOf is the colour class of a setting or sector; unknown ones share one.
func fillOf(setting string) string {
	switch {
	case setting == "acute":
		return "cx-s-inpatient"
	case show.SettingOrder(setting) == show.SettingOrder(""):
		return "cx-s-other"
	default:
		return "cx-s-" + setting
	}
}
