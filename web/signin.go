package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/oidc"
	"continuum/access/session"
	"continuum/access/smart"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/sight"
	"continuum/store"
)

// SignIn is how people and apps show who they are. The zero one lets nobody in. A
// server has all of it from the same database as Access, which must be there too:
//
//	web.SignIn{
//		Accounts: accounts, Sessions: sessions, Providers: desk, Apps: tokens, Bonds: record, Signer: log,
//	}
type SignIn struct {
	Accounts  *account.Accounts
	Sessions  *session.Sessions
	Providers *oidc.Desk    // nil: there are none
	Apps      *smart.Server // nil: no app can ask for access; made with AppPages
	Bonds     Bonds
	Signer    Signer           // nil: the audit log is not signed
	Demo      []DemoUser       // may be signed in as by whoever opens the pages of a demo
	Now       func() time.Time // that the sessions go by; nil: time.Now
}

// Bonds bind an account to the person whose own it is: *record.Record.
type Bonds interface {
	RelatedTo(tx *store.Tx, parties []sight.Party, after string, most int) ([]string, error)
	Relate(tx *store.Tx, origin, person string, all []record.Relation) error
	Unrelate(tx *store.Tx, origin string) error
}

// Signer signs the audit log as it is now: *audit.Log.
type Signer interface {
	Checkpoint(ctx context.Context) (string, error)
}

// DemoUser is somebody of a demo.
type DemoUser struct {
	Account string // id
	Name    string
	RoleID  string
	Role    string // as people call it
	Try     string // one line on what to look at
}

// came is somebody who has just shown who they are.
type came struct {
	account account.Account
	method  string
	strong  bool
	from    session.Provider
}

// signInPages are those on the way in and out; they are open to everybody.
func (s *site) signInPages(mux *http.ServeMux) {
	s.free(mux, "GET /sign-in", s.acts(s.signInPage))
	s.free(mux, "POST /sign-in", s.paced(s.sent(s.signInByPassword)))
	s.free(mux, "POST /sign-in/passkey", s.paced(s.sent(s.signInByPasskey)))
	s.free(mux, "POST /sign-in/passkey/options", s.paced(s.options(s.optionsToSignIn)))
	s.free(mux, "GET /sign-in/recover", s.acts(s.recoverPage))
	s.free(mux, "POST /sign-in/recover", s.paced(s.sent(s.recover)))
	s.free(mux, "POST /sign-in/demo", s.sent(s.signInToDemo))
	s.free(mux, "POST /sign-in/{provider}/begin", s.paced(s.sent(s.beginAtProvider)))
	s.free(mux, "GET /sign-in/{provider}/back", s.paced(s.acts(s.backFromProvider)))
	s.free(mux, "/sign-in/{provider}/ended", s.paced(http.HandlerFunc(s.endedAtProvider)))
	s.free(mux, "GET "+oidc.SignOut, s.acts(s.signedOutPage))
	s.free(mux, "POST /sign-out", s.sent(s.signOut))
	s.free(mux, "GET /set-up", s.paced(s.acts(s.setUpPage)))
	s.free(mux, "POST /set-up", s.paced(s.sent(s.setUp)))
	s.free(mux, "POST /set-up/passkey/options", s.paced(s.options(s.optionsToSetUp)))
	mux.Handle("GET /sign-in/again", s.acts(s.againPage))
}

// free registers what whoever has not signed in may ask for.
func (s *site) free(mux *http.ServeMux, pattern string, h http.Handler) {
	s.open[pattern] = true
	mux.Handle(pattern, h)
}

// act is a view that may also set cookies.
type act func(w http.ResponseWriter, v visit) (content, error)

// acts answers with an act.
func (s *site) acts(do act) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.page(func(v visit) (content, error) {
			if s.in.Accounts == nil || s.in.Sessions == nil || s.access.Gate == nil {
				return content{}, fault.New(fault.NotFound, "nobody can sign in here")
			}
			return do(w, v)
		}).ServeHTTP(w, r)
	})
}

