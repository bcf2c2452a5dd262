package find

import (
	"encoding/binary"
)

// payload packs a table: the number of keys and of bearers, the length of each
// key (one byte), all keys end to end, and for each key the number of its
// bearers and the steps from one to the next. Numbers are varints.
func (t *table) payload() []byte {
	out := binary.AppendUvarint(nil, uint64(t.len()))
	out = binary.AppendUvarint(out, uint64(len(t.bearers)))
	for i := range t.len() {
		out = append(out, byte(len(t.key(i))))
	}
	out = append(out, t.text...)
	for i := range t.len() {
		of := t.of(i, i+1)
		out = binary.AppendUvarint(out, uint64(len(of)))
		last := bearer(0)
		for _, b := range of {
			out = binary.AppendUvarint(out, uint64(b-last))
			last = b
		}
	}
	return out
}

// parse unpacks a payload. Every count is checked against what is left, so
// that it can ask for no more memory than a small multiple of its own size.
func (t *table) parse(payload []byte, people uint32) error {
	r := unpacker{rest: payload}
	keys, bearers := r.count(), r.count()
	t.ends, t.text = r.keys(keys)
	t.starts, t.bearers = make([]uint32, keys+1), make([]bearer, 0, bearers)
	for i := range keys {
		t.bearers = r.bearers(t.bearers, bearers, people)
		t.starts[i+1] = uint32(len(t.bearers))
	}
	if r.bad || len(r.rest) > 0 || len(t.bearers) != bearers || !t.ascending() {
		return damaged("its parts contradict each other")
	}
	return nil
}

func (t *table) ascending() bool {
	for i := 1; i < t.len(); i++ {
		if t.key(i-1) >= t.key(i) {
			return false
		}
	}
	return t.len() == 0 || t.key(0) != ""
}

// unpacker reads a payload from front to back; once bad it gives nothing.
type unpacker struct {
	rest []byte
	bad  bool
}

func (r *unpacker) fail() { r.bad, r.rest = true, nil }

func (r *unpacker) number() uint64 {
	if len(r.rest) > 0 && r.rest[0] < 0x80 {
		n := uint64(r.rest[0])
		r.rest = r.rest[1:]
		return n
	}
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

// count reads a number of things that take at least one byte each.
func (r *unpacker) count() int {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.fail()
		return 0
	}
	return int(n)
}

// keys reads the lengths of n keys and the keys.
func (r *unpacker) keys(n int) (ends []uint32, text string) {
	if n > len(r.rest) {
		r.fail()
		return nil, ""
	}
	ends = make([]uint32, n)
	end := 0
	for i, length := range r.rest[:n] {
		end += int(length)
		ends[i] = uint32(end)
	}
	if end > len(r.rest)-n {
		r.fail()
		return nil, ""
	}
	text = string(r.rest[n : n+end])
	r.rest = r.rest[n+end:]
	return ends, text
}

// bearers appends those of one key, in ascending order of different people, as
// long as there are at most most in all.
func (r *unpacker) bearers(to []bearer, most int, people uint32) []bearer {
	n := r.count()
	if n == 0 || n > most-len(to) {
		r.fail()
		return to
	}
	last := uint64(0)
	for i := range n {
		next := last + r.number()
		if r.bad || next>>2 >= uint64(people) || i > 0 && next>>2 <= last>>2 {
			r.fail()
			return to
		}
		to = append(to, bearer(next))
		last = next
	}
	return to
}
