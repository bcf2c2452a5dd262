package rights

import (
	"context"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/store"
)

// How a place lets a section be erased.
const (
	never     = "never"
	after     = "after"
	onRequest = "on-request"
)

// demographics is the section that says whose all others are: it stays while one of
// them does.
const demographics = "demographics"

// Due is how long a section of somebody's record is kept.
type Due struct {
	Person  string
	Section string
	Count   int64            // of resources
	Last    time.Time        // when its newest entry was made
	Died    time.Time        // when the person did, where it is known
	Rule    access.Retention // the zero one where the place says nothing of the section
	At      time.Time        // from this day on it need not be kept; zero where the place says nothing or never
	Held    bool             // a legal hold keeps it all the same
}

// Ruled tells whether the place says how long the section is kept.
func (d *Due) Ruled() bool { return d.Rule.Section != "" }

// Ready tells whether it must be kept no longer at a time, and is erased then without
// anybody's asking.
func (d *Due) Ready(at time.Time) bool {
	return d.Rule.Erase == after && !d.At.After(at) && !d.Held
}

// Due tells of every section of every person whose record holds something, by person,
// when it is due. It counts from death where that is known, else from when the last
// entry was made here: what was brought from elsewhere is kept rather too long. What
// take does must not ask the database.
func (r *Rights) Due(ctx context.Context, take func(Due) error) error {
	return r.db.Read(ctx, func(tx *store.Tx) error { return r.due(ctx, tx, "", take) })
}

// DueOf is Due for one person.
func (r *Rights) DueOf(ctx context.Context, tx *store.Tx, person string) (all []Due, err error) {
	err = r.due(ctx, tx, person, func(d Due) error {
		all = append(all, d)
		return nil
	})
	return all, err
}

func (r *Rights) due(ctx context.Context, tx *store.Tx, person string, take func(Due) error) error {
	holds, err := r.Holds(tx)
	if err != nil {
		return err
	}
	deaths, err := r.Record.Deaths(tx, person)
	if err != nil {
		return fault.Wrap(err, "finding who died")
	}
	c := &counting{rights: r, ctx: ctx, holds: holds, deaths: deaths, take: take}
	if err := r.Record.Entries(tx, person, c.add); err != nil {
		return fault.Wrap(err, "counting what is kept")
	}
	return c.end()
}

// counting gathers the types of one person to sections.
type counting struct {
	rights *Rights
	ctx    context.Context
	holds  map[string]Hold
	deaths map[string]time.Time
	take   func(Due) error

	person   string
	sections []Due
}

func (c *counting) add(x record.Entries) error {
	if x.Person != c.person {
		if err := c.end(); err != nil {
			return err
		}
		c.person = x.Person
	}
	section := access.SectionOf(x.Type.Name)
	for i := range c.sections {
		if d := &c.sections[i]; d.Section == section {
			d.Count += x.Count
			if x.Last.After(d.Last) {
				d.Last = x.Last
			}
			return nil
		}
	}
	c.sections = append(c.sections, Due{Person: x.Person, Section: section, Count: x.Count, Last: x.Last})
	return nil
}

// end hands over the sections of a person.
func (c *counting) end() error {
	died, err := c.died()
	if err != nil {
		return err
	}
	_, held := c.holds[c.person]
	for _, d := range c.sections {
		d.Died, d.Held, d.Rule = died, held, c.rights.rules[d.Section]
		d.At = c.rights.dueAt(&d)
		if err := c.take(d); err != nil {
			return err
		}
	}
	c.sections = c.sections[:0]
	return c.ctx.Err()
}

// died is when the person died by what is kept, else by what the build says.
func (c *counting) died() (time.Time, error) {
	if len(c.sections) == 0 {
		return time.Time{}, nil
	}
	if at, is := c.deaths[c.person]; is || c.rights.Built == nil {
		return at, nil
	}
	at, err := c.rights.Built.Died(c.ctx, c.person)
	return at, fault.Wrap(err, "finding when somebody died")
}

func (r *Rights) dueAt(d *Due) time.Time {
	if !d.Ruled() || d.Rule.Erase == never {
		return time.Time{}
	}
	from := d.Last
	if !d.Died.IsZero() {
		from = d.Died
	}
	return yearsAfter(from.In(r.zone), d.Rule.Years)
}
