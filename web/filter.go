package web

import (
	"net/url"
	"strconv"
	"time"

	"continuum/warehouse"
)

// filter is what a reader wants of the timeline, as the form gives it.
type filter struct {
	Setting  string
	Major    bool
	From, To time.Time // whole days, zero is open
	Page     int       // from 1
	Problem  string    // what could not be understood
}

// readFilter understands the form; what it cannot read it leaves out and says so.
func readFilter(form url.Values) filter {
	f := filter{Setting: form.Get("setting"), Major: form.Get("show") == "major"}
	var fromOK, toOK bool
	f.From, fromOK = readDay(form.Get("from"))
	f.To, toOK = readDay(form.Get("to"))
	f.Page, _ = strconv.Atoi(form.Get("page"))
	f.Page = max(f.Page, 1)
	switch {
	case !fromOK || !toOK:
		f.Problem = "Write dates as 31/01/2026. The date that could not be read is left out."
	case !f.From.IsZero() && !f.To.IsZero() && f.To.Before(f.From):
		f.Problem = "The first date is after the last, so nothing can be shown."
	}
	return f
}

// readDay reads a day as browsers send it or as people write it.
func readDay(s string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, true
	}
	for _, layout := range []string{"2006-01-02", "2/1/2006", "2-Jan-2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// admits says whether an event is wanted. An event that lasts counts in every
// day it touches; one without a date is left out as soon as dates are asked for.
func (f filter) admits(e warehouse.Event) bool {
	if f.Major && !e.Major || f.Setting != "" && e.Setting != f.Setting {
		return false
	}
	if f.From.IsZero() && f.To.IsZero() {
		return true
	}
	last := e.Start
	if e.End.After(last) {
		last = e.End
	}
	return !e.Start.IsZero() && !last.Before(f.From) && (f.To.IsZero() || e.Start.Before(f.To.AddDate(0, 0, 1)))
}

// active says whether anything is filtered out.
func (f filter) active() bool {
	return f.Major || f.Setting != "" || !f.From.IsZero() || !f.To.IsZero()
}

// query is the filter as an address, for one page of it.
func (f filter) query(page int) string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("setting", f.Setting)
	set("from", isoDay(f.From))
	set("to", isoDay(f.To))
	if f.Major {
		v.Set("show", "major")
	}
	if page > 1 {
		v.Set("page", strconv.Itoa(page))
	}
	return "?" + v.Encode()
}

func isoDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02")
}
