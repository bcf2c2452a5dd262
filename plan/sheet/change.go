package sheet

import (
	"context"
	"strconv"
	"time"

	"continuum/access"
	"continuum/store"
)

// Done is what was done to an entry.
type Done string

// What can be done.
const (
	Added     Done = "added"
	Wrote     Done = "wrote"
	KeptAside Done = "kept-aside"
	TookOurs  Done = "took-ours"   // of two texts, the one that was aside
	TookPlan  Done = "took-theirs" // of two texts, the one that stands
	TookOut   Done = "removed"
	PutBack   Done = "restored"
	Moved     Done = "moved"
	Imported  Done = "imported"
	Joined    Done = "joined" // when two people turned out to be one
)

// Change is something that was done to an entry: by whom, when, from what and to what.
type Change struct {
	ID      int64     `json:"id"` // the later one has the larger
	Entry   int64     `json:"entry"`
	Path    string    `json:"element"`
	Done    Done      `json:"done"`
	From    string    `json:"from,omitempty"` // the value before
	To      string    `json:"to,omitempty"`   // what was written or kept aside
	Version int64     `json:"version,omitempty"`
	Aside   int64     `json:"aside,omitempty"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// Past says which changes are wanted.
type Past struct {
	Entry  int64 // of one entry; 0: of all
	Before int64 // only those before a change: the next page; 0: from the latest
	Most   int   // of a page; 100 where it is 0, at most 1,000
}

// changes asks for changes with the value before each. What led to no new version changed
// nothing, so nothing was before it.
const changes = `SELECT c.id, c.entry, e.element, c.done, COALESCE(p.value, ''), c.value, COALESCE(c.version, 0), COALESCE(c.aside, 0), c.account, c.at
	FROM plan_change c JOIN plan_entry e ON e.id = c.entry LEFT JOIN plan_change p ON p.person = c.person AND p.entry = c.entry AND p.version = c.version - 1
	WHERE c.person = $1`

func (c *Change) scan(row store.Row) error {
	var done string
	var at int64
	err := row.Scan(&c.ID, &c.Entry, &c.Path, &done, &c.From, &c.To, &c.Version, &c.Aside, &c.By, &at)
	c.Done, c.At = Done(done), store.Moment(at)
	return err
}

// Changes gives what was done to the plan of a person, the latest first. Denied as Sheet.
func (s *Sheets) Changes(ctx context.Context, tx *store.Tx, person string, past Past) ([]Change, error) {
	if err := s.may(ctx, tx, access.Read, person); err != nil {
		return nil, err
	}
	question, args := changes, []any{person}
	if past.Entry != 0 {
		question, args = question+" AND c.entry = $2", append(args, past.Entry)
	}
	if past.Before != 0 {
		args = append(args, past.Before)
		question += " AND c.id < " + mark(len(args))
	}
	most := past.Most
	if most <= 0 {
		most = 100
	}
	args = append(args, int64(min(most, 1000)))
	return store.All(tx.Query(question+" ORDER BY c.id DESC LIMIT "+mark(len(args)), args...), "reading what was done to a plan", (*Change).scan)
}

func mark(n int) string { return "$" + strconv.Itoa(n) }
