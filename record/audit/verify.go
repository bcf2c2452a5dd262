package audit

import (
	"bytes"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
	"continuum/store"
)

// verifying is one run over the whole log. Rows are read in one goroutine; tiles are
// made anew in as many as there are processors; the tree grows over them in order.
type verifying struct {
	tx     *store.Tx
	known  note.Verifiers
	volume int64
	pack   *packer
	s      state
	marks  []mark // by size

	mu     sync.Mutex
	report Report

	size    int64 // entries the tree has grown over
	trusted int64 // entries of which a checkpoint was right
	peaks   []tlog.Hash
	lost    bool // an entry is missing, so that no root can be made behind it
}

func (v *verifying) run(checkpoints []string) error {
	defer v.report.sort()
	s, err := readState(v.tx)
	if v.s = s; err != nil {
		if err = v.broken(-1, err); err != nil || s.size == 0 && s.peaks == nil {
			return err
		}
	}
	if err := v.signed(checkpoints); err != nil {
		return err
	}
	tiles, err := v.tiles()
	if err != nil {
		return err
	}
	if err := v.blocks(tiles * inTile); err != nil {
		return err
	}
	v.report.Size = v.size
	v.report.Root = rootOf(v.peaks)
	v.compare(tiles)
	return nil
}

// compare sets what the rows say of the log against what was made anew.
func (v *verifying) compare(tiles int64) {
	if v.s.size != v.size {
		v.wrong(min(v.size, max(0, v.s.size)), "there are %d entries where the log says it has %d: some were dropped, or added without being hashed", v.size, v.s.size)
	} else if !v.lost && !bytes.Equal(packHashes(v.peaks), packHashes(v.s.peaks)) {
		v.wrong(-1, "the peaks of the tree are not those of the entries: one of them was changed")
	}
	if v.s.packed != tiles*inTile || v.s.volumes != tiles/v.volume {
		v.wrong(-1, "the log says that %d entries are packed and %d volumes have an index, where it has %d and %d", v.s.packed, v.s.volumes, tiles*inTile, tiles/v.volume)
	}
	v.marked(v.size, nil) // those of the last size
	for _, m := range v.marks {
		v.wrong(v.size, "%s signed %d entries where there are %d: the last were dropped", m.name, m.N, v.size)
	}
}

// blocks goes over the entries that are not packed.
func (v *verifying) blocks(first int64) error {
	var m maker
	for row, err := range v.tx.Query("SELECT first, entries, hashes, body FROM audit_block ORDER BY first") {
		var b block
		if err == nil {
			err = row.Scan(b.scan()...)
		}
		if err != nil {
			return err
		}
		if b.first != first {
			v.wrong(min(first, max(0, b.first)), "entries of a block are gone, or it stands in a wrong place: %d is where %d should be", b.first, first)
			v.lost = true
		}
		m.numbers = m.numbers[:0]
		n := int64(0)
		for line := range strings.Lines(string(b.body)) {
			v.grow(m.line(v, first+n, line, at(b.hashes, n)).leaf)
			n++
		}
		if n != b.entries || n == 0 || int64(len(b.hashes)) != n*hashSize || first/inTile != (first+n-1)/inTile {
			v.wrong(first, "a block has %d entries and %d bytes of hashes where it says it has %d", n, len(b.hashes), b.entries)
		}
		first += n
	}
	return nil
}

// checked is what one entry's line comes to.
type checked struct {
	leaf tlog.Hash
	at   int64
	ok   bool
}

// line checks one entry against its number and its kept hash.
func (m *maker) line(v *verifying, n int64, line string, kept []byte) (c checked) {
	text, whole := strings.CutSuffix(line, "\n")
	c.leaf, m.scratch = leafHash(m.scratch, text)
	var number int64
	var sound bool
	number, c.at, m.numbers, sound = skim(text, m.numbers)
	c.ok = bytes.Equal(c.leaf[:], kept) && sound && whole && number == n
	switch {
	case c.ok:
	case !sound || !whole:
		v.wrong(n, "its bytes are damaged")
	case number != n:
		v.wrong(n, "in its place stands the entry of number %d: entries were dropped or reordered", number)
	default:
		v.wrong(n, "it is not what was hashed, or its kept hash was changed")
	}
	return c
}

// at is the n-th of some packed hashes, nil for none.
func at(hashes []byte, n int64) []byte {
	if end := (n + 1) * hashSize; end <= int64(len(hashes)) {
		return hashes[end-hashSize : end]
	}
	return nil
}

// grow moves the tree on by an entry.
func (v *verifying) grow(leaf tlog.Hash) {
	v.marked(v.size, nil)
	v.peaks = grow(v.peaks, v.size, leaf)
	v.size++
}

// rows reads the rows of a query; each is a value that scan gives the places of.
func rows[T any](tx *store.Tx, scan func(*T) []any, query string, args ...any) (all []T, err error) {
	for row, err := range tx.Query(query, args...) {
		var x T
		if err == nil {
			err = row.Scan(scan(&x)...)
		}
		if err != nil {
			return nil, fault.Wrap(err, "reading the audit log")
		}
		all = append(all, x)
	}
	return all, nil
}
