package review

import (
	"cmp"

	"continuum/record/audit"
)

// key is what makes several looks one finding, on the batch's day.
type key struct {
	actor, person string
	kind          Kind
}

// hit is a finding as a batch adds to it.
type hit struct {
	partner     string
	serious     int
	first, last *audit.Entry
	looks       int64
	count       int64
	limit       int64
}

// evaluate asks the rules of every entry and moves the habits on.
func (b *batch) evaluate(s *Settings) {
	for i := range b.entries {
		e := &b.entries[i]
		if e.Actor == "" {
			continue
		}
		if v, found := declared(e); found {
			for _, p := range orNobody(e.People) {
				b.hit(e, p, v)
			}
		}
		if e.Outcome == audit.Denied && e.Part == 0 {
			if v, found := probing(b.habit(e.Actor), e.At, s); found {
				b.hit(e, "", v)
			}
		}
		if _, staff := b.staff[e.Actor]; staff && looks(e) {
			b.lookAt(e, s)
		}
	}
}

func orNobody(people []string) []string {
	if len(people) == 0 {
		return []string{""}
	}
	return people
}

func (b *batch) habit(actor string) *habit {
	h := b.habits[actor]
	if h == nil {
		h = &habit{}
		b.habits[actor] = h
	}
	return h
}

// lookAt judges a look of staff at each of the people it is about.
func (b *batch) lookAt(e *audit.Entry, s *Settings) {
	if len(e.People) == 0 {
		return
	}
	h, actor := b.habit(e.Actor), b.staff[e.Actor]
	if h.begins(b.to.day) {
		role := roleOf(e)
		own := b.own[e.Actor]
		h.begin(b.to.day, role, own.days(), s.limit(own, b.roles[role]))
	}
	for _, p := range e.People {
		l := &look{entry: e, at: e.At, person: p, actor: actor, self: b.people[actor.Person], of: b.people[p], employs: b.partners[p]}
		for _, v := range judge(l, s) {
			b.hit(e, p, v)
		}
		for _, v := range pace(h, l, b.people[h.Order.Last].Surname, s) {
			b.hit(e, "", v)
		}
	}
}

// hit adds a look to a finding.
func (b *batch) hit(e *audit.Entry, person string, v verdict) {
	k := key{e.Actor, person, v.kind}
	h := b.hits[k]
	if h == nil {
		h = &hit{partner: cmp.Or(e.Partner, b.staff[e.Actor].Partner), first: e}
		b.hits[k] = h
	}
	h.last = e
	h.looks++
	h.serious = max(h.serious, v.serious)
	if v.count > h.count {
		h.count, h.limit = v.count, v.limit
	}
}
