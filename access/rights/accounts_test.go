package rights

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"continuum/access"
	"continuum/store"
)

// doors remembers whose accounts were ended, and what was left of Ann then.
type doors struct {
	w     *world
	ended []string
	left  int
	fails error
}

func (d *doors) AccountsOf(context.Context, string) ([]Account, error) { return nil, nil }

func (d *doors) EndAccountsOf(_ context.Context, person string) error {
	if d.fails == nil {
		d.ended, d.left = append(d.ended, person), len(d.w.keys("Patient/ann"))
	}
	return d.fails
}

var whole = Wish{Person: "Patient/ann", Early: true, Reason: "asked for"}

// Whoever is erased whole is let in no more, before anything goes; of whom a part is
// erased goes on.
func TestEraseEndsAccounts(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		in := &doors{w: w}
		w.Accounts = in
		if _, err := w.Erase(officer(), Wish{Person: "Patient/ann", Section: []string{"plan"}, Early: true, Reason: "asked for"}); err != nil || len(in.ended) > 0 {
			t.Errorf("a part was erased, and the accounts of %v ended: %v", in.ended, err)
		}
		all := len(w.keys("Patient/ann"))
		_, err := w.Erase(officer(), whole)
		if got := fmt.Sprint(in.ended); err != nil || got != "[Patient/ann]" || in.left != all {
			t.Errorf("%s, when %d of %d were left: %v", got, in.left, all, err)
		}
	})
}

// An erasure whose accounts could not be ended takes nothing away, and goes on with
// them; not while a hold stands.
func TestEraseGoesOnWithAccounts(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		in := &doors{w: w, fails: errors.New("no database")}
		w.Accounts = in
		before := len(w.keys("Patient/ann"))
		if _, err := w.Erase(officer(), whole); !errors.Is(err, in.fails) || len(w.keys("Patient/ann")) != before {
			t.Errorf("%d of %d left: %v", len(w.keys("Patient/ann")), before, err)
		}
		in.fails = nil
		must(t, w.Hold(officer(), "Patient/ann", "an inquest"))
		if all, err := w.Resume(officer()); len(all) > 0 || err != nil || len(in.ended) > 0 {
			t.Errorf("held: %v, %v, %v", all, in.ended, err)
		}
		must(t, w.Release(officer(), "Patient/ann", "it is over"))
		if all, err := w.Resume(officer()); len(all) != 1 || err != nil || !slices.Equal(in.ended, []string{"Patient/ann"}) {
			t.Errorf("%v, %v, %v", all, in.ended, err)
		}
	})
}

// An erasure that fails keeps no other back, and one that somebody else ended meanwhile
// ends once.
func TestResumeGoesOnBehindAFailure(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		w.rules = map[string]access.Retention{}
		stopped := errors.New("stopped")
		in := picky{"Patient/ann": stopped, "Patient/bob": stopped}
		w.Accounts = in
		for _, person := range []string{"Patient/ann", "Patient/bob"} {
			if _, err := w.Erase(officer(), Wish{Person: person, Reason: "asked for"}); !errors.Is(err, stopped) {
				t.Fatal(err)
			}
		}
		delete(in, "Patient/bob")
		all, err := w.Resume(officer())
		if len(all) != 1 || all[0].Person != "Patient/bob" || !errors.Is(err, stopped) {
			t.Fatalf("%+v, %v", all, err)
		}
		_, err = w.carryOut(officer(), all[0])
		if got := w.noted("Patient/bob"); err != nil || got[len(got)-1] != "erase-ended" || got[len(got)-2] == "erase-ended" {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// picky fails for some people.
type picky map[string]error

func (picky) AccountsOf(context.Context, string) ([]Account, error) { return nil, nil }

func (p picky) EndAccountsOf(_ context.Context, person string) error { return p[person] }

// Accounts are ended by every key that a person had.
func TestEraseEndsAccountsByEveryKey(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		must(t, w.db.Write(t.Context(), func(tx *store.Tx) error { return w.Record.SetPerson(tx, keyOf("Patient/ann"), "P7") }))
		in := &doors{w: w}
		w.Accounts = in
		_, err := w.Erase(officer(), Wish{Person: "P7", Early: true, Reason: "asked for"})
		if err != nil || !slices.Equal(in.ended, []string{"P7", "Patient/ann"}) {
			t.Errorf("%v: %v", in.ended, err)
		}
	})
}
