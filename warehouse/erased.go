package warehouse

import (
	"fmt"
	"slices"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
)

// suppressed is how many registrations are of people who were erased.
func (j Job) suppressed() int {
	if j.Suppressed == nil {
		return 0
	}
	return j.Suppressed.Len()
}

// leavesOut is what is asked of each id that an extract has; nil where nobody was
// erased, so that nothing is asked.
func (j Job) leavesOut() func(partner, localID string) bool {
	if j.suppressed() == 0 {
		return nil
	}
	return func(partner, localID string) bool {
		return j.Suppressed.Has(link.Registration{Source: partner, LocalID: localID})
	}
}

// bringsNobodyBack refuses a build that knows of fewer people who were erased than the
// one that is served: it was not told where they are listed.
func (j Job) bringsNobodyBack() error {
	live, err := j.Data.LiveID()
	if fault.CodeOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	m, err := j.Data.Manifest(live)
	if err != nil || j.suppressed() >= m.Suppressed {
		return err
	}
	return &fault.Error{
		Code: fault.Conflict, File: string(j.Data), Value: fmt.Sprint(j.suppressed()),
		Reason: fmt.Sprintf("the build being served leaves out %d registrations of people who were erased, and this one would bring some back", m.Suppressed),
		Fix:    "name with --database the database that serve uses; if that was restored from a backup, erase these people again first",
	}
}

// withoutErased takes people who were erased out of what a build tells of ids: that
// their registrations left the extracts would keep the partners' ids of them.
func (j Job) withoutErased(events []identity.Event) []identity.Event {
	if j.suppressed() == 0 {
		return events
	}
	for i := range events {
		if e := &events[i]; e.Kind == identity.Left || e.Kind == identity.Retired {
			e.Members = slices.DeleteFunc(e.Members, j.Suppressed.Has)
		}
	}
	return slices.DeleteFunc(events, func(e identity.Event) bool {
		return (e.Kind == identity.Left || e.Kind == identity.Retired) && len(e.Members) == 0
	})
}
