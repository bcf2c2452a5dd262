package rights

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/record"
	"continuum/record/audit"
	"continuum/store"
)

// Erased is what an erasure did.
type Erased struct {
	ID       int64    `json:"id"`
	Person   string   `json:"person"`
	Sections []string `json:"sections"`
	Whole    bool     `json:"whole"`
	Erased   int64    `json:"erased"` // resources, with all their versions
	Shared   int64    `json:"shared"` // that stay, as they are about somebody else too
}

// Erase takes what a wish asks for away for good, and returns when it is gone. Where it
// is stopped before, Resume goes on. Denied (HeldError) where a hold forbids it,
// NotFound where there is nothing that may go.
func (r *Rights) Erase(ctx context.Context, w Wish) (Erased, error) {
	reason, err := said(w.Reason, "why it is erased")
	if err == nil {
		err = checkPerson(w.Person)
	}
	if err != nil {
		return Erased{}, err
	}
	w.Reason = reason
	var e Erased
	err = r.db.Write(ctx, func(tx *store.Tx) error {
		e, err = r.mark(ctx, tx, w)
		return err
	})
	if err != nil {
		return e, fault.Wrap(err, "beginning to erase")
	}
	return r.carryOut(ctx, e)
}

// mark notes all that is to go, and lets go at once of what is small.
func (r *Rights) mark(ctx context.Context, tx *store.Tx, w Wish) (Erased, error) {
	p, err := r.Plan(ctx, tx, w)
	if err != nil {
		return Erased{}, err
	}
	e := Erased{Person: w.Person, Sections: []string{}, Whole: p.Whole, Shared: int64(len(p.Shared))}
	for _, d := range p.Go {
		e.Sections = append(e.Sections, d.Section)
	}
	var registered []link.Registration
	if p.Whole {
		if registered, err = r.registrations(ctx, tx, w.Person); err != nil {
			return e, err
		}
	}
	if len(p.Marked)+len(registered) == 0 {
		return e, &fault.Error{Code: fault.NotFound, Reason: "there is nothing that may be erased", Fix: "`continuum rights erase --person` without --yes says what is kept, until when and why"}
	}
	if p.Whole {
		if err := r.letGo(ctx, tx, w.Person, registered); err != nil {
			return e, err
		}
	}
	sections, err := json.Marshal(e.Sections)
	if err != nil {
		return e, fault.Wrap(err, "noting an erasure")
	}
	err = tx.QueryRow(`INSERT INTO rights_erasure (person, sections, whole, reason, asked_by, begun, erased, shared) VALUES ($1, $2, $3, $4, $5, $6, 0, $7) RETURNING id`,
		e.Person, string(sections), e.Whole, w.Reason, by(ctx), r.Now(), e.Shared).Scan(&e.ID)
	if err != nil {
		return e, err
	}
	if err := markAll(tx, e.ID, p.Marked); err != nil {
		return e, err
	}
	return e, r.note(ctx, tx, "erase-begun", e.Person, func(x *audit.Entry) {
		x.Reason = fmt.Sprintf("erasure %d, %s: %s", e.ID, e.said(), w.Reason)
	})
}

// said tells what of a record goes.
func (e *Erased) said() string {
	if e.Whole {
		return "the whole record"
	}
	return strings.Join(e.Sections, ", ")
}

func markAll(tx *store.Tx, id int64, keys []record.Key) error {
	rows := make([][]any, len(keys))
	for i, key := range keys {
		step := stepRest
		if key.Type == patientType {
			step = stepPatients
		}
		rows[i] = []any{id, int64(step), key.Type.Name, key.ID}
	}
	return fault.Wrap(tx.Insert("rights_marked", []string{"erasure", "step", "type", "id"}, rows), "marking what goes")
}

// letGo takes away what is kept of a person beside resources, and keeps their
// registrations from coming back.
func (r *Rights) letGo(ctx context.Context, tx *store.Tx, person string, all []link.Registration) error {
	if err := r.suppress(tx, all); err != nil {
		return err
	}
	for _, k := range r.Keepers {
		if err := k.Forget(ctx, tx, person, all); err != nil {
			return fault.Wrap(err, "forgetting a person")
		}
	}
	keys, err := r.aliases(tx, person)
	for _, key := range keys {
		if err == nil {
			_, err = tx.Exec("UPDATE rights_request SET words = '', resource = '', answer = CASE WHEN ended IS NULL THEN answer ELSE '' END WHERE person = $1", key)
		}
	}
	return fault.Wrap(err, "forgetting what a person asked for")
}
