package web

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/source"
	"continuum/web/show"
)

// feedView is a feed's quality report in the words of a page.
type feedView struct {
	source.Report
	PartnerName string
	now         time.Time
}

func (s *site) feed(v visit) (content, error) {
	for _, f := range feedViews(v) {
		if f.Feed == v.PathValue("feed") {
			return content{Title: f.Title, Body: feedPage(f)}, nil
		}
	}
	return content{}, fault.New(fault.NotFound, "no such feed")
}

func feedViews(v visit) []feedView {
	partners := partnersByID(v.Overview.Partners)
	views := make([]feedView, 0, len(v.Overview.Feeds))
	for _, r := range v.Overview.Feeds {
		if r.Title == "" {
			r.Title = show.Words(r.Feed)
		}
		views = append(views, feedView{Report: r, PartnerName: partners.name(r.Partner), now: v.Now})
	}
	return views
}

func (f feedView) url() string { return "/feeds/" + url.PathEscape(f.Feed) }

// stale says that the newest row is older than the feed promises.
func (f feedView) stale() bool {
	return f.FreshDays > 0 && !f.Latest.IsZero() && show.Days(f.Latest, f.now) > f.FreshDays
}

// promised says that the feed declares how old it may get.
func (f feedView) promised() bool { return f.FreshDays > 0 && !f.Latest.IsZero() }

// age is how old the newest row is, in words.
func (f feedView) age() string {
	if f.Latest.IsZero() {
		return "no dates"
	}
	if days := show.Days(f.Latest, f.now); days > 1 {
		return show.Count(int64(days)) + " days old"
	}
	return show.Ago(f.Latest, f.now)
}

// needsAttention says whether anything is flagged or over its limit.
func (f feedView) needsAttention() bool {
	return len(f.Flags) > 0 || f.stale() || f.overLimit()
}

func (f feedView) overLimit() bool { return f.RejectLimit > 0 && f.quarantine() > f.RejectLimit }

// quarantine is the share of rows kept out, from 0 to 1.
func (f feedView) quarantine() float64 {
	if f.Rows == 0 {
		return 0
	}
	return float64(f.Quarantined) / float64(f.Rows)
}

// complete is the mean completeness of the feed's fields, from 0 to 1.
func (f feedView) complete() float64 {
	if len(f.Fields) == 0 {
		return 0
	}
	sum := 0.0
	for _, field := range f.Fields {
		sum += field.Complete
	}
	return sum / float64(len(f.Fields))
}

// verdict is the one sentence a hurried reader needs.
func (f feedView) verdict() string {
	s := fmt.Sprintf("%s of %s kept out", show.Share(f.quarantine()), show.Plural(f.Rows, "row", "rows"))
	switch {
	case f.RejectLimit <= 0:
		return s + "."
	case f.overLimit():
		return s + ", over the limit of " + show.Share(f.RejectLimit) + "."
	default:
		return s + ", within the limit of " + show.Share(f.RejectLimit) + "."
	}
}

// period is the span of the feed's main date.
func (f feedView) period() string {
	if f.Earliest.IsZero() {
		return ""
	}
	return "from " + show.StaffDate(f.Earliest) + " to " + show.StaffDate(f.Latest)
}

// counts are the figures of the feed's own page.
func (f feedView) counts() []figure {
	return []figure{
		{Value: show.Count(f.Rows), Label: "rows read", Note: "from " + show.Plural(int64(f.Files), "file", "files")},
		{Value: show.Count(f.Quarantined), Label: "rows kept out", Note: show.Share(f.quarantine())},
		{Value: show.Count(f.Duplicates), Label: "repeated"},
		{Value: show.Count(f.Blanked), Label: "rows with a value blanked"},
		{Value: show.Share(f.complete()), Label: "of fields filled"},
	}
}

// odd names the first thing that looks odd and counts the rest.
func (f feedView) odd() string {
	switch n := len(f.Flags); n {
	case 0:
		return "–"
	case 1:
		return f.Flags[0]
	default:
		return f.Flags[0] + " and " + show.Count(int64(n-1)) + " more"
	}
}

// trouble says why the feed needs attention.
func (f feedView) trouble() string {
	var parts []string
	if f.overLimit() {
		parts = append(parts, show.Share(f.quarantine())+" of rows kept out")
	}
	if f.stale() {
		parts = append(parts, "stale, "+f.age())
	}
	if len(f.Flags) > 0 {
		parts = append(parts, f.odd())
	}
	return strings.Join(parts, "; ")
}
