package link

import (
	"fmt"
	"hash/crc32"
	"io"
	"reflect"
	"strings"
	"unsafe"

	"continuum/link/text"
)

// stateMagic begins saved records. Its last digit is the version: of this form,
// and of how records are cleaned, since what is read back must be what reading
// the files again would make.
const stateMagic = "CTMSTAT1"

// stateHead stands before the values and records, which are images of memory.
type stateHead struct {
	Layout      uint64 // stateLayout of the machine that wrote it
	Fingerprint uint64 // of the configuration
	Records     uint64
	Names       uint64
	Emails      uint64
	Further     [MaxFurther]uint64 // values of each further field
}

// stateLayout names the layout of records in memory. A machine that orders bytes
// the other way reads it as another number.
var stateLayout = layoutOf(reflect.TypeFor[raw](), reflect.TypeFor[sketch](), reflect.TypeFor[stateHead]())

func layoutOf(all ...reflect.Type) uint64 {
	var b strings.Builder
	for _, t := range all {
		fmt.Fprintln(&b, t.Size())
		for f := range t.Fields() {
			fmt.Fprintln(&b, f.Name, f.Offset, f.Type)
		}
	}
	return text.Hash(b.String())
}

// fingerprint names a configuration.
func (c *Config) fingerprint() uint64 {
	var b strings.Builder
	_ = c.Write(&b) // a Builder takes everything
	return text.Hash(b.String())
}

// columns tells what is kept of the values of a further field besides their
// hashes: the texts, a number each, a sketch each.
func (k Kind) columns() (text, number, sketch bool) {
	switch k {
	case Name, Category:
		return true, true, false
	case IdentifierNo, Date, PostalCode:
		return false, true, false
	case Text, EmailAddress:
		return false, true, true
	}
	return false, false, false
}

// imageOf gives the memory of a slice.
func imageOf[T any](s []T) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(*new(T))))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// stateOut writes and sums; after a failure it does nothing.
type stateOut struct {
	w   io.Writer
	sum uint32
	err error
}

func (o *stateOut) bytes(b []byte) {
	if o.err == nil {
		o.sum = crc32.Update(o.sum, castagnoli, b)
		_, o.err = o.w.Write(b)
	}
}

// seal writes the checksum of all before it.
func (o *stateOut) seal() { o.bytes(imageOf([]uint32{o.sum})) }

// columnAtOnce is how many values are written or read in one piece.
const columnAtOnce = 1 << 13

// writeColumn writes the chosen values of a column whose first value has the
// number least.
func writeColumn[T any](out *stateOut, column []T, chosen []uint32, least uint32) {
	part := make([]T, 0, min(len(chosen), columnAtOnce))
	for len(chosen) > 0 {
		n := min(len(chosen), columnAtOnce)
		part = part[:0]
		for _, id := range chosen[:n] {
			part = append(part, column[id-least])
		}
		out.bytes(imageOf(part))
		chosen = chosen[n:]
	}
}

// writeTexts writes the lengths of all texts, then the texts.
func writeTexts(out *stateOut, texts []string, chosen []uint32, least uint32) {
	lengths := make([]uint16, len(chosen))
	for i, id := range chosen {
		lengths[i] = uint16(len(texts[id-least])) // cleaned texts are short
	}
	out.bytes(imageOf(lengths))
	var part []byte
	for i, id := range chosen {
		part = append(part, texts[id-least]...)
		if len(part) >= 1<<16 || i == len(chosen)-1 {
			out.bytes(part)
			part = part[:0]
		}
	}
}

// stateIn reads and sums; after a failure it does nothing. It reads no byte more
// than it is asked for.
type stateIn struct {
	r   io.Reader
	sum uint32
	err error
}

func (in *stateIn) bytes(b []byte) {
	if in.err != nil {
		return
	}
	if _, in.err = io.ReadFull(in.r, b); in.err == nil {
		in.sum = crc32.Update(in.sum, castagnoli, b)
	}
}

// seal checks the checksum of all before it.
func (in *stateIn) seal() {
	want, got := in.sum, make([]uint32, 1)
	in.bytes(imageOf(got))
	if in.err == nil && got[0] != want {
		in.err = errSum
	}
}

var errSum = fmt.Errorf("the checksum does not fit")

// readColumn reads n values after `before` empty ones. It asks for memory as
// values come, so that a number which is wrong costs nothing.
func readColumn[T any](in *stateIn, n uint64, before int) []T {
	out := make([]T, before, before+int(min(n, columnAtOnce)))
	for n > 0 && in.err == nil {
		part := int(min(n, columnAtOnce))
		at := len(out)
		out = append(out, make([]T, part)...)
		in.bytes(imageOf(out[at:]))
		n -= uint64(part)
	}
	return out
}

// readTexts reads n texts after `before` empty ones.
func readTexts(in *stateIn, n uint64, before int) []string {
	lengths := readColumn[uint16](in, n, 0)
	total := uint64(0)
	for _, k := range lengths {
		total += uint64(k)
	}
	all := readColumn[byte](in, total, 0)
	if in.err != nil {
		return nil
	}
	out := make([]string, before, before+len(lengths))
	for _, k := range lengths {
		out = append(out, unsafe.String(unsafe.SliceData(all), int(k)))
		all = all[k:]
	}
	return out
}
