package rights

import (
	"context"
	"slices"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/store"
)

// Wish says what is to be erased of a person.
type Wish struct {
	Person  string
	Due     bool     // only what is due and goes without anybody's asking; else what may go
	Section []string // only these sections; all where it is empty
	Early   bool     // what must be kept longer too, for the reason
	Reason  string   // who decided and why; stands in the audit
}

// Kept is a section that stays.
type Kept struct {
	Section string
	Until   time.Time // zero: it is not known, or never goes
	Why     string
}

// Plan is what an erasure would do.
type Plan struct {
	Person string
	Go     []Due
	Kept   []Kept
	Marked []record.Key // to be taken away
	Shared []record.Key // of somebody else too: they stay
	// Whole tells that nothing is left but what is never erased, so that relations, what
	// messages said and what extracts say go as well.
	Whole bool
}

// Plan works out what an erasure would do now. HeldError where a hold forbids it.
func (r *Rights) Plan(ctx context.Context, tx *store.Tx, w Wish) (Plan, error) {
	p := Plan{Person: w.Person}
	if err := r.unheld(tx, w.Person); err != nil {
		return p, err
	}
	all, err := r.DueOf(ctx, tx, w.Person)
	if err != nil {
		return p, err
	}
	for _, d := range all {
		if why, until := r.stays(&w, &d); why != "" {
			p.Kept = append(p.Kept, Kept{d.Section, until, why})
		} else {
			p.Go = append(p.Go, d)
		}
	}
	p.keepName(r)
	p.Whole = len(w.Section) == 0 && (!w.Due || len(p.Go) > 0) && !slices.ContainsFunc(p.Kept, func(k Kept) bool { return r.rules[k.Section].Erase != never })
	traces, err := r.Record.Traces(tx, w.Person)
	if err != nil {
		return p, fault.Wrap(err, "finding what tells of a person")
	}
	var going []record.Trace
	for _, x := range traces {
		switch {
		case !p.goes(access.SectionOf(x.Type.Name), r):
		case x.Others:
			p.Shared = append(p.Shared, x.Key)
		default:
			p.Marked = append(p.Marked, x.Key)
			going = append(going, x)
		}
	}
	files, err := r.attached(tx, w.Person, going)
	for _, x := range files {
		p.Marked = append(p.Marked, x.Key)
	}
	return p, err
}

// stays says why a section stays; "" where it goes.
func (r *Rights) stays(w *Wish, d *Due) (why string, until time.Time) {
	switch {
	case len(w.Section) > 0 && !slices.Contains(w.Section, d.Section):
		return "it was not asked for", time.Time{}
	case d.Rule.Erase == never:
		return "never erased: " + d.Rule.Basis, time.Time{}
	case w.Due && d.Ready(r.Now()):
		return "", time.Time{}
	case w.Due && !d.Ruled():
		return "the place says nothing of how long it is kept", time.Time{}
	case w.Due && d.Rule.Erase == onRequest:
		return "it goes when the person asks", time.Time{}
	case !w.Early && d.Rule.Erase == after && d.At.After(r.Now()), w.Due:
		return "kept by law: " + d.Rule.Basis, d.At
	}
	return "", time.Time{}
}

// keepName lets who it is stay while anything else does.
func (p *Plan) keepName(r *Rights) {
	at := slices.IndexFunc(p.Go, func(d Due) bool { return d.Section == demographics })
	for _, k := range p.Kept {
		if at >= 0 && r.rules[k.Section].Erase != never {
			p.Go = slices.Delete(p.Go, at, at+1)
			p.Kept = append(p.Kept, Kept{demographics, k.Until, "it says whose the rest is"})
			return
		}
	}
}

// goes tells whether resources of a section go: also of one that only tells of others,
// such as who made them, unless it is never erased.
func (p *Plan) goes(section string, r *Rights) bool {
	if slices.ContainsFunc(p.Go, func(d Due) bool { return d.Section == section }) {
		return true
	}
	kept := slices.ContainsFunc(p.Kept, func(k Kept) bool { return k.Section == section })
	return p.Whole && !kept && r.rules[section].Erase != never
}
