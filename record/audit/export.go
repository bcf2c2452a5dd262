package audit

import (
	"bufio"
	"bytes"
	"context"
	"io"

	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
	"continuum/store"
)

// Export writes all entries as they were hashed, a line each, from the first on.
// RootOf makes the tree of them without the database.
func (l *Log) Export(ctx context.Context, w io.Writer) error {
	return l.db.Read(ctx, func(tx *store.Tx) error {
		s, err := readState(tx)
		if err != nil {
			return err
		}
		for n := range s.packed / inTile {
			body, err := l.bodyOf(tx, n)
			if err == nil {
				_, err = w.Write(body)
			}
			if err != nil {
				return fault.Wrap(err, "exporting the audit log")
			}
		}
		for row, err := range tx.Query("SELECT body FROM audit_block WHERE first >= $1 ORDER BY first", s.packed) {
			var body []byte
			if err == nil {
				err = row.Scan(&body)
			}
			if err == nil {
				_, err = w.Write(body)
			}
			if err != nil {
				return fault.Wrap(err, "exporting the audit log")
			}
		}
		return nil
	})
}

// longestLine bounds an exported entry: 1,000 people and 1,000 resources, escaped.
const longestLine = 4 << 20

// RootOf makes the tree of the first entries of what Export wrote, to be compared
// with a checkpoint of that size; of all where size is -1. Invalid where a line is no
// entry or not in its place, or there are fewer.
func RootOf(r io.Reader, size int64) (tlog.Tree, error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, longestLine)
	in.Split(lines)
	var peaks []tlog.Hash
	var scratch []byte
	n := int64(0)
	for n != size && in.Scan() {
		number, _, _, ok := skim(in.Text(), nil)
		if !ok || number != n {
			return tlog.Tree{}, &fault.Error{Code: fault.Invalid, Line: n + 1, Reason: "this line is not the audit entry of its place", Fix: "export the log again"}
		}
		var leaf tlog.Hash
		leaf, scratch = leafHash(scratch, in.Bytes())
		peaks = grow(peaks, n, leaf)
		n++
	}
	if err := in.Err(); err != nil || size >= 0 && n < size {
		return tlog.Tree{}, &fault.Error{Code: fault.Invalid, Line: n + 1, Reason: "the exported audit log ends here or cannot be read", Err: err, Fix: "export the log again"}
	}
	return tlog.Tree{N: n, Hash: rootOf(peaks)}, nil
}

// lines splits at newlines only; what has none at its end is a line too.
func lines(data []byte, end bool) (advance int, line []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if end && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
