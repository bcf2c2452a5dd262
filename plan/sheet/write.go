package sheet

import (
	"context"
	"encoding/json"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/plan/standard"
	"continuum/record/audit"
	"continuum/store"
)

// Changed is the topic of the event that a plan was changed; its subject is the person, its
// payload the ids of the entries.
const Changed = "plan.changed"

// mostEntries bounds how many entries one person's plan has, with what was removed.
const mostEntries = 20_000

// hand is one change to a person's plan in the making.
type hand struct {
	*Sheets
	ctx     context.Context
	tx      *store.Tx
	person  string
	page    string // from which it comes
	now     time.Time
	touched []int64
	counted int64 // entries, and one more; 0: not counted yet
}

// write changes the plan of a person as the actor of a context, in one transaction with the
// entry of the audit and the event. about says where in the plan, and never what it says.
func (s *Sheets) write(ctx context.Context, person, doing, action string, f func(h *hand) (about string, err error)) error {
	if person == "" {
		return &fault.Error{Code: fault.Invalid, Column: "person", Reason: "it is not said whose plan it is", Fix: "name the person"}
	}
	now := s.Now().UTC().Truncate(time.Microsecond)
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		h := &hand{Sheets: s, ctx: ctx, tx: tx, person: person, now: now}
		about, err := "", s.may(ctx, tx, access.Write, person)
		if err == nil {
			about, err = f(h)
		}
		if err != nil || len(h.touched) == 0 {
			return err
		}
		if err := h.emit(); err != nil {
			return err
		}
		return s.Gate.Append(ctx, tx, audit.Entry{Action: action, Outcome: audit.OK, Type: PlanType, People: []string{person}, Reason: about})
	})
	return fault.Wrap(err, "%s", doing)
}

func (h *hand) emit() error {
	payload, err := json.Marshal(map[string]any{"entries": h.touched})
	if err != nil {
		return fault.Wrap(err, "telling of a changed plan")
	}
	return h.tx.Emit(store.Event{Topic: Changed, Subject: h.person, Payload: payload, At: h.now})
}

// log writes what was done into the history. version is 0 where it led to none.
func (h *hand) log(e *Entry, done Done, value string, version, aside int64) error {
	h.touched = append(h.touched, e.ID)
	_, err := h.tx.Exec("INSERT INTO plan_change (person, entry, done, value, version, aside, page, account, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		h.person, e.ID, string(done), value, number(version), number(aside), h.page, by(h.ctx), h.now)
	return err
}

// number is NULL for 0.
func number(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// bring writes a value, and whether an entry is removed, as its next version.
func (h *hand) bring(e *Entry, done Done, value string, removed bool, aside int64) error {
	n, err := h.tx.Exec("UPDATE plan_entry SET value = $1, removed = $2, version = version + 1, changed = $3, account = $4 WHERE person = $5 AND id = $6 AND version = $7",
		value, removed, h.now, by(h.ctx), h.person, e.ID, e.Version)
	if err == nil && n == 0 {
		err = changedMeanwhile()
	}
	if err != nil {
		return err
	}
	e.Value, e.Removed, e.Changed, e.By = value, removed, h.now, by(h.ctx)
	e.Version++
	return h.log(e, done, value, e.Version, aside)
}

func changedMeanwhile() error {
	return &fault.Error{Code: fault.Conflict, Reason: "somebody changed this part of the plan meanwhile", Fix: "read it again and decide anew; nothing was changed"}
}

// create adds an entry behind those of its element.
func (h *hand) create(parent int64, of *standard.Element, value, token string, done Done) (e Entry, err error) {
	if err := h.room(); err != nil {
		return e, err
	}
	e = Entry{Person: h.person, Parent: parent, Standard: of.Standard.Name, Path: of.Path, Value: value, Version: 1, Made: h.now, Changed: h.now, By: by(h.ctx)}
	err = h.tx.QueryRow("SELECT COALESCE(MAX(position), 0) + 1 FROM plan_entry WHERE person = $1 AND parent = $2 AND standard = $3 AND element = $4", h.person, parent, e.Standard, e.Path).Scan(&e.Position)
	if err != nil {
		return e, err
	}
	err = h.tx.QueryRow("INSERT INTO plan_entry (person, parent, standard, element, position, value, version, removed, token, made, changed, account) VALUES ($1, $2, $3, $4, $5, $6, 1, FALSE, $7, $8, $8, $9) RETURNING id",
		h.person, parent, e.Standard, e.Path, e.Position, value, token, h.now, e.By).Scan(&e.ID)
	if err != nil {
		return e, err
	}
	return e, h.log(&e, done, value, 1, 0)
}

// room refuses what would make a plan grow without end.
func (h *hand) room() error {
	if h.counted == 0 {
		if err := h.tx.QueryRow("SELECT COUNT(*) + 1 FROM plan_entry WHERE person = $1", h.person).Scan(&h.counted); err != nil {
			return err
		}
	}
	if h.counted++; h.counted > mostEntries+1 {
		return &fault.Error{Code: fault.Invalid, Reason: "this plan is full: it has 20,000 parts, with those that were removed", Fix: "write into a part that is there; what you wrote is still with you"}
	}
	return nil
}
