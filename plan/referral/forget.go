package referral

import (
	"context"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/store"
)

// tables hold what is kept of people.
var tables = []string{"plan_referral_link", "plan_referral_step", "plan_referral"}

// Forget takes away all that is kept of a person. It is a rights.Keeper.
func (r *Referrals) Forget(_ context.Context, tx *store.Tx, person string, _ []link.Registration) error {
	all, err := ofPerson(tx, person)
	for i := range all {
		if err == nil {
			err = r.Record.Relate(tx, all[i].origin(), person, nil)
		}
	}
	for _, table := range tables {
		if err == nil {
			_, err = tx.Exec("DELETE FROM "+table+" WHERE person = $1", person)
		}
	}
	return fault.Wrap(err, "forgetting the referrals of a person")
}

// Become lets all that is kept of one person be of another, whom they turned out to be.
func (r *Referrals) Become(tx *store.Tx, person, other string) error {
	all, err := ofPerson(tx, person)
	for _, table := range tables {
		if err == nil {
			_, err = tx.Exec("UPDATE "+table+" SET person = $1 WHERE person = $2", other, person)
		}
	}
	for i := range all {
		x := &all[i]
		if err == nil {
			err = r.Record.Relate(tx, x.origin(), person, nil)
		}
		if x.Person = other; err == nil {
			err = r.relate(tx, x)
		}
	}
	return fault.Wrap(err, "carrying referrals over to a person")
}

func ofPerson(tx *store.Tx, person string) ([]Referral, error) {
	return store.All(tx.Query("SELECT "+columns+" FROM plan_referral WHERE person = $1 ORDER BY id", person), "reading the referrals of a person", (*Referral).scan)
}

// People are all of whom something is kept, by their keys.
func (r *Referrals) People(tx *store.Tx) ([]string, error) {
	return store.All(tx.Query("SELECT DISTINCT person FROM plan_referral ORDER BY person"), "reading who was referred", func(to *string, row store.Row) error { return row.Scan(to) })
}

// Held is all that is kept of a person, as they take it with them.
type Held struct {
	Referrals []Past `json:"referrals"`
	Links     []Link `json:"links"`
}

// Past is a referral with its own part of the thread.
type Past struct {
	Referral
	Clock Clock  `json:"clock"`
	Steps []Step `json:"steps"`
}

// Link is a link that was given to a partner outside, without its token.
type Link struct {
	Referral int64     `json:"referral"`
	Until    time.Time `json:"until"`
	Used     time.Time `json:"used,omitzero"`
	Revoked  time.Time `json:"revoked,omitzero"`
}

// HeldOf gives all that is kept of a person.
func (r *Referrals) HeldOf(tx *store.Tx, person string) (h Held, err error) {
	all, err := ofPerson(tx, person)
	if err != nil {
		return h, err
	}
	steps, err := store.All(tx.Query("SELECT "+stepColumns+" FROM plan_referral_step WHERE person = $1 ORDER BY thread, number", person), "reading the threads of a person", (*Step).scan)
	if err != nil {
		return h, err
	}
	of := map[int64][]Step{}
	for _, s := range steps {
		of[s.Referral] = append(of[s.Referral], s)
	}
	now := r.now()
	for i := range all {
		h.Referrals = append(h.Referrals, Past{all[i], all[i].Clock(now), of[all[i].ID]})
	}
	links, err := store.All(tx.Query("SELECT id, referral, until, used, revoked FROM plan_referral_link WHERE person = $1 ORDER BY id", person), "reading the links of a person", (*invitation).scan)
	for _, l := range links {
		h.Links = append(h.Links, Link{l.referral, l.until, l.used, l.revoked})
	}
	return h, err
}

// Died ends what is open about somebody who has died, whoever asks, since that is no
// decision. Where nothing is open nothing changes.
func (r *Referrals) Died(ctx context.Context, person string) error {
	ctx = access.With(ctx, access.System("referrals", ""))
	now := r.now()
	err := r.db.Write(ctx, func(tx *store.Tx) error {
		all, err := ofPerson(tx, person)
		for i := range all {
			x := &all[i]
			if err != nil || !x.State.Open() {
				continue
			}
			act := ActRevoke
			if _, _, may := leads(x.State, act, []Who{System}); !may {
				act = ActEndEarly
			}
			x.Why = HasDied
			err = r.advance(ctx, tx, x, change{act: act, step: Step{Why: HasDied, Words: "The person has died."}}, []Who{System}, now)
		}
		return err
	})
	return fault.Wrap(err, "ending the referrals of somebody who has died")
}

// HasDied is why of what ended because the person has died.
const HasDied = "died"
