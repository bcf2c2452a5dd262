package duck

// boolEncoder writes a bit a value.
type boolEncoder struct {
	out    []byte
	count  int    // values of the page at hand
	given  []bool // values of a block that are there
	occurs [2]bool
}

func (e *boolEncoder) begin() { e.occurs = [2]bool{} }

func (e *boolEncoder) add(c *cells, rows int) {
	e.given = appendPresent(e.given[:0], c, rows)
	for _, v := range e.given {
		if e.count%8 == 0 {
			e.out = append(e.out, 0)
		}
		var bit byte
		if v {
			bit = 1
		}
		e.out[len(e.out)-1] |= bit << (e.count % 8)
		e.occurs[bit] = true
		e.count++
	}
}

func (e *boolEncoder) size() int { return len(e.out) }

func (e *boolEncoder) page(dst []byte) []byte {
	dst = append(dst, e.out...)
	e.out, e.count = e.out[:0], 0
	return dst
}

func (e *boolEncoder) bounds() (low, high []byte) {
	switch e.occurs {
	case [2]bool{true, true}:
		return []byte{0}, []byte{1}
	case [2]bool{true, false}:
		return []byte{0}, []byte{0}
	case [2]bool{false, true}:
		return []byte{1}, []byte{1}
	default:
		return nil, nil
	}
}

func (e *boolEncoder) dictionary() (int, []byte) { return 0, nil }
