package main

import (
	"fmt"

	"continuum/link"
	"continuum/link/text"
)

// seen remembers which records were read and where each stands, so that an id
// that occurs twice is told with both places. It holds numbers, not texts: there
// may be tens of millions.
type seen struct {
	keys  []link.Registration
	lines []int64
	files []string
	from  []int // of each file, its first record

	first map[uint64]uint32            // by the hash of a key
	clash map[link.Registration]uint32 // keys whose hash another key has
}

func newSeen() *seen {
	return &seen{first: map[uint64]uint32{}, clash: map[link.Registration]uint32{}}
}

// begin says that the records to come stand in a file.
func (s *seen) begin(file string) {
	s.files, s.from = append(s.files, file), append(s.from, len(s.keys))
}

// add takes a record's key; other is where the key was before, "" when it is new.
func (s *seen) add(k link.Registration, line int64) (other string) {
	n := uint32(len(s.keys))
	hash := text.Mix(text.Hash(k.Source)*31 + text.Hash(k.LocalID))
	at, known := s.first[hash]
	switch {
	case !known:
		s.first[hash] = n
	case s.keys[at] == k:
		return s.place(at)
	default:
		if at, known = s.clash[k]; known {
			return s.place(at)
		}
		s.clash[k] = n
	}
	s.keys, s.lines = append(s.keys, k), append(s.lines, line)
	return ""
}

func (s *seen) place(record uint32) string {
	file, line := s.stands(record)
	return fmt.Sprintf("%s:%d", file, line)
}

// stands gives the file and line of a record.
func (s *seen) stands(record uint32) (file string, line int64) {
	n := len(s.from) - 1
	for s.from[n] > int(record) {
		n--
	}
	return s.files[n], s.lines[record]
}
