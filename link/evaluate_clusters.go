package link

import (
	"fmt"
	"slices"

	"continuum/internal/fault"
	"continuum/link/text"
)

// Clusters says which person each record belongs to: what was found, or the
// truth. Records and people are known by 64-bit hashes of their names, which
// takes about 50 bytes a record whatever the names are; see table for the chance
// of an error. File, IDColumn and PersonColumn name things in faults.
type Clusters struct {
	File                   string
	IDColumn, PersonColumn string
	BySource               bool // ids are unique within a source only; otherwise Source is left unread

	rows   table    // of source and id, numbered in order of Add
	ids    []uint64 // by row: hash of the id alone, where BySource
	person []uint32 // by row: number of the person from 1
	lines  []uint32 // by row: line of the file
	people table
	first  Registration // an example of what ids look like
}

// Add takes the next record, its person and the line it stands on. An id that is
// empty or occurs twice and a person without a name are a fault.Invalid.
func (c *Clusters) Add(r Registration, person string, line int64) error {
	if r.LocalID == "" {
		return c.wrong(line, c.IDColumn, "", "the row has no id", "give every record its id")
	}
	if person == "" {
		return c.wrong(line, c.PersonColumn, "", "the row has no person", "name the person, or leave the row out if nobody knows")
	}
	if before := c.take(r, person, line); before != 0 {
		return c.wrong(line, c.IDColumn, r.LocalID, "the id occurs twice"+also(before), "each id must stand in one row of its source")
	}
	return nil
}

// take takes a record that is new; for one that is not, before is the
// line of the other (0 too where lines are not known).
func (c *Clusters) take(r Registration, person string, line int64) (before uint32) {
	row, fresh := c.rows.number(recordHash(r, c.BySource))
	if !fresh {
		return c.lines[row-1]
	}
	if row == 1 {
		c.first = r
	}
	if c.BySource {
		c.ids = append(c.ids, text.Hash(r.LocalID))
	}
	p, _ := c.people.number(text.Hash(person))
	c.person = append(c.person, p)
	c.lines = append(c.lines, uint32(line))
	return 0
}

// Len is the number of records.
func (c *Clusters) Len() int { return len(c.person) }

func recordHash(r Registration, bySource bool) uint64 {
	id := text.Hash(r.LocalID)
	if !bySource {
		return id
	}
	return text.Mix(text.Hash(r.Source)*31 + id)
}

// index gives the table that finds rows by source and id, or by id alone. A
// table's numbers are rows from 1.
func (c *Clusters) index(bySource bool) (*table, error) {
	if bySource || !c.BySource {
		return &c.rows, nil
	}
	var alone table
	for _, h := range c.ids {
		if _, fresh := alone.number(h); !fresh {
			return nil, c.ambiguous(h)
		}
	}
	return &alone, nil
}

// ambiguous says that two sources have the same id where no source is named.
func (c *Clusters) ambiguous(id uint64) error {
	one := slices.Index(c.ids, id)
	two := one + 1 + slices.Index(c.ids[one+1:], id)
	return c.wrong(int64(c.lines[two]), c.IDColumn, "", "another source has the same id"+also(c.lines[one])+", and the file it is compared with names no source", "give both files a column source, or make ids unique")
}

// known gives the row of a hash.
func (t *table) known(hash uint64) (row uint32, ok bool) {
	if t.n == 0 {
		return 0, false
	}
	s := t.find(hash)
	return s.id - 1, s.id != 0
}

func (c *Clusters) wrong(line int64, column, value, reason, fix string) error {
	return &fault.Error{Code: fault.Invalid, File: c.File, Line: line, Column: column, Value: value, Reason: reason, Fix: fix}
}

func also(line uint32) string {
	if line == 0 {
		return ""
	}
	return fmt.Sprintf(" (also on line %d)", line)
}
