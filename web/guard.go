package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"continuum/internal/edge"
	"continuum/internal/fault"
	"continuum/warehouse"
)

const (
	requestLimit = 15 * time.Second // to make one page
	addressLimit = 4 << 10          // bytes of path and query
)

// headers go out with every answer. Pages may hold personal data, so nothing is
// cached unless an asset says otherwise.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; " +
		"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
	"Cache-Control":                "no-store",
}

// guard stands before every page: it sets the headers, refuses what no page
// answers, ends what takes too long, turns a crash into an error page and logs
// one line without personal data.
func (s *site) guard(mux *http.ServeMux) http.Handler {
	next := s.acting(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), requestLimit)
		defer cancel()
		r = r.WithContext(ctx)
		out := &edge.Recorder{ResponseWriter: w}
		for name, value := range headers {
			out.Header().Set(name, value)
		}
		defer s.finish(out, r, time.Now())
		if a, refused := s.refuse(mux, r); refused {
			out.Header().Set("Allow", "GET, HEAD")
			s.apologise(out, r, warehouse.Overview{}, a)
			return
		}
		next.ServeHTTP(out, r)
	})
}

// refuse names what is wrong with a request that no page should see. A name that
// is not ours can only come from another site whose address was turned to this
// machine (DNS rebinding), so it gets nothing.
func (s *site) refuse(mux *http.ServeMux, r *http.Request) (apology, bool) {
	switch {
	case !edge.Ours(s.hosts, r.Host):
		return apology{http.StatusMisdirectedRequest, "Wrong address", "This server does not answer to that name.", "Use the address you were given."}, true
	case r.Method != http.MethodGet && r.Method != http.MethodHead && !takes(mux, r):
		return apology{http.StatusMethodNotAllowed, "Not possible here", "These pages can only be read.", "Follow a link or use the search box."}, true
	case len(r.RequestURI) > addressLimit:
		return apology{http.StatusRequestURITooLong, "That address is too long", "The address holds more than a page needs.", "Shorten what you search for."}, true
	}
	return apology{}, false
}

// takes tells whether there is anything that takes a request as it is.
func takes(mux *http.ServeMux, r *http.Request) bool {
	_, pattern := mux.Handler(r)
	return pattern != "" && pattern != "/"
}

// finish answers for a handler that crashed and logs the request.
func (s *site) finish(w *edge.Recorder, r *http.Request, start time.Time) {
	if crash := recover(); crash != nil {
		s.complain(r, "handler crashed", fmt.Errorf("%v", crash))
		if w.Status == 0 {
			s.apologise(w, r, warehouse.Overview{}, apologies[fault.Internal])
		}
	}
	s.log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("method", r.Method), slog.String("route", route(r)),
		slog.Int("status", w.Status), slog.Duration("took", time.Since(start)))
}

// route is the pattern that matched, never the address itself, which can hold a
// name or a number.
func route(r *http.Request) string {
	if r.Pattern == "" {
		return "none"
	}
	return r.Pattern
}
