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
	at      []int32 // batch of every keyStride-th record
}

// keyStride is how many records find a batch by one entry of the index.
const keyStride = 1 << 12

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

// append adds a record to a batch.
func (b *keyBatch) append(id string, source uint32, line int64) {
	n := len(b.ends)
	if n == 0 {
		b.line = line
	}
	if b.lines == nil && line != b.line+int64(n) {
		b.lines = make([]uint32, n, 2*n+1)
		for i := range b.lines {
			b.lines[i] = uint32(b.line) + uint32(i)
		}
	}
	if b.lines != nil {
		b.lines = append(b.lines, uint32(line))
	}
	b.ids = append(b.ids, id...)
	b.ends, b.source = append(b.ends, uint32(len(b.ids))), append(b.source, source)
}

// add takes a batch that is full.
func (k *recordKeys) add(b *keyBatch) {
	b.ids, b.ends, b.source, b.lines = slices.Clip(b.ids), slices.Clip(b.ends), slices.Clip(b.source), slices.Clip(b.lines)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.batches = append(k.batches, b)
}

// close puts the batches in order; it returns the number of records.
func (k *recordKeys) close() (records int) {
	slices.SortFunc(k.batches, func(a, b *keyBatch) int { return cmp.Compare(a.number, b.number) })
	for n, b := range k.batches {
		b.first = records
		records += len(b.ends)
		for len(k.at)*keyStride < records {
			k.at = append(k.at, int32(n))
		}
	}
	return records
}

// len is how many records there are.
func (k *recordKeys) len() (records int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, b := range k.batches {
		records += len(b.ends)
	}
	return records
}

// find gives the batch of a record and its place there.
func (k *recordKeys) find(record int) (b *keyBatch, i int) {
	n := k.at[record/keyStride]
	for record-k.batches[n].first >= len(k.batches[n].ends) {
		n++
	}
	return k.batches[n], record - k.batches[n].first
}

// id gives the id of a record as text that must not be changed.
func (b *keyBatch) id(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = b.ends[i-1]
	}
	return b.ids[from:b.ends[i]]
}

// key gives a record's registration.
func (k *recordKeys) key(record int) link.Registration {
	b, i := k.find(record)
	id := b.id(i)
	return link.Registration{Source: k.sources[b.source[i]], LocalID: unsafe.String(unsafe.SliceData(id), len(id))}
}

// stands gives the file and line of a record.
func (k *recordKeys) stands(record int) (file string, line int64) {
	b, i := k.find(record)
	if b.lines != nil {
		return k.files[b.file], int64(b.lines[i])
	}
	return k.files[b.file], b.line + int64(i)
}
