package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	facts "continuum/record/fact"
	"continuum/warehouse"
)

// Place tells what the live build holds and how it came about.
type Place interface {
	// Overview is asked for on every page and so must be cheap.
	Overview(ctx context.Context) (warehouse.Overview, error)
	// Builds lists all builds kept, newest first; Overview().Build is the live one.
	Builds(ctx context.Context) ([]warehouse.Manifest, error)
	// Linkage gives what deserves a look in who is who, or a fault.NotFound for a
	// build made before that was kept.
	Linkage(ctx context.Context) (warehouse.Linkage, error)
}

// People finds and reads one person of the live build.
type People interface {
	// Search gives at most limit people, best first.
	Search(ctx context.Context, query string, limit int) ([]warehouse.Hit, error)
	// Record gives all facts on one person, or a fault.NotFound; for an id that was
	// joined to another, those on the person who carries on.
	Record(ctx context.Context, personID string) (warehouse.Record, error)
}

// Facts is what the pages need to know.
type Facts interface {
	Place
	People
}

// Live tells what came since the extracts, this minute.
type Live interface {
	// Arrivals gives what came live of whoever an id means: a person's of the build,
	// or that of a live Patient. Of somebody unheard of there is nothing.
	Arrivals(ctx context.Context, id string) (facts.Arrivals, error)
}

// Options are what the pages need beside facts. Every zero value has a sound
// default.
type Options struct {
	PlaceName string           // shown on every page; default: the place named by the build
	Hosts     []string         // host names answered to; default: loopback only
	Live      Live             // nil: nothing comes live
	Assets    fs.FS            // default: the files embedded in the program
	Now       func() time.Time // today, in the place's time zone; default time.Now
	Logger    *slog.Logger     // default slog.Default()
}

// site holds what all pages share.
type site struct {
	facts  Facts
	live   Live
	place  string
	hosts  []string
	assets *assetSet
	now    func() time.Time
	log    *slog.Logger
}

// Handler serves all pages and their assets.
func Handler(f Facts, o Options) http.Handler {
	s := newSite(f, o)
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", s.page(s.overview))
	mux.Handle("GET /search", s.page(s.search))
	mux.Handle("GET /people/{id}", s.page(s.person))
	mux.Handle("GET /feeds/{feed}", s.page(s.feed))
	mux.Handle("GET /linkage", s.page(s.linkage))
	mux.Handle("GET /builds", s.page(s.builds))
	mux.HandleFunc("GET /health", s.health)
	mux.Handle("GET /assets/{hash}/{file...}", s.asset())
	mux.Handle("/", s.page(s.missing))
	return s.guard(mux)
}

func newSite(f Facts, o Options) *site {
	s := &site{facts: f, live: o.Live, place: o.PlaceName, hosts: o.Hosts, now: o.Now, log: o.Logger}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if o.Assets == nil {
		o.Assets = builtIn()
	}
	s.assets = loadAssets(o.Assets)
	return s
}

// Server wraps a handler with the limits that keep one slow or greedy caller
// from holding up the others. The caller sets the address and listens.
func Server(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      2 * requestLimit,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}
