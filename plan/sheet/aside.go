package sheet

import (
	"context"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/store"
)

// Aside is a text that somebody wrote onto something newer than they had seen: kept beside
// what stands in the plan until somebody says which is to stand.
type Aside struct {
	ID      int64     `json:"id"`
	Entry   int64     `json:"entry"`
	Path    string    `json:"element"`
	Value   string    `json:"value"`
	Seen    int64     `json:"seen"`    // version of the entry that its writer had before them
	Version int64     `json:"version"` // of the aside: its writer may have gone on writing
	Open    bool      `json:"open"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

const asideQuery = "SELECT a.id, a.entry, e.element, a.value, a.seen, a.version, a.open, a.account, a.at FROM plan_aside a JOIN plan_entry e ON e.id = a.entry WHERE a.person = $1"

func (a *Aside) scan(row store.Row) error {
	var at int64
	err := row.Scan(&a.ID, &a.Entry, &a.Path, &a.Value, &a.Seen, &a.Version, &a.Open, &a.By, &at)
	a.At = store.Moment(at)
	return err
}

func asides(tx *store.Tx, person, and string, args ...any) ([]Aside, error) {
	return store.All(tx.Query(asideQuery+and+" ORDER BY a.entry, a.id", append([]any{person}, args...)...), "reading what is kept aside", (*Aside).scan)
}

// Asides gives what waits for a decision in the plan of a person, by entry, the oldest first.
// Denied as Sheet.
func (s *Sheets) Asides(ctx context.Context, tx *store.Tx, person string) ([]Aside, error) {
	if err := s.may(ctx, tx, access.Read, person); err != nil {
		return nil, err
	}
	return asides(tx, person, " AND a.open = TRUE")
}

// keepAside keeps a text beside an entry. Whoever goes on writing in one page goes on writing
// in one aside; what they wrote before is in the history.
func (h *hand) keepAside(e *Entry, seen int64, value string) (*Aside, error) {
	old, err := asides(h.tx, h.person, " AND a.entry = $2 AND a.open = TRUE AND a.account = $3 AND a.seen = $4", e.ID, by(h.ctx), seen)
	if err != nil {
		return nil, err
	}
	if len(old) == 0 {
		return h.newAside(e, seen, value, by(h.ctx))
	}
	a := &old[0]
	if a.Value == value {
		return a, nil
	}
	a.Value, a.At = value, h.now
	a.Version++
	if _, err := h.tx.Exec("UPDATE plan_aside SET value = $1, version = $2, at = $3 WHERE person = $4 AND id = $5", value, a.Version, h.now, h.person, a.ID); err != nil {
		return nil, err
	}
	return a, h.log(e, KeptAside, value, 0, a.ID)
}

// newAside keeps a text of an account beside an entry, by itself.
func (h *hand) newAside(e *Entry, seen int64, value, account string) (*Aside, error) {
	a := &Aside{Entry: e.ID, Path: e.Path, Value: value, Seen: seen, Version: 1, Open: true, By: account, At: h.now}
	err := h.tx.QueryRow("INSERT INTO plan_aside (person, entry, value, seen, version, open, account, at) VALUES ($1, $2, $3, $4, 1, TRUE, $5, $6) RETURNING id",
		h.person, e.ID, value, seen, account, h.now).Scan(&a.ID)
	if err != nil {
		return nil, err
	}
	return a, h.log(e, KeptAside, value, 0, a.ID)
}

// Side is one of two texts.
type Side string

// The sides, as whoever wrote what is kept aside sees them.
const (
	Theirs Side = "theirs" // what stands in the plan stays
	Ours   Side = "ours"   // what was kept aside takes its place
)

// Choice says which of two texts is to stand.
type Choice struct {
	Aside   int64
	Version int64 // of the aside that was looked at
	Seen    int64 // version of the entry that was looked at
	Keep    Side
}

// Resolve ends that a text waits aside, as the actor of the context. The text that gives way
// stays in the history. Conflict where somebody decided, or either text changed, meanwhile:
// then nothing is done. To keep something of both, Set it and keep theirs.
func (s *Sheets) Resolve(ctx context.Context, person string, c Choice) (e Entry, err error) {
	err = s.write(ctx, person, "choosing between two texts of a plan", "update", func(h *hand) (string, error) {
		all, err := asides(h.tx, person, " AND a.id = $2", c.Aside)
		if err != nil {
			return "", err
		}
		if len(all) == 0 {
			return "", &fault.Error{Code: fault.NotFound, Reason: "no such text is kept beside this plan", Fix: "read the plan again"}
		}
		if e, err = entryOf(h.tx, person, all[0].Entry); err != nil {
			return "", err
		}
		return e.Path, h.resolve(&e, &all[0], &c)
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

func (h *hand) resolve(e *Entry, a *Aside, c *Choice) error {
	switch {
	case c.Keep != Theirs && c.Keep != Ours:
		return &fault.Error{Code: fault.Invalid, Column: "keep", Value: short(string(c.Keep)), Reason: "it is not said which text is to stand", Fix: "choose “theirs”, what stands in the plan, or “ours”, what is kept beside it"}
	case !a.Open || a.Version != c.Version || e.Version != c.Seen:
		return changedMeanwhile()
	}
	if out, err := gone(h.tx, e); err != nil || out && c.Keep == Ours {
		return orOut(err)
	}
	if _, err := h.tx.Exec("UPDATE plan_aside SET open = FALSE WHERE person = $1 AND id = $2", h.person, a.ID); err != nil {
		return err
	}
	if c.Keep == Theirs {
		return h.log(e, TookPlan, a.Value, 0, a.ID)
	}
	return h.bring(e, TookOurs, a.Value, false, a.ID)
}
