package extract

// freeRescan is how much text may be read again because of wrong quotes before
// it is weighed against the size of the file.
const freeRescan = 16 << 20

// retry keeps the cost of reading behind wrong quotes linear. A record that fails
// after many lines is read again from its second line; a file made for it could
// have that happen at every line. Once more has been read again than forwards,
// quotes may not span lines until the reader is past what it has already seen.
type retry struct {
	at, seen int64 // offsets in the text: here, and how far a failed record reached
	again    int64 // bytes read more than once
}

func (r *retry) passed(n int) { r.at += int64(n) }

// failed notes a record looked at for reached bytes, of which only line is given up.
func (r *retry) failed(reached, line int) {
	r.seen = max(r.seen, r.at+int64(reached))
	r.again += int64(max(0, reached-line))
}

func (r *retry) oneLine() bool { return r.at < r.seen && r.again > freeRescan+r.at }
