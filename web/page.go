package web

import (
	"bytes"
	"cmp"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"continuum/warehouse"
)

// visit is one request for a page with what every page shows of the place.
type visit struct {
	*http.Request
	Overview warehouse.Overview
	Now      time.Time
}

// content is the part of a page that differs from page to page.
type content struct {
	Moved  string // the address to go to instead; the rest is then empty
	Status int    // of HTTP; 0 is a page as it was asked for
	Title  string
	Query  string          // what the search box holds
	Styles []string        // style sheets beside those of all pages
	Banner templ.Component // the person banner, on pages about one person
	Body   templ.Component
}

// view makes the content of one page, or an error that becomes an error page.
type view func(v visit) (content, error)

// frame is what the layout draws around the content.
type frame struct {
	content
	Place  string
	Build  warehouse.Manifest
	Latest time.Time // day of the latest data
	Assets *assetSet
	Path   string
	Who    *who // nil: nobody has signed in
}

// page answers with a view in the common layout. Nothing is sent before the
// whole page is made, so an error is a page of its own, never half of one.
func (s *site) page(show view) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		over, err := s.facts.Overview(r.Context())
		if err != nil {
			s.fail(w, r, warehouse.Overview{}, err)
			return
		}
		c, err := show(visit{Request: r, Overview: over, Now: s.now()})
		if err != nil {
			s.fail(w, r, over, err)
			return
		}
		if c.Moved != "" {
			http.Redirect(w, r, c.Moved, cmp.Or(c.Status, http.StatusFound))
			return
		}
		s.send(w, r, cmp.Or(c.Status, http.StatusOK), over, c)
	})
}

// send renders the content and writes it with its status.
func (s *site) send(w http.ResponseWriter, r *http.Request, status int, over warehouse.Overview, c content) {
	var b bytes.Buffer
	if err := layout(s.frame(r, over, c)).Render(r.Context(), &b); err != nil {
		s.complain(r, "rendering the page", err)
		http.Error(w, "The page could not be made. Please try again.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a reader who has gone away needs no answer
}

func (s *site) frame(r *http.Request, over warehouse.Overview, c content) frame {
	f := frame{
		content: c, Place: s.place, Build: over.Build, Latest: latest(over),
		Assets: s.assets, Path: r.URL.Path, Who: s.whoOf(r),
	}
	if f.Place == "" {
		f.Place = over.Place
	}
	return f
}

// latest is the day of the latest activity, or failing that the newest date in
// any feed; zero when nothing has dates.
func latest(over warehouse.Overview) time.Time {
	t := over.Build.DataTo
	if !t.IsZero() {
		return t
	}
	for _, f := range over.Feeds {
		if f.Latest.After(t) {
			t = f.Latest
		}
	}
	return t
}
