package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"continuum/access/account"
	"continuum/access/rights"
	"continuum/access/session"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

// stopping is the audit, which fails behind so many entries.
type stopping struct {
	rights.Noter
	left int
}

var errStopped = errors.New("the machine stopped")

func (s *stopping) Append(ctx context.Context, tx *store.Tx, entries ...audit.Entry) error {
	if s.left--; s.left < 0 {
		return errStopped
	}
	return s.Noter.Append(ctx, tx, entries...)
}

// entriesOf gives the entries of an action.
func (r *reviewed) entriesOf(t *testing.T, action string) []audit.Entry {
	t.Helper()
	var page audit.Page
	err := r.db.Read(t.Context(), func(tx *store.Tx) (err error) {
		page, err = r.log.Find(tx, audit.Query{Actions: []string{action}, Most: 10})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return page.Entries
}

// A server that starts goes on with an erasure that was stopped, and the audit says
// that it did.
func TestServeGoesOnErasing(t *testing.T) {
	r := reviewedPlace(t)
	mary := r.person(t, "mary smith")
	herself := r.add(t, "mary", "person", mary)
	half, err := rights.Open(t.Context(), r.db, rights.Needs{Place: r.place.place, Record: r.record, Notes: &stopping{r.gate, 1}, Built: builtPeople{r.builds}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := half.Erase(t.Context(), rights.Wish{Person: mary, Reason: "asked for"}); !errors.Is(err, errStopped) {
		t.Fatal(err)
	}
	serving(t, r.dir)
	for end := time.Now().Add(20 * time.Second); len(r.entriesOf(t, "erase-ended")) == 0 && time.Now().Before(end); {
		time.Sleep(50 * time.Millisecond)
	}
	if all := r.entriesOf(t, "erase-ended"); len(all) != 1 || all[0].Actor != "system:continuum serve" || all[0].People[0] != mary {
		t.Errorf("%+v", all)
	}
	if x, err := r.accounts.Get(t.Context(), herself.Account); err != nil || !x.Disabled {
		t.Errorf("%+v, %v", x, err)
	}
}

// Whoever is erased is let in no more, and what is open by their account ends at once;
// an account by which they work goes on.
func TestAccountsOfTheErasedEnd(t *testing.T) {
	r := reviewedPlace(t)
	mary := r.person(t, "mary smith")
	sessions, err := session.New(r.db, r.accounts)
	if err != nil {
		t.Fatal(err)
	}
	begin := func(name, role, person string) (token string) {
		x, err := r.accounts.Get(t.Context(), r.add(t, name, role, person).Account)
		if err == nil {
			token, _, err = sessions.Begin(t.Context(), session.Beginning{Account: x.ID, Epoch: x.Epoch, Method: "passkey", Strong: true})
		}
		if err == nil {
			_, _, err = sessions.Use(t.Context(), token)
		}
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	tokens := map[string]string{"mary": begin("mary", "person", mary), "works": begin("works", "community_nurse", mary), "other": begin("other", "person", r.person(t, "tom jones"))}
	asked := rights.Needs{
		Place: r.place.place, Record: r.record, Notes: r.gate, Built: builtPeople{r.builds}, Accounts: ownAccounts{r.accounts, r.gate},
	}
	all, err := rights.Open(t.Context(), r.db, asked)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := all.Erase(t.Context(), rights.Wish{Person: mary, Reason: "asked for"}); err != nil {
		t.Fatal(err)
	}
	for name, token := range tokens {
		_, _, err := sessions.Use(t.Context(), token)
		if ended := fault.CodeOf(err) == fault.Denied && err != nil; ended != (name == "mary") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if noted := r.entriesOf(t, string(account.Disabled)); len(noted) != 1 {
		t.Errorf("%+v", noted)
	}
}
