package sheet

import (
	"time"

	"continuum/internal/fault"
	"continuum/plan/standard"
	"continuum/store"
)

// Become lets the plan of one person be of another, whom they turned out to be. What can
// stand several times stands behind the other's; where both have what can stand once, the
// other's stands and the text of this one is kept aside. Nothing is lost.
func (s *Sheets) Become(tx *store.Tx, from, to string) error {
	if from == to {
		return nil
	}
	h := &hand{Sheets: s, ctx: tx.Context(), tx: tx, person: to, now: s.Now().UTC().Truncate(time.Microsecond)}
	theirs, err := entries(tx, "person = $1", from)
	if err != nil || len(theirs) == 0 {
		return fault.Wrap(err, "joining two plans")
	}
	_, err = tx.Exec("UPDATE plan_entry SET token = '' WHERE person = $1", from) // forms of the one may bear tokens of the other
	for _, table := range []string{"plan_entry", "plan_change", "plan_aside"} {
		if err == nil {
			_, err = tx.Exec("UPDATE "+table+" SET person = $1 WHERE person = $2", to, from)
		}
	}
	if err != nil {
		return fault.Wrap(err, "joining two plans")
	}
	j := join{h, map[int64][]Entry{}}
	for _, e := range theirs {
		e.Person = to
		j.in[e.Parent] = append(j.in[e.Parent], e)
	}
	if err = j.into(0, 0); err == nil {
		err = h.emit()
	}
	return fault.Wrap(err, "joining two plans")
}

// join puts the entries of one plan into another.
type join struct {
	*hand
	in map[int64][]Entry // of the plan that is put in, by parent
}

// into puts all that stood in an entry of the one into an entry of the other.
func (j *join) into(from, to int64) error {
	for _, e := range j.in[from] {
		if err := j.place(&e, to); err != nil {
			return err
		}
	}
	return nil
}

func (j *join) place(e *Entry, parent int64) error {
	of := e.Element()
	var stands *Entry
	if of != nil && !of.Many && !e.Removed {
		all, err := j.standing(parent, of, e.ID)
		if err != nil {
			return err
		}
		if len(all) > 0 {
			stands = &all[0]
		}
	}
	if err := j.hang(e, parent); err != nil || stands == nil {
		return err
	}
	writer := e.By
	if err := j.bring(e, TookOut, e.Value, true, 0); err != nil {
		return err
	}
	if !of.Leaf() {
		return j.into(e.ID, stands.ID)
	}
	return j.beside(stands, e.Value, writer)
}

// standing are those of the other plan that stand where one of this is to stand.
func (j *join) standing(parent int64, of *standard.Element, but int64) (all []Entry, err error) {
	some, err := live(j.tx, j.person, parent, of)
	for _, e := range some {
		if e.ID != but {
			all = append(all, e)
		}
	}
	return all, err
}

// hang lets an entry stand in another, behind those of its element.
func (j *join) hang(e *Entry, parent int64) error {
	err := j.tx.QueryRow("SELECT COALESCE(MAX(position), 0) + 1 FROM plan_entry WHERE person = $1 AND parent = $2 AND standard = $3 AND element = $4 AND id <> $5", j.person, parent, e.Standard, e.Path, e.ID).Scan(&e.Position)
	if err == nil {
		_, err = j.tx.Exec("UPDATE plan_entry SET parent = $1, position = $2 WHERE person = $3 AND id = $4", parent, e.Position, j.person, e.ID)
	}
	if err != nil {
		return err
	}
	e.Parent = parent
	return j.log(e, Joined, "", 0, 0)
}

// beside keeps a text beside a leaf, or writes it where that is empty.
func (j *join) beside(stands *Entry, value, writer string) error {
	switch {
	case value == "" || value == stands.Value:
		return nil
	case stands.Value == "":
		return j.bring(stands, Joined, value, false, 0)
	}
	_, err := j.newAside(stands, 0, value, writer)
	return err
}
