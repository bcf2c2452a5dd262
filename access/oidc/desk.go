package oidc

import (
	"context"
	"embed"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this package, for store.Open.
func Migrations() store.Migrations { return store.MigrationsOf("oidc", files) }

// Settings are what the server itself knows.
type Settings struct {
	Base   string                           // where browsers reach it, such as https://care.example.org, without a path
	Dir    string                           // the place folder, from which private_key_file counts
	Secret func(name string) (string, bool) // reads a secret; os.LookupEnv where nil
}

// Desk is where people sign in through providers. It is safe for concurrent use.
type Desk struct {
	db      *store.DB
	base    string
	secure  bool // over TLS
	issuers []*issuer
	now     func() time.Time
}

// Open makes a desk of the providers that a place declares, which Check has found
// right. It asks none of them yet. A secret that is not set, and a private key that
// cannot be used, are Invalid.
func Open(db *store.DB, all []Provider, s Settings) (*Desk, error) {
	base, err := url.Parse(s.Base)
	if err != nil || base.Host == "" || !reachable(base, plainly(s.Base)) || strings.Trim(base.Path, "/") != "" {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "the address of this server is not one to come back to", Value: s.Base, Fix: "give it as https://care.example.org"}
	}
	if s.Secret == nil {
		s.Secret = os.LookupEnv
	}
	d := &Desk{db: db, base: base.Scheme + "://" + base.Host, secure: base.Scheme == "https", now: time.Now}
	for _, p := range all {
		show, err := p.credential(s)
		if err != nil {
			return nil, err
		}
		d.issuers = append(d.issuers, &issuer{Provider: &p, client: reaching(p.Issuer), show: show, now: d.clock, wake: make(chan struct{}, 1)})
	}
	return d, nil
}

func (d *Desk) clock() time.Time { return d.now() }

// Watch asks all providers again and again whether they are there, until ctx ends,
// so that Status is true and nobody waits for one that is not.
func (d *Desk) Watch(ctx context.Context) {
	var all sync.WaitGroup
	for _, i := range d.issuers {
		all.Go(func() { i.watch(ctx) })
	}
	all.Wait()
}

// Status is what the sign-in page says of a provider.
type Status struct {
	ID   string
	Name string
	For  string // staff or people
	Down bool
	Says string // such as "NHS login does not answer at the moment"; "" while it does
}

// Status tells of each provider, in the place's order, without asking any. One that
// was not asked yet is taken to be there.
func (d *Desk) Status() []Status {
	all := make([]Status, len(d.issuers))
	for n, i := range d.issuers {
		all[n] = Status{ID: i.ID, Name: i.Name, For: i.For}
		i.mu.Lock()
		all[n].Down = !i.failed.IsZero()
		i.mu.Unlock()
		if all[n].Down {
			all[n].Says = i.says()
		}
	}
	return all
}

// issuer finds a provider.
func (d *Desk) issuer(id string) (*issuer, error) {
	for _, i := range d.issuers {
		if i.ID == id {
			return i, nil
		}
	}
	return nil, fault.New(fault.NotFound, "there is no such way to sign in")
}

// most is how much of another's error is told.
const most = 200

// told is an error of another program, cut short.
type told struct {
	text string
	err  error
}

func (t *told) Error() string { return t.text }
func (t *told) Unwrap() error { return t.err }

// brief cuts an error short: providers may answer with whole pages.
func brief(err error) error {
	text := strings.Join(strings.Fields(strings.ToValidUTF8(err.Error(), "")), " ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return &told{text, err}
}