// sent answers a form of these pages with an act, after which another page is read.
func (s *site) sent(do act) http.Handler {
	return s.fromHere(s.acts(func(w http.ResponseWriter, v visit) (content, error) {
		c, err := do(w, v)
		if c.Moved != "" {
			c.Status = http.StatusSeeOther
		}
		return c, err
	}))
}

// letIn begins the session of whoever has just shown who they are, or renews the one
// they have, and goes on to where they wanted.
func (s *site) letIn(w http.ResponseWriter, v visit, c came, back string) (content, error) {
	if err := s.enterSession(w, v.Request, c); err != nil {
		return content{}, err
	}
	return content{Moved: oidc.Local(back)}, nil
}

func (s *site) enterSession(w http.ResponseWriter, r *http.Request, c came) error {
	token, err := s.tokenFor(r, c)
	if err != nil {
		return err
	}
	if err := s.bind(r.Context(), &c.account); err != nil {
		return err
	}
	s.in.Sessions.SetCookie(w, token)
	return nil
}

// tokenFor gives the token of a session. Whoever is signed in already stays in the role
// that they chose.
func (s *site) tokenFor(r *http.Request, c came) (string, error) {
	old := s.in.Sessions.Token(r)
	b := session.Beginning{Account: c.account.ID, Epoch: c.account.Epoch, Method: c.method, Strong: c.strong, From: c.from, Agent: r.UserAgent(), Old: old, Purpose: s.usualPurpose(c.account.Roles)}
	if on := openOf(r.Context()); on != nil && on.account.ID == c.account.ID {
		token, err := s.in.Sessions.Prove(r.Context(), old, c.method, c.strong)
		if err == nil || fault.CodeOf(err) != fault.Denied {
			return token, err
		}
		b.Role, b.Purpose = on.session.Role, on.session.Purpose
	}
	token, _, err := s.in.Sessions.Begin(r.Context(), b)
	return token, err
}

// bind keeps that an account is the own one of the person whose key it has, and of
// nobody else. It writes only where that has changed.
func (s *site) bind(ctx context.Context, x *account.Account) error {
	if s.in.Bonds == nil {
		return nil
	}
	err := Bind(ctx, s.access.DB, s.in.Bonds, x)
	return fault.Wrap(err, "binding an account to a person")
}

// Bind is for whoever lets accounts in by other ways than these pages.
func Bind(ctx context.Context, db Database, bonds Bonds, x *account.Account) error {
	self, origin := sight.Party{Kind: sight.Self, Of: x.ID}, "account:"+x.ID
	var own []string
	if x.Person != "" {
		own = []string{x.Person}
	}
	var known []string
	err := db.Read(ctx, func(tx *store.Tx) (err error) {
		known, err = bonds.RelatedTo(tx, []sight.Party{self}, "", 2)
		return err
	})
	if err != nil || slices.Equal(known, own) {
		return err
	}
	return db.Write(ctx, func(tx *store.Tx) error {
		if err := bonds.Unrelate(tx, origin); err != nil || len(own) == 0 {
			return err
		}
		return bonds.Relate(tx, origin, x.Person, []record.Relation{{Party: self, Origin: origin}})
	})
}

// freshFor is how long ago somebody may have shown who they are before something grave.
const freshFor = 10 * time.Minute

// isFresh tells whether whoever is signed in has shown lately who they are.
func (s *site) isFresh(v visit) bool {
	on := openOf(v.Context())
	return on != nil && on.session.Fresh(s.in.Now(), freshFor)
}

// isStaff tells whether an account is that of staff, by its roles.
func (s *site) isStaff(x *account.Account) bool {
	for _, id := range x.Roles {
		if role, is := s.access.Gate.Rules().Role(id); is {
			return role.Kind != access.Person
		}
	}
	return true
}

// roleWords are the names of roles.
func (s *site) roleWords(ids []string) string {
	var names []string
	for _, id := range ids {
		if role, is := s.access.Gate.Rules().Role(id); is {
			names = append(names, role.Name)
		}
	}
	return strings.Join(names, ", ")
}
