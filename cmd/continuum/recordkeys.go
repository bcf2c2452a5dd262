package main

import (
	"cmp"
	"slices"
	"sync"
	"unsafe"

	"continuum/link"
)

// recordKeys remembers the id, source and line of each record of a linkage in
// few bytes: there may be tens of millions. Batches are filled by any goroutine;
// once all are in, records are asked for by their number.
type recordKeys struct {
	files []string

	mu      sync.Mutex
	sources []string
	number  map[string]uint32 // of sources
	batches []*keyBatch
}

// keyBatch is the keys of consecutive records of one file.
type keyBatch struct {
	number int
	first  int // record
	file   int
	ids    []byte
	ends   []uint32
	source []uint32
	lines  []uint32 // nil where they follow each other
	line   int64    // of the first record
}

func newRecordKeys(files []string) *recordKeys {
	return &recordKeys{files: files, number: map[string]uint32{}}
}

// sourceNumber numbers a source; known is the caller's own memory of them.
func (k *recordKeys) sourceNumber(name string, known map[string]uint32) uint32 {
	if n, ok := known[name]; ok {
		return n
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	n, ok := k.number[name]
	if !ok {
		n = uint32(len(k.sources))
		name = string([]byte(name))
		k.sources = append(k.sources, name)
		k.number[name] = n
	}
	known[k.sources[n]] = n
	return n
}

func (k *recordKeys) add(b *keyBatch) {
	for i := range b.lines {
		if b.lines[i] != uint32(b.line)+uint32(i) {
			k.keep(b)
			return
		}
	}
	b.lines = nil
	k.keep(b)
}

func (k *recordKeys) keep(b *keyBatch) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.batches = append(k.batches, b)
}

// close puts the batches in order; it returns the number of records.
func (k *recordKeys) close() (records int) {
	slices.SortFunc(k.batches, func(a, b *keyBatch) int { return cmp.Compare(a.number, b.number) })
	for _, b := range k.batches {
		b.first = records
		records += len(b.ends)
	}
	return records
}

// find gives the batch of a record and its place there. No batch holds more than
// rowsAtOnce, so that a record's is this far on or further.
func (k *recordKeys) find(record int) (b *keyBatch, i int) {
	n := record / rowsAtOnce
	for record-k.batches[n].first >= len(k.batches[n].ends) {
		n++
	}
	return k.batches[n], record - k.batches[n].first
}

// id gives the id of a record as text that must not be changed.
func (k *recordKeys) id(record int) []byte {
	b, i := k.find(record)
	from := uint32(0)
	if i > 0 {
		from = b.ends[i-1]
	}
	return b.ids[from:b.ends[i]]
}

// source gives the number of a record's source.
func (k *recordKeys) source(record int) uint32 {
	b, i := k.find(record)
	return b.source[i]
}

// key gives a record's registration.
func (k *recordKeys) key(record int) link.Registration {
	id := k.id(record)
	return link.Registration{Source: k.sources[k.source(record)], LocalID: unsafe.String(unsafe.SliceData(id), len(id))}
}

// stands gives the file and line of a record.
func (k *recordKeys) stands(record int) (file string, line int64) {
	b, i := k.find(record)
	if b.lines != nil {
		return k.files[b.file], int64(b.lines[i])
	}
	return k.files[b.file], b.line + int64(i)
}
