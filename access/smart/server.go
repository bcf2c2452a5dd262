package smart

import (
	"cmp"
	"embed"
	"net/http"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this package.
func Migrations() store.Migrations { return store.MigrationsOf("smart", files) }

// Account is whom an app acts for.
type Account struct {
	ID       string
	Name     string
	FHIRUser string // the resource that stands for them, such as Practitioner/7; "" none
	Disabled bool
}

// Accounts knows who may sign in.
type Accounts interface {
	// Account finds an account as it stands in a transaction; NotFound where there is
	// none.
	Account(tx *store.Tx, id string) (Account, error)
}

// Pages are those that people see while an app asks for access.
type Pages interface {
	// Ask sends the browser to where somebody signs in, sees what is asked for
	// (Server.Pending), perhaps chooses a person, and agrees (Approve) or not (Deny).
	Ask(w http.ResponseWriter, r *http.Request, pending string)
	// Refuse shows that a request cannot be taken, and leads nowhere: whoever made it
	// may not be the app that it names.
	Refuse(w http.ResponseWriter, r *http.Request, err error)
}

// Options are what a server needs beside its tables.
type Options struct {
	Issuer   string // its own address, such as http://localhost:8080/auth
	Audience string // that of the FHIR API its tokens are for, such as http://localhost:8080/fhir
	Accounts Accounts
	Auditor  Auditor
	Pages    Pages         // nil: nothing can be asked for (as from the command line)
	Keys     *Keys         // by which we say who signed in; nil: we do not
	Access   time.Duration // how long an access token lasts; 0: ten minutes
	Refresh  time.Duration // how long what somebody agreed to lasts; 0: 30 days
	// Enforces tells whether the FHIR API keeps to the search parameters of a scope
	// (Scopes.Limits); nil: it never does, and such scopes are refused.
	Enforces func(Scope) bool
}

// Server gives out tokens and knows them again. All its methods may be called from
// any goroutine.
type Server struct {
	db    *store.DB
	o     Options
	now   func() time.Time
	known known
	loud  throttle
}

// How long what is given out lasts, where nobody says otherwise.
const (
	usualAccess  = 10 * time.Minute
	usualRefresh = 30 * 24 * time.Hour
	workingDay   = 12 * time.Hour // of online_access, and the longest of what is minted
	ownAccess    = 5 * time.Minute
	codeLasts    = time.Minute
	pendingLasts = 10 * time.Minute
	launchLasts  = 5 * time.Minute
	skew         = time.Minute // by which the clocks of others may be wrong
)

// New makes a server whose tables are in a database.
func New(db *store.DB, o Options) *Server {
	o.Issuer, o.Audience = strings.TrimSuffix(o.Issuer, "/"), strings.TrimSuffix(o.Audience, "/")
	o.Access, o.Refresh = cmp.Or(o.Access, usualAccess), cmp.Or(o.Refresh, usualRefresh)
	s := &Server{db: db, o: o, now: func() time.Time { return time.Now().UTC() }}
	s.known.begin()
	return s
}

// enforceable refuses scopes whose search parameters nobody would keep to.
func (s *Server) enforceable(scopes Scopes) error {
	for _, one := range scopes.resources {
		if one.Where != "" && (s.o.Enforces == nil || !s.o.Enforces(one)) {
			return &fault.Error{Code: fault.Invalid, Reason: "this server cannot keep to the search parameters of a scope", Value: brief(one.String()), Fix: "ask without them, or for less"}
		}
	}
	return nil
}

// standing finds an account that may sign in.
func (s *Server) standing(tx *store.Tx, id string) (Account, error) {
	a, err := s.o.Accounts.Account(tx, id)
	if err == nil && a.Disabled {
		err = fault.New(fault.NotFound, "the account is disabled")
	}
	return a, err
}

// mayNot says of an account that is not there, or is disabled, that it may do nothing.
func mayNot(err error) error {
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return fault.New(fault.Denied, "the account may not sign in")
	}
	return err
}
