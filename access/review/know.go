package review

import (
	"context"
	"maps"
	"slices"
	"time"

	"continuum/internal/fault"
)

// know asks for what the rules want to know of a batch's people and accounts.
func (r *Review) know(ctx context.Context, b *batch) (err error) {
	actors := map[string]bool{}
	for i := range b.entries {
		if e := &b.entries[i]; e.Actor != "" && looks(e) && len(e.People) > 0 {
			actors[e.Actor] = true
		}
	}
	if len(actors) == 0 {
		return nil
	}
	if b.staff, err = r.accounts.Staff(ctx, slices.Sorted(maps.Keys(actors))); err != nil {
		return fault.Wrap(err, "reviewing looks: who is staff")
	}
	seen := b.seen()
	if b.partners, err = r.accounts.Partners(ctx, seen); err != nil {
		return fault.Wrap(err, "reviewing looks: who else is staff")
	}
	days := time.Duration(r.settings.EventDays) * 24 * time.Hour
	since, until := b.entries[0].At.Add(-days), b.entries[len(b.entries)-1].At.Add(days)
	b.people, err = r.people.Known(ctx, b.and(seen), since, until)
	return fault.Wrap(err, "reviewing looks: what is known of people")
}

// seen are the people at whom staff looked.
func (b *batch) seen() []string {
	all := map[string]bool{}
	for i := range b.entries {
		e := &b.entries[i]
		if _, staff := b.staff[e.Actor]; !staff || !looks(e) {
			continue
		}
		for _, p := range e.People {
			all[p] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// and adds the staff themselves, and whom each looked at last before.
func (b *batch) and(people []string) []string {
	all := slices.Clone(people)
	for actor, a := range b.staff {
		if a.Person != "" {
			all = append(all, a.Person)
		}
		if h := b.habits[actor]; h != nil && h.Order.Last != "" {
			all = append(all, h.Order.Last)
		}
	}
	return set(all)
}
