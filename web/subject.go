package web

import (
	"context"
	"strings"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/link/identity"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/warehouse"
)

// subject is somebody a page is about, with what the actor may see and do.
type subject struct {
	eyes
	id       string // in addresses
	card     warehouse.Person
	moved    bool    // asked for by an id that was joined to another
	newcomer bool    // no extract has them
	came     telling // of a newcomer
	failed   bool    // it could not be read what came live
}

// ways lead to what somebody may do with a closed record at least.
var doors = []string{access.Read, access.Find, access.Claim, access.Break}

// usuallyEven is what an answer about nobody takes, or a whole number of it.
const usuallyEven = 100 * time.Millisecond

// subject gives the person of a page's address. Of somebody of whom the actor may know
// nothing, it is a fault.NotFound as of somebody who is not there, after as long.
func (s *site) subject(v visit) (*subject, error) {
	started := time.Now()
	x, err := s.find(v, v.PathValue("id"))
	if err == nil && !x.open() {
		err = fault.New(fault.NotFound, "nothing of this person may be known")
	}
	if fault.CodeOf(err) != fault.NotFound {
		return x, err
	}
	key := v.PathValue("id")
	if x != nil {
		key = x.key
	}
	if failed := s.note(v, audit.Entry{Action: "read", Outcome: audit.Denied, People: []string{key[:min(len(key), idLimit)]}}); failed != nil {
		return nil, failed
	}
	evenly(v.Context(), started, s.even)
	return nil, err
}

// evenly waits until a whole number of a time has passed since an answer was begun, so
// that how long it takes does not tell what was looked up for it.
func evenly(ctx context.Context, started time.Time, even time.Duration) {
	if even <= 0 {
		return
	}
	wait := time.NewTimer(even - time.Since(started)%even)
	defer wait.Stop()
	select {
	case <-ctx.Done():
	case <-wait.C:
	}
}

// open tells whether there is anything that the actor may do.
func (x *subject) open() bool {
	for _, action := range doors {
		if x.may(action, patientType).Allowed {
			return true
		}
	}
	return x.may(access.Mark, patientType).Allowed
}

func (x *subject) url() string { return personURL(x.id) }

// find looks up whom an id means, in the build and among what came live.
func (s *site) find(v visit, id string) (*subject, error) {
	if id == "" || len(id) > idLimit {
		return nil, fault.New(fault.NotFound, "no such person")
	}
	x := &subject{}
	known, err := s.facts.Who(v.Context(), canonical(id))
	if fault.CodeOf(err) == fault.NotFound && s.live != nil {
		x.came, x.failed = s.came(v, id)
		switch {
		case x.failed, x.came.PersonID == "" && x.came.Person.ID == "":
			return nil, fault.Wrap(err, "looking up a person")
		case x.came.PersonID == "":
			x.id, x.card, x.newcomer = x.came.Person.ID, x.came.Person, true
			x.eyes, err = s.eyesOn(v.Context(), patientType+"/"+x.id)
			return x, err
		}
		x.moved = true // the live Patient is this person's
		known, err = s.facts.Who(v.Context(), x.came.PersonID)
	}
	if err != nil {
		return nil, fault.Wrap(err, "looking up a person")
	}
	x.id, x.card = known.Person.ID, known.Named
	x.moved = x.moved || identity.Valid(x.id) && canonical(id) != x.id
	x.eyes, err = s.eyesOn(v.Context(), x.id)
	return x, err
}

// canonical is an id of the build as it is kept, however it was typed.
func canonical(id string) string {
	if upper := strings.ToUpper(strings.TrimSpace(id)); identity.Valid(upper) {
		return upper
	}
	return id
}

// around leaves out people around somebody whose records are sealed, and tells whose
// pages the actor may open.
func (s *site) around(v visit, r *warehouse.Record) (map[string]bool, error) {
	var ids []string
	for _, o := range r.Relations {
		if o.PersonID != "" {
			ids = append(ids, o.PersonID)
		}
	}
	links, sealed, err := s.known(v, ids)
	if err != nil {
		return nil, err
	}
	var shown []warehouse.Relation
	for _, o := range r.Relations {
		if !sealed[o.PersonID] {
			shown = append(shown, o)
		}
	}
	r.Relations = shown
	return links, nil
}

// known tells whom of some people the actor may find, and who is sealed from them.
func (s *site) known(v visit, ids []string) (found, sealed map[string]bool, err error) {
	all, err := s.eyesOnAll(v.Context(), ids)
	found, sealed = map[string]bool{}, map[string]bool{}
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		found[ids[i]] = all[i].finds()
		sealed[ids[i]] = !found[ids[i]] && all[i].parties.Has(sight.Party{Kind: sight.Sealed})
	}
	return found, sealed, nil
}
