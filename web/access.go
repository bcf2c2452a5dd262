package web

import (
	"context"
	"io"
	"slices"
	"time"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/review"
	"continuum/access/rights"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/label"
	"continuum/record/sight"
	"continuum/store"
)

// Access is what the pages ask who may see what, and tell what was done. The zero one
// lets nobody see anything. A server has all of it from the same database:
//
//	web.Access{
//		DB: db, Gate: gate, Record: r, Built: builds, Codes: facts, Book: book, Log: log,
//		Accounts: accounts, Review: unusual, Rights: people, Names: teams,
//	}
type Access struct {
	DB       Database
	Gate     Gate
	Record   Record
	Built    access.Built // nil: there is no build
	Codes    label.Mapper // of rows of the build: *fact.Facts
	Book     Book
	Log      Log
	Accounts Accounts
	Review   Review            // nil: nothing is looked for
	Rights   Rights            // nil: nobody can ask for a correction here
	Work     Work              // nil: nobody is suggested for anything
	Names    map[string]string // of teams, wards and practices, by what parties call them
}

// Database is the *store.DB of the shared record.
type Database interface {
	Read(ctx context.Context, f func(*store.Tx) error) error
	Write(ctx context.Context, f func(*store.Tx) error) error
}

// Gate says what the actor of a context may do, and notes what was done: *access.Gate.
type Gate interface {
	Judge
	Sights
	Noter
}

// Judge says what is allowed.
type Judge interface {
	Rules() *access.Rules
	Related(ctx context.Context, tx *store.Tx, person string) (sight.Parties, error)
	Allows(ctx context.Context, action string) bool
}

// Sights say what of the record may be seen, and whether without names alone.
type Sights interface {
	Sight(ctx context.Context, action string) (sight.Rule, error)
	Pseudonymised(ctx context.Context) (bool, error)
}

// Noter keeps what was done.
type Noter interface {
	Note(ctx context.Context, e audit.Entry) error
	Append(ctx context.Context, tx *store.Tx, entries ...audit.Entry) error
}

// Record is the shared record, of which pages ask who has to do with whom:
// *record.Record.
type Record interface {
	Ties
	Read(tx *store.Tx, key record.Key) (record.Resource, error)
	Identified(tx *store.Tx, all []record.Identity) (map[record.Identity][]record.Key, error)
}

// Ties are relations to people.
type Ties interface {
	Relations(tx *store.Tx, person string) ([]record.Relation, error)
	RelatedTo(tx *store.Tx, parties []sight.Party, after string, most int) ([]string, error)
	Relate(tx *store.Tx, origin, person string, all []record.Relation) error
}

// Book keeps what accounts say of their relation to people, and people of theirs:
// *relation.Book.
type Book interface {
	Ways
	Sharing
	Marks
}

// Ways lead to a record that is closed.
type Ways interface {
	Claim(tx *store.Tx, person, account string, until time.Time) error
	BreakGlass(tx *store.Tx, person, account string, until time.Time) error
}

// Sharing lets others see a record.
type Sharing interface {
	Share(tx *store.Tx, person, with string, sections []string, until time.Time) error
	Unshare(tx *store.Tx, person, with string) error
}

// Marks hold of a person whoever looks.
type Marks interface {
	Mark(tx *store.Tx, person, mark string) error
	Unmark(tx *store.Tx, person, mark string) error
}

// Log is the audit log: *audit.Log.
type Log interface {
	Settle(ctx context.Context) error
	Find(tx *store.Tx, q audit.Query) (audit.Page, error)
}

// Accounts are those who sign in: *account.Accounts.
type Accounts interface {
	Get(ctx context.Context, id string) (account.Account, error)
	Named(ctx context.Context, name string) (account.Account, error)
}

// Review is the list of unusual looks: *review.Review.
type Review interface {
	Findings
	FollowUp
}

// Findings reads the list.
type Findings interface {
	List(tx *store.Tx, q review.Query) ([]review.Finding, error)
	Get(tx *store.Tx, id int64) (review.Finding, error)
	Steps(tx *store.Tx, id int64) ([]review.Step, error)
}

// FollowUp takes a step with a finding.
type FollowUp interface {
	Ask(ctx context.Context, id int64, officer, note string) (review.Finding, error)
	Answer(ctx context.Context, id int64, actor, reason string) (review.Finding, error)
	Accept(ctx context.Context, id int64, officer, note string) (review.Finding, error)
	Escalate(ctx context.Context, id int64, officer, note string) (review.Finding, error)
	Close(ctx context.Context, id int64, officer, note string) (review.Finding, error)
}

// Rights takes what people ask for, and gives them all that is held: *rights.Rights.
type Rights interface {
	Ask(ctx context.Context, q rights.Request) (rights.Request, error)
	Requests(tx *store.Tx, of rights.Query) ([]rights.Request, error)
	Export(ctx context.Context, out io.Writer, person string) (rights.Exported, error)
}

// signInPath is where somebody who has not signed in goes.
const signInPath = "/sign-in"

// signed shows a view to whoever has signed in, and leads all others to sign in.
func (s *site) signed(show view) view {
	return func(v visit) (content, error) {
		if access.From(v.Context()) == nil {
			return content{Moved: signInPath}, nil
		}
		if s.access.Gate == nil {
			return content{}, fault.New(fault.Denied, "nobody may see anything: the pages have no gate")
		}
		return show(v)
	}
}

// allowed shows a view about the place to who may do something there.
func (s *site) allowed(action string, show view) view {
	return s.signed(func(v visit) (content, error) {
		if !s.access.Gate.Allows(v.Context(), action) {
			return content{}, s.refused(v, audit.Entry{Action: action}, action)
		}
		return show(v)
	})
}

// refused keeps that the actor tried to do what they may not, and is the error of it.
func (s *site) refused(v visit, e audit.Entry, what string) error {
	e.Outcome = audit.Denied
	if err := s.note(v, e); err != nil {
		return err
	}
	return fault.New(fault.Denied, "no policy permits to %s", what)
}

// queryNames are the names of parameters that may stand in the audit: any other is
// what somebody typed into an address.
var queryNames = []string{"action", "actor", "before", "from", "kind", "outcome", "own", "page", "person", "q", "setting", "show", "state", "to"}

// note keeps that somebody looked, before the answer leaves: without it there is none.
func (s *site) note(v visit, e audit.Entry) error {
	e.Interface = pages
	if e.Outcome == "" {
		e.Outcome = audit.OK
	}
	asked := v.URL.Query()
	for _, name := range queryNames {
		if asked.Get(name) != "" {
			e.Query = append(e.Query, name)
		}
	}
	return fault.Wrap(s.access.Gate.Note(v.Context(), e), "noting who looked")
}

// change does something and notes it, or neither.
func (s *site) change(ctx context.Context, e audit.Entry, do func(*store.Tx) error) error {
	e.Interface, e.Outcome = pages, audit.OK
	return s.access.DB.Write(ctx, func(tx *store.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return s.access.Gate.Append(ctx, tx, e)
	})
}

// pages names these pages in the audit.
const pages = "pages"

// isPerson tells whether somebody has an account of their own, and is not of staff.
func isPerson(a *access.Actor) bool { return a.Kind == access.Person }

// says are the words of policies, each once.
func says(all []access.Policy) (words []string) {
	for _, p := range all {
		if p.Says != "" && !slices.Contains(words, p.Says) {
			words = append(words, p.Says)
		}
	}
	return words
}
