package find

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"

	"continuum/internal/fault"
)

// The file of an index is a magic with a version, the number of people, and
// the four dictionaries, each a section: its length (8 bytes), its payload and
// the payload's CRC-32C (4 bytes), numbers little-endian. payload.go says what
// a payload holds.
const magic = "continuum find 1\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// crowd bounds the people a file may claim for each bearer it holds, so that a
// small file cannot ask for a large working space.
const crowd = 64

// WriteTo writes the index as one file; equal indexes give equal bytes.
func (ix *Index) WriteTo(w io.Writer) (int64, error) {
	head := binary.LittleEndian.AppendUint64([]byte(magic), uint64(ix.people))
	n, err := w.Write(head)
	written := int64(n)
	for _, t := range ix.all() {
		if err != nil {
			break
		}
		n, err = w.Write(section(t.payload()))
		written += int64(n)
	}
	return written, fault.Wrap(err, "writing the search index")
}

func section(payload []byte) []byte {
	out := binary.LittleEndian.AppendUint64(make([]byte, 0, len(payload)+12), uint64(len(payload)))
	out = append(out, payload...)
	return binary.LittleEndian.AppendUint32(out, crc32.Checksum(payload, castagnoli))
}

// Read reads what WriteTo wrote, to the end of r. Anything else is refused
// with fault.Invalid, and takes memory only in proportion to its own size.
func Read(r io.Reader) (*Index, error) {
	head := make([]byte, len(magic)+8)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, unreadable(err)
	}
	if string(head[:len(magic)]) != magic {
		return nil, damaged("it is not a search index of this version")
	}
	people := binary.LittleEndian.Uint64(head[len(magic):])
	if people > MaxPeople {
		return nil, damaged("it claims too many people")
	}
	var t tables
	if err := t.read(r, uint32(people)); err != nil {
		return nil, err
	}
	return newIndex(int(people), t), nil
}

func (t *tables) read(r io.Reader, people uint32) error {
	bearers := 0
	for _, table := range t.all() {
		payload, err := readSection(r)
		if err != nil {
			return err
		}
		if err := table.parse(payload, people); err != nil {
			return err
		}
		bearers += len(table.bearers)
	}
	if int(people) > crowd*(1024+bearers) {
		return damaged("it claims more people than it can hold")
	}
	if n, err := io.ReadFull(r, make([]byte, 1)); n > 0 {
		return damaged("there is more after its end")
	} else if !errors.Is(err, io.EOF) {
		return unreadable(err)
	}
	return nil
}

func readSection(r io.Reader) ([]byte, error) {
	var number [8]byte
	if _, err := io.ReadFull(r, number[:]); err != nil {
		return nil, unreadable(err)
	}
	payload, err := readBounded(r, binary.LittleEndian.Uint64(number[:]))
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(r, number[:4]); err != nil {
		return nil, unreadable(err)
	}
	if binary.LittleEndian.Uint32(number[:4]) != crc32.Checksum(payload, castagnoli) {
		return nil, damaged("its checksum is wrong")
	}
	return payload, nil
}

// maxSection is the largest payload, in bytes: offsets into it are 32 bits.
const maxSection = 1<<32 - 1

// readBounded reads length bytes and trusts the length only as they arrive.
func readBounded(r io.Reader, length uint64) ([]byte, error) {
	if length > maxSection {
		return nil, damaged("a part of it claims to be too long")
	}
	var b bytes.Buffer
	b.Grow(int(min(length, 1<<20)))
	switch n, err := io.CopyN(&b, r, int64(length)); {
	case n == int64(length):
		return b.Bytes(), nil
	default:
		return nil, unreadable(err)
	}
}

// unreadable tells a file that ends too soon from one that cannot be read.
func unreadable(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("it ends too soon")
	}
	return &fault.Error{Code: fault.Unavailable, Reason: "the search index cannot be read", Err: err}
}

func damaged(how string) error {
	return &fault.Error{Code: fault.Invalid, Reason: "the search index is damaged or foreign: " + how, Fix: "build the place again"}
}
