package duck

import (
	"encoding/binary"
	"slices"
)

// wordEncoder writes texts as places in the column's list of words.
type wordEncoder struct {
	list   []string
	packed []byte // the list as a file holds it
	places []uint16
	occurs []bool // of each word
}

func newWordEncoder(list []string) *wordEncoder {
	if len(list) == 0 {
		list = []string{""} // of a column without any value
	}
	e := &wordEncoder{list: list, occurs: make([]bool, len(list))}
	for _, word := range list {
		e.packed = append(binary.LittleEndian.AppendUint32(e.packed, uint32(len(word))), word...)
	}
	return e
}

func (e *wordEncoder) begin() { clear(e.occurs) }

func (e *wordEncoder) add(c *cells, rows int) {
	from := len(e.places)
	e.places = appendPresent(e.places, c, rows)
	for _, place := range e.places[from:] {
		e.occurs[place] = true
	}
}

func (e *wordEncoder) size() int { return 2 * len(e.places) }

func (e *wordEncoder) page(dst []byte) []byte {
	dst = appendPlaces(dst, e.places, len(e.list))
	e.places = e.places[:0]
	return dst
}

func (e *wordEncoder) bounds() (low, high []byte) {
	var found []string
	for i, word := range e.list {
		if e.occurs[i] {
			found = append(found, word)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	first, last := slices.Min(found), slices.Max(found)
	if max(len(first), len(last)) > maxBound {
		return nil, nil
	}
	return []byte(first), []byte(last)
}

func (e *wordEncoder) dictionary() (count int, list []byte) { return len(e.list), e.packed }

// byteEncoder writes small numbers as places in the list of those that occur.
type byteEncoder struct {
	places []uint8
	list   []uint8     // in the order in which they first occurred
	place  [256]uint16 // of a number in the list, from 1; 0 when it has not occurred
	given  []uint8     // values of a block that are there
}

func (e *byteEncoder) begin() {
	e.list = e.list[:0]
	clear(e.place[:])
}

func (e *byteEncoder) add(c *cells, rows int) {
	e.given = appendPresent(e.given[:0], c, rows)
	for _, v := range e.given {
		if e.place[v] == 0 {
			e.list = append(e.list, v)
			e.place[v] = uint16(len(e.list))
		}
		e.places = append(e.places, uint8(e.place[v]-1))
	}
}

func (e *byteEncoder) size() int { return len(e.places) }

func (e *byteEncoder) page(dst []byte) []byte {
	dst = appendPlaces(dst, e.places, len(e.list))
	e.places = e.places[:0]
	return dst
}

func (e *byteEncoder) bounds() (low, high []byte) {
	if len(e.list) == 0 {
		return nil, nil
	}
	return number32(slices.Min(e.list)), number32(slices.Max(e.list))
}

func number32(v uint8) []byte { return []byte{v, 0, 0, 0} }

// dictionary always has an entry: there are readers that cannot do without.
func (e *byteEncoder) dictionary() (count int, list []byte) {
	if len(e.list) == 0 {
		return 1, number32(0)
	}
	for _, v := range e.list {
		list = append(list, v, 0, 0, 0)
	}
	return len(e.list), list
}
