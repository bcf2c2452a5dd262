package sheet

import (
	"time"

	"continuum/internal/fault"
	"continuum/plan/standard"
	"continuum/store"
)

// Entry is one element of a person's plan, as often as it stands there.
type Entry struct {
	ID       int64     `json:"id"`
	Person   string    `json:"person_id"`
	Parent   int64     `json:"parent,omitempty"` // the entry in which it stands; 0 at the top
	Standard string    `json:"standard"`
	Path     string    `json:"element"`  // its path in the standard
	Position int64     `json:"position"` // among those of its element and parent
	Value    string    `json:"value,omitempty"`
	Version  int64     `json:"version"` // from 1, counts up with what is written
	Removed  bool      `json:"removed,omitempty"`
	Made     time.Time `json:"made"`
	Changed  time.Time `json:"changed"`
	By       string    `json:"by"` // account that wrote last
}

// Element is what it is an entry of; nil where no standard has that any more.
func (e *Entry) Element() *standard.Element {
	s, is := standard.Of(e.Standard)
	if !is {
		return nil
	}
	of, _ := s.Find(e.Path)
	return of
}

const entryColumns = "id, person, parent, standard, element, position, value, version, removed, made, changed, account"

func (e *Entry) scan(row store.Row) error {
	var made, changed int64
	err := row.Scan(&e.ID, &e.Person, &e.Parent, &e.Standard, &e.Path, &e.Position, &e.Value, &e.Version, &e.Removed, &made, &changed, &e.By)
	e.Made, e.Changed = store.Moment(made), store.Moment(changed)
	return err
}

func entries(tx *store.Tx, where string, args ...any) ([]Entry, error) {
	return store.All(tx.Query("SELECT "+entryColumns+" FROM plan_entry WHERE "+where+" ORDER BY parent, standard, element, position, id", args...), "reading entries of a plan", (*Entry).scan)
}

// entryOf gives an entry of a person; NotFound where there is none.
func entryOf(tx *store.Tx, person string, id int64) (e Entry, err error) {
	err = e.scan(tx.QueryRow("SELECT "+entryColumns+" FROM plan_entry WHERE person = $1 AND id = $2", person, id))
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		err = &fault.Error{Code: fault.NotFound, Reason: "this plan has no such entry", Fix: "read the plan again; what you wrote is still with you"}
	}
	return e, err
}

// live gives the entries of an element that stand in a parent, in their order.
func live(tx *store.Tx, person string, parent int64, of *standard.Element) ([]Entry, error) {
	return entries(tx, "person = $1 AND parent = $2 AND standard = $3 AND element = $4 AND removed = FALSE", person, parent, of.Standard.Name, of.Path)
}

// gone tells whether an entry is out of sight: removed, or in something that is.
func gone(tx *store.Tx, e *Entry) (bool, error) {
	at := *e
	for !at.Removed && at.Parent != 0 {
		var err error
		if at, err = entryOf(tx, e.Person, at.Parent); err != nil {
			return false, err
		}
	}
	return at.Removed, nil
}
