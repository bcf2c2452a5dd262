package link

import (
	"fmt"
	"slices"
)

// Comparison holds people found against the truth. Records are rows of the truth;
// those that only one of the two knows take no part.
type Comparison struct {
	truth           *Clusters
	person, found   []uint32 // by row, true person and person found, from 1; found is 0 where not in both
	byTrue, byFound arrangement

	records, onlyFound, onlyTrue int
}

// Compare brings people found and true people together: by source and id where
// both name the source, by id alone otherwise. Nothing may be added to either
// afterwards. A file without rows, ids that are not unique where a source is left
// unread and files without a common id are a fault.Invalid.
func Compare(found, truth *Clusters) (*Comparison, error) {
	for _, c := range [2]*Clusters{found, truth} {
		if c.Len() == 0 {
			return nil, c.wrong(0, "", "", "holds no record", "give a row for each record: its id and whose it is")
		}
		c.people.slots = nil // its memory is wanted now
	}
	index, err := truth.index(found.BySource)
	if err != nil {
		return nil, err
	}
	c, err := join(found, truth, index)
	if err == nil && c.records == 0 {
		err = nothingShared(found, truth)
	}
	return c, err
}

// join finds the row of the truth of each record found, by an index of the truth.
func join(found, truth *Clusters, index *table) (*Comparison, error) {
	c := &Comparison{truth: truth, person: truth.person, found: make([]uint32, truth.Len())}
	alone := found.BySource && !truth.BySource
	for _, s := range found.rows.slots {
		if s.id == 0 {
			continue
		}
		hash := s.hash
		if alone {
			hash = found.ids[s.id-1]
		}
		row, ok := index.known(hash)
		switch {
		case !ok:
			c.onlyFound++
		case c.found[row] != 0:
			return nil, found.ambiguous(hash)
		default:
			c.found[row] = found.person[s.id-1]
			c.records++
		}
	}
	c.onlyTrue = truth.Len() - c.records
	c.byFound = c.arrange(c.found, found.people.n)
	c.byTrue = c.arrange(c.person, truth.people.n)
	return c, nil
}

// Rows gives what finds the row of a record in the truth, by source and id where
// both name the source. Ids that are not unique where a source is left unread are
// a fault.Invalid.
func (c *Comparison) Rows(bySource bool) (func(Registration) (row int, ok bool), error) {
	index, err := c.truth.index(bySource)
	if err != nil {
		return nil, err
	}
	bySource = bySource && c.truth.BySource
	return func(r Registration) (int, bool) {
		row, ok := index.known(recordHash(r, bySource))
		return int(row), ok
	}, nil
}

// nothingShared says that no id stands in both files, and what they look like.
func nothingShared(found, truth *Clusters) error {
	f, t := found.first, truth.first
	if found.BySource && truth.BySource && found.sharesIDs(truth) {
		return truth.wrong(0, "", "", fmt.Sprintf("its ids stand in %s too, but under other sources (%q there, %q here)", found.File, f.Source, t.Source), "name the sources alike, or leave the column out of one file to compare by id alone")
	}
	return truth.wrong(0, truth.IDColumn, "", fmt.Sprintf("no id stands in both files: %s has ids like %q, this one like %q", found.File, f.LocalID, t.LocalID), "check that the id columns mean the same")
}

// sharesIDs says whether any id stands in both, whatever its source.
func (c *Clusters) sharesIDs(other *Clusters) bool {
	var alone table
	for _, h := range other.ids {
		alone.number(h)
	}
	return slices.ContainsFunc(c.ids, func(h uint64) bool {
		_, ok := alone.known(h)
		return ok
	})
}
