package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unsafe"

	"continuum/link"
)

// keysAtOnce is how many keys are written, read or merged in one piece.
const keysAtOnce = 1 << 13

// Bounds on what is believed of a file.
const (
	mostSources   = 1 << 24
	longestSource = 1 << 16
)

// writeKeys writes the sources, then the keys of all records in pieces: how many,
// where each id ends, the source of each, the ids. A piece of none is the last.
func writeKeys(w io.Writer, k *recordKeys) error {
	out := &words{w: w}
	out.put(uint32(len(k.sources)))
	for _, s := range k.sources {
		out.put(uint32(len(s)))
		out.bytes([]byte(s))
	}
	for _, b := range k.batches {
		if len(b.ends) > 0 {
			out.put(uint32(len(b.ends)))
			out.put(b.ends...)
			out.put(b.source...)
			out.bytes(b.ids)
		}
	}
	out.put(0)
	return out.err
}

// words writes numbers; after a failure it does nothing.
type words struct {
	w    io.Writer
	part []byte
	err  error
}

func (o *words) put(numbers ...uint32) {
	o.part = o.part[:0]
	for _, n := range numbers {
		o.part = binary.LittleEndian.AppendUint32(o.part, n)
	}
	o.bytes(o.part)
}

func (o *words) bytes(b []byte) {
	if o.err == nil {
		_, o.err = o.w.Write(b)
	}
}

// readWords reads n numbers, asking for memory as they come.
func readWords(r io.Reader, n int) ([]uint32, error) {
	var out []uint32
	var part [4 * 1 << 12]byte
	for n > 0 {
		some := part[:4*min(n, 1<<12)]
		if _, err := io.ReadFull(r, some); err != nil {
			return nil, err
		}
		for i := 0; i < len(some); i += 4 {
			out = append(out, binary.LittleEndian.Uint32(some[i:]))
		}
		n -= len(some) / 4
	}
	return out, nil
}

// keyReader reads what writeKeys wrote.
type keyReader struct {
	in      *bufio.Reader
	sources []string
	err     error
}

func newKeyReader(r io.Reader) *keyReader {
	k := &keyReader{in: bufio.NewReaderSize(r, 1<<16)}
	n, err := readWords(k.in, 1)
	if err == nil && n[0] > mostSources {
		err = errKeys
	}
	for err == nil && len(k.sources) < int(n[0]) {
		var source string
		source, err = k.source()
		k.sources = append(k.sources, source)
	}
	k.err = err
	return k
}

var errKeys = errors.New("its ids do not fit together")

func (k *keyReader) source() (string, error) {
	n, err := readWords(k.in, 1)
	if err != nil {
		return "", err
	}
	if n[0] > longestSource {
		return "", errKeys
	}
	text := make([]byte, n[0])
	_, err = io.ReadFull(k.in, text)
	return string(text), err
}

// next gives the next piece; nil after the last.
func (k *keyReader) next() (*keyBatch, error) {
	if k.err != nil {
		return nil, k.err
	}
	n, err := readWords(k.in, 1)
	if err != nil || n[0] == 0 {
		return nil, err
	}
	b := &keyBatch{}
	if b.ends, err = readWords(k.in, int(n[0])); err != nil {
		return nil, err
	}
	if b.source, err = readWords(k.in, int(n[0])); err != nil {
		return nil, err
	}
	last := uint32(0)
	for i, end := range b.ends {
		if end < last || int(b.source[i]) >= len(k.sources) {
			return nil, errKeys
		}
		last = end
	}
	var ids bytes.Buffer // which asks for memory as bytes come
	_, err = io.CopyN(&ids, k.in, int64(last))
	b.ids = ids.Bytes()
	return b, err
}

// readKeys reads all keys.
func (s *stateFile) readKeys() (*recordKeys, error) {
	r := s.keys()
	k := newRecordKeys([]string{s.file.Name()})
	for number := 0; ; number++ {
		b, err := r.next()
		if err != nil {
			return nil, s.damaged(err)
		}
		if b == nil {
			break
		}
		b.number = number
		k.batches = append(k.batches, b)
	}
	for i, name := range r.sources {
		k.number[name] = uint32(i)
	}
	k.sources = r.sources
	if k.close() != int(s.foot.Records) {
		return nil, s.damaged(errKeys)
	}
	return k, nil
}

// mergedKeys gives the keys of kept and added records in the order that they
// have now.
func mergedKeys(kept, added *recordKeys, order []link.Stretch) *recordKeys {
	m := &keyMerge{out: newRecordKeys(kept.files), known: map[string]uint32{}}
	for _, s := range order {
		from := kept
		if s.Added {
			from = added
		}
		for i := s.From; i < s.To; i++ {
			b, at := from.find(i)
			m.add(b.id(at), from.sources[b.source[at]])
		}
	}
	if m.batch != nil {
		m.out.add(m.batch)
	}
	m.out.close()
	return m.out
}

type keyMerge struct {
	out   *recordKeys
	known map[string]uint32
	batch *keyBatch
	n     int64
}

func (m *keyMerge) add(id []byte, source string) {
	if m.batch == nil {
		m.batch = &keyBatch{number: len(m.out.batches)}
	}
	m.n++
	m.batch.append(unsafe.String(unsafe.SliceData(id), len(id)), m.out.sourceNumber(source, m.known), m.n)
	if len(m.batch.ends) == keysAtOnce {
		m.out.add(m.batch)
		m.batch = nil
	}
}
