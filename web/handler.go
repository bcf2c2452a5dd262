package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"continuum/access"
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
	// Who gives a person of the live build, or a fault.NotFound; for an id that was
	// joined to another, the person who carries on.
	Who(ctx context.Context, personID string) (warehouse.Known, error)
	// Seen gives all facts on one person that may be seen. It is asked of each row,
	// from several goroutines.
	Seen(ctx context.Context, personID string, sees warehouse.Sees) (warehouse.Record, error)
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
	Cohorts   Cohorts          // nil: the place has none
	Models    Models           // nil: likewise
	Access    Access           // the zero one: nobody sees anything
	SignIn    SignIn           // the zero one: nobody can sign in
	Secure    bool             // browsers come by TLS
	Assets    fs.FS            // default: the files embedded in the program
	Now       func() time.Time // today, in the place's time zone; default time.Now
	Logger    *slog.Logger     // default slog.Default()
}

// site holds what all pages share.
type site struct {
	facts   Facts
	live    Live
	cohorts Cohorts
	models  Models
	access  Access
	in      SignIn
	secure  bool            // browsers come by TLS
	open    map[string]bool // patterns that whoever has not signed in may ask for
	plain   map[string]bool // those that are the same for everybody
	idle    idle
	pace    *pace
	stated  stated
	tried   tried

	passkeys bool // can be used at this address

	even   time.Duration // see evenly
	place  string
	hosts  []string
	assets *assetSet
	now    func() time.Time
	log    *slog.Logger
}

// Handler serves all pages and their assets.
func Handler(f Facts, o Options) http.Handler {
	return newSite(f, o).handler()
}

func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", s.page(s.signed(s.home)))
	mux.Handle("GET /feeds/{feed}", s.page(s.allowed(access.Analyse, s.feed)))
	mux.Handle("GET /linkage", s.page(s.allowed(access.Analyse, s.linkage)))
	mux.Handle("GET /builds", s.page(s.allowed(access.Analyse, s.builds)))
	s.peoplePages(mux)
	s.privacyPages(mux)
	s.signInPages(mux)
	s.accountPages(mux)
	s.parkPages(mux)
	s.consentPages(mux)
	s.adminPages(mux)
	s.worklistPages(mux)
	s.cohortPages(mux)
	s.modelPages(mux)
	for pattern, h := range map[string]http.Handler{"GET /health": http.HandlerFunc(s.health), "GET /assets/{hash}/{file...}": s.asset()} {
		s.plain[pattern] = true
		mux.Handle(pattern, h)
	}
	mux.Handle("/", s.page(s.signed(s.missing)))
	return s.guard(mux)
}

// peoplePages are about one person each, or about who there is.
func (s *site) peoplePages(mux *http.ServeMux) {
	for address, show := range map[string]view{
		"/search": s.search, "/yours": s.yours, "/people/{id}": s.person, "/people/{id}/why": s.why, "/people/{id}/looked": s.looked, "/people/{id}/sharing": s.sharing,
	} {
		mux.Handle("GET "+address, s.page(s.signed(show)))
	}
	mux.HandleFunc("GET /people/{id}/still", s.still)
	mux.Handle("POST /people/{id}/claim", s.form(s.claim))
	mux.Handle("POST /people/{id}/open", s.form(s.breakGlass))
	mux.Handle("POST /people/{id}/sharing", s.form(s.share))
	mux.Handle("POST /people/{id}/everything", s.ours(http.HandlerFunc(s.everything)))
}

// privacyPages are those of the privacy officer, and of whom they ask.
func (s *site) privacyPages(mux *http.ServeMux) {
	mux.Handle("GET /privacy", s.page(s.allowed(access.Review, s.privacy)))
	mux.Handle("GET /privacy/log", s.page(s.allowed(access.Review, s.auditLog)))
	mux.Handle("GET /privacy/findings/{finding}", s.page(s.allowed(access.Review, s.finding)))
	mux.Handle("POST /privacy/findings/{finding}", s.form(s.allowed(access.Review, s.followUp)))
	mux.Handle("GET /questions", s.page(s.signed(s.questions)))
	mux.Handle("POST /questions/{finding}", s.form(s.answer))
}

func newSite(f Facts, o Options) *site {
	s := &site{
		facts: f, live: o.Live, cohorts: o.Cohorts, models: o.Models, access: o.Access, in: o.SignIn, secure: o.Secure, even: usuallyEven, place: o.PlaceName, hosts: o.Hosts, now: o.Now, log: o.Logger,
		open: map[string]bool{}, plain: map[string]bool{},
	}
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
	s.fitSignIn()
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
