package audit

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"
)

// What an entry can be found by. Each stands with a name for a number.
const (
	byKey     = 'k' // a person or a resource
	byActor   = 'a'
	byAction  = 'x'
	byPurpose = 'p'
	byOutcome = 'o' // unless it is ok

	byResource = 'r' // as byKey, without the version
)

// number stands for something that entries can be found by (FNV-1a, 64 bits folded
// to 32). Two things may share one: it only says where to look.
func number(kind byte, name string) uint32 {
	const prime = 1099511628211
	h := (uint64(14695981039346656037) ^ uint64(kind)) * prime
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * prime
	}
	return uint32(h>>32) ^ uint32(h)
}

// skim reads of a line only its number, its time and what it can be found by, whose
// numbers it adds; not ok where decode would refuse the line.
func skim(line string, to []uint32) (n, at int64, numbers []uint32, ok bool) {
	r := reading{rest: line, plain: isPlain(line)}
	r.expect(`{"v":1,"n":`)
	n = r.number()
	r.expect(`,"at":`)
	at = r.number()
	for i := range members {
		m := &members[i]
		if !r.member(m.name) {
			continue
		}
		switch {
		case m.text != nil:
			to = addNumber(to, m.by, r.text())
		case m.list != nil:
			for r.expect("["); !r.bad; r.expect(",") {
				to = addNumber(to, m.by, r.string())
				if r.rest != "" && r.rest[0] == ']' {
					r.rest = r.rest[1:]
					break
				}
			}
		default:
			r.count()
		}
	}
	r.expect("}")
	return n, at, to, !r.bad && r.rest == "" && utf8.ValidString(line)
}

// addNumber adds that of something that entries can be found by.
func addNumber(to []uint32, by byte, name string) []uint32 {
	switch {
	case by == 0 || by == byOutcome && name == string(OK):
		return to
	case by == byResource:
		return append(to, number(byKey, unversioned(name)))
	}
	return append(to, number(by, name))
}

// unversioned is Type/ID of the key of a version.
func unversioned(key string) string {
	key, _, _ = strings.Cut(key, "/_history/")
	return key
}

// packNumbers sorts numbers and writes each once.
func packNumbers(numbers []uint32) []byte {
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	b := make([]byte, 0, 4*len(numbers))
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return b
}

// hasNumber looks a number up among those that packNumbers wrote.
func hasNumber(packed []byte, n uint32) bool {
	low, high := 0, len(packed)/4
	for low < high {
		if mid := (low + high) / 2; binary.BigEndian.Uint32(packed[4*mid:]) < n {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return 4*low+4 <= len(packed) && binary.BigEndian.Uint32(packed[4*low:]) == n
}
