package audit

import (
	"encoding/binary"
	"math"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
	"continuum/store"
)

const (
	hashSize = tlog.HashSize
	pairSize = 5    // bytes: a number, and the tile within the volume
	inPage   = 1024 // pairs, unless one number has more to it
)

// page is a row of audit_index.
type page struct {
	first int64
	pairs []byte
}

// pages makes the index of a volume of what its tiles are found by.
func pages(numbers [][]byte) []page {
	n := 0
	for _, packed := range numbers {
		n += len(packed) / 4
	}
	all := make([]uint64, 0, n)
	for i, packed := range numbers {
		for ; len(packed) >= 4; packed = packed[4:] {
			all = append(all, uint64(binary.BigEndian.Uint32(packed))<<8|uint64(i))
		}
	}
	slices.Sort(all)
	var out []page
	for len(all) > 0 {
		end := min(inPage, len(all))
		for end < len(all) && all[end]>>8 == all[end-1]>>8 {
			end++
		}
		p := page{int64(all[0] >> 8), make([]byte, 0, pairSize*end)}
		for _, pair := range all[:end] {
			p.pairs = append(p.pairs, byte(pair>>32), byte(pair>>24), byte(pair>>16), byte(pair>>8), byte(pair))
		}
		out = append(out, p)
		all = all[end:]
	}
	return out
}

// tilesWith gives the tiles within the volume that a page names for a number.
func (p *page) tilesWith(n uint32) (tiles []int64) {
	for b := p.pairs; len(b) >= pairSize; b = b[pairSize:] {
		if binary.BigEndian.Uint32(b) == n {
			tiles = append(tiles, int64(b[4]))
		}
	}
	return tiles
}

// index makes a volume of its tiles.
func (l *Log) index(tx *store.Tx, volume int64) error {
	since, until := int64(math.MaxInt64), int64(math.MinInt64)
	var numbers [][]byte
	var roots []tlog.Hash
	for row, err := range tx.Query("SELECT since, until, root, numbers FROM audit_tile WHERE tile >= $1 AND tile < $2 ORDER BY tile", volume*l.volume, (volume+1)*l.volume) {
		var t tile
		if err == nil {
			err = row.Scan(&t.since, &t.until, &t.root, &t.numbers)
		}
		if err != nil {
			return err
		}
		since, until = min(since, t.since), max(until, t.until)
		numbers = append(numbers, t.numbers)
		roots = append(roots, tlog.Hash(t.root))
	}
	if len(roots) != int(l.volume) {
		return &fault.Error{Code: fault.Internal, Reason: "packed audit entries are gone", Fix: "verify the audit log: it says which"}
	}
	root := fold(roots)
	if err := tx.Insert("audit_volume", []string{"volume", "since", "until", "root"}, [][]any{{volume, since, until, root[:]}}); err != nil {
		return err
	}
	var rows [][]any
	for _, p := range pages(numbers) {
		rows = append(rows, []any{volume, p.first, p.pairs})
	}
	return tx.Insert("audit_index", []string{"volume", "first", "pairs"}, rows)
}
