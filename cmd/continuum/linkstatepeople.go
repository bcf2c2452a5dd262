package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"slices"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
	"continuum/link/text"
	"continuum/source/extract"
)

// personLength is the length of a person's id.
const personLength = 12

// writePeople writes the ids of all people, then the person of each record.
func writePeople(w io.Writer, result *link.Result, who *identity.Outcome) error {
	out := &words{w: w}
	out.put(uint32(result.Persons))
	var part []byte
	for p := range uint32(result.Persons) {
		if part = append(part, who.Person(p)...); len(part) >= keysAtOnce {
			out.bytes(part)
			part = part[:0]
		}
	}
	out.bytes(part)
	for some := result.Person; len(some) > 0; {
		n := min(len(some), keysAtOnce)
		out.put(some[:n]...)
		some = some[n:]
	}
	return out.err
}

// readPeople reads the ids of all people; in stands before the person of each
// record then.
func readPeople(in *bufio.Reader) (string, error) {
	n, err := readWords(in, 1)
	if err != nil {
		return "", err
	}
	var all bytes.Buffer
	_, err = io.CopyN(&all, in, personLength*int64(n[0]))
	return all.String(), err
}

// previous calls was for every record with the id of its person.
func (s *stateFile) previous(was func(r link.Registration, id string)) error {
	in := s.people()
	ids, err := readPeople(in)
	if err != nil {
		return s.damaged(err)
	}
	keys := s.keys()
	for {
		b, err := keys.next()
		if err != nil {
			return s.damaged(err)
		}
		if b == nil {
			return nil
		}
		person, err := readWords(in, len(b.ends))
		if err != nil {
			return s.damaged(err)
		}
		from, all := uint32(0), string(b.ids)
		for i, end := range b.ends {
			at := int(person[i]) * personLength
			if at >= len(ids) {
				return s.damaged(errKeys)
			}
			was(link.Registration{Source: keys.sources[b.source[i]], LocalID: all[from:end]}, ids[at:at+personLength])
			from = end
		}
	}
}

// clustersPrevious does the same with a clusters.csv, which any version can read.
func clustersPrevious(ctx context.Context, path string, was func(r link.Registration, id string)) error {
	c := &clustersReader{path: path, was: was}
	return readRows(ctx, path, c.open, c)
}

type clustersReader struct {
	path string
	was  func(r link.Registration, id string)
	at   [3]int
}

func (c *clustersReader) open(names []string) error {
	for i, name := range [3]string{"id", "source", "person_id"} {
		at, err := columnAt(c.path, names, name)
		if err != nil {
			return err
		}
		c.at[i] = at
	}
	return nil
}

// Row tells one row.
func (c *clustersReader) Row(row extract.Row) error {
	cell := func(i int) string { return string(row.Fields[c.at[i]]) }
	c.was(link.Registration{Source: cell(1), LocalID: cell(0)}, cell(2))
	return nil
}

// Broken stops the run.
func (c *clustersReader) Broken(b extract.Broken) error {
	return &fault.Error{Code: fault.Invalid, File: c.path, Line: b.Line, Reason: b.Reason, Fix: "restore the folder from a backup"}
}

// peopleCount says what became of people since the linkage before.
type peopleCount struct {
	People   int `json:"people"`
	Same     int `json:"kept_id"`
	New      int `json:"new"`
	Merged   int `json:"merged"`   // ids joined to another
	Split    int `json:"split"`    // new ids of people parted from another
	Returned int `json:"returned"` // ids in use again
	Gone     int `json:"gone"`     // ids that no record has any more
}

// idSet remembers ids by hashes, in order; there may be tens of millions.
type idSet []uint64

func (s *idSet) add(id string) {
	if h := text.Hash(id); len(*s) == 0 || (*s)[len(*s)-1] != h {
		*s = append(*s, h)
	}
}

func (s *idSet) close() {
	slices.Sort(*s)
	*s = slices.Compact(*s)
}

func (s idSet) has(id string) bool {
	_, found := slices.BinarySearch(s, text.Hash(id))
	return found
}

// countPeople counts, given the ids in use before.
func countPeople(persons int, who *identity.Outcome, before idSet) peopleCount {
	c := peopleCount{People: persons}
	for p := range uint32(persons) {
		if before.has(who.Person(p)) {
			c.Same++
		} else {
			c.New++
		}
	}
	ids := map[identity.Kind]map[string]bool{}
	for i := range who.Events {
		e := &who.Events[i]
		if ids[e.Kind] == nil {
			ids[e.Kind] = map[string]bool{}
		}
		ids[e.Kind][e.ID] = true
	}
	c.Merged, c.Split = len(ids[identity.Merged]), len(ids[identity.Split])
	c.Returned, c.Gone = len(ids[identity.Returned]), len(ids[identity.Retired])
	c.New -= c.Split + c.Returned
	return c
}

// line says it in words.
func (c *peopleCount) line(a *app) {
	a.line("%s: %d kept their id, %d new, %d merged into another, %d split off, %d returned, %d gone.", people(c.People), c.Same, c.New, c.Merged, c.Split, c.Returned, c.Gone)
}
