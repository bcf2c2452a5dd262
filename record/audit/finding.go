package audit

import (
	"math"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/store"
)

// finding looks for the entries of a query from the newest on.
type finding struct {
	l      *Log
	tx     *store.Tx
	q      Query
	s      state
	wanted [][]uint32 // a tile must have one of each
	end    int64      // entries from here on are of no interest
	left   int        // tiles that may yet be read
	page   Page
}

func (f *finding) run() error {
	if f.end > f.s.packed {
		all, err := f.l.tail(f.tx, f.s.packed)
		if err != nil || f.take(all) {
			return err
		}
	}
	volumes, err := f.volumes()
	if err != nil {
		return err
	}
	for i, n := range volumes {
		if i == mostAsked {
			f.page.Next = (n + 1) * f.l.volume * inTile
			return nil
		}
		tiles, err := f.tiles(n)
		if err != nil {
			return err
		}
		for _, n := range slices.Backward(tiles) {
			if done, err := f.look(n); done || err != nil {
				return err
			}
		}
	}
	return nil
}

// volumes gives those of the period and before the page's end, the newest first,
// with the tiles that have none yet as the first.
func (f *finding) volumes() ([]int64, error) {
	all := []int64{f.s.volumes}
	since, until := f.period()
	for row, err := range f.tx.Query("SELECT volume FROM audit_volume WHERE volume <= $1 AND since < $2 AND until >= $3 ORDER BY volume DESC", f.end/inTile/f.l.volume, until, since) {
		var n int64
		if err == nil {
			err = row.Scan(&n)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// look takes what is wanted of a tile, and tells whether the page is done.
func (f *finding) look(tile int64) (bool, error) {
	if tile*inTile >= f.end {
		return false, nil
	}
	if f.left -= 1; f.left < 0 {
		f.page.Next = min(f.end, (tile+1)*inTile)
		return true, nil
	}
	all, err := f.l.entriesOf(f.tx, tile)
	return f.take(all), err
}

// take adds those wanted of some entries, and tells whether the page is full.
func (f *finding) take(all []Entry) bool {
	for i := range slices.Backward(all) {
		e := &all[i]
		if e.Sequence >= f.end || !f.q.holds(e) {
			continue
		}
		f.page.Entries = append(f.page.Entries, *e)
		if len(f.page.Entries) == f.q.Most {
			f.page.Next = e.Sequence
			return true
		}
	}
	return false
}

// tiles gives those of a volume, ascending, that may have what is wanted.
func (f *finding) tiles(volume int64) ([]int64, error) {
	if volume >= f.s.volumes || len(f.wanted) == 0 {
		return f.loose(volume)
	}
	var both []int64
	for i, any := range f.wanted {
		some, err := f.tilesWith(volume, any)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			some = slices.DeleteFunc(some, func(n int64) bool { return !slices.Contains(both, n) })
		}
		if both = some; len(both) == 0 {
			return nil, nil
		}
	}
	return both, nil
}

// tilesWith asks the index which tiles of a volume have one of some numbers.
func (f *finding) tilesWith(volume int64, any []uint32) (tiles []int64, err error) {
	for _, n := range any {
		var p page
		err := f.tx.QueryRow("SELECT first, pairs FROM audit_index WHERE volume = $1 AND first <= $2 ORDER BY first DESC LIMIT 1", volume, int64(n)).Scan(&p.first, &p.pairs)
		if fault.CodeOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, t := range p.tilesWith(n) {
			tiles = append(tiles, volume*f.l.volume+t)
		}
	}
	slices.Sort(tiles)
	return slices.Compact(tiles), nil
}

// loose asks the tiles of a volume one by one.
func (f *finding) loose(volume int64) (tiles []int64, err error) {
	since, until := f.period()
	for row, err := range f.tx.Query("SELECT tile, numbers FROM audit_tile WHERE tile >= $1 AND tile < $2 AND since < $3 AND until >= $4 ORDER BY tile", volume*f.l.volume, (volume+1)*f.l.volume, until, since) {
		var t tile
		if err == nil {
			err = row.Scan(&t.tile, &t.numbers)
		}
		if err != nil {
			return nil, err
		}
		if f.among(t.numbers) {
			tiles = append(tiles, t.tile)
		}
	}
	return tiles, nil
}

func (f *finding) among(numbers []byte) bool {
	for _, any := range f.wanted {
		if !slices.ContainsFunc(any, func(n uint32) bool { return hasNumber(numbers, n) }) {
			return false
		}
	}
	return true
}

// period is the query's, in microseconds.
func (f *finding) period() (since, until int64) {
	since, until = math.MinInt64, math.MaxInt64
	if !f.q.Since.IsZero() {
		since = f.q.Since.UnixMicro()
	}
	if !f.q.Until.IsZero() {
		until = f.q.Until.UnixMicro()
	}
	return since, until
}

// tail gives the entries from one on that are in blocks.
func (l *Log) tail(tx *store.Tx, from int64) (all []Entry, err error) {
	for row, err := range tx.Query("SELECT body FROM audit_block WHERE first >= $1 ORDER BY first", from) {
		var body []byte
		if err == nil {
			err = row.Scan(&body)
		}
		if err == nil {
			all, err = entriesIn(all, body)
		}
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// entriesOf gives the entries of a tile.
func (l *Log) entriesOf(tx *store.Tx, n int64) ([]Entry, error) {
	body, err := l.bodyOf(tx, n)
	if err != nil {
		return nil, err
	}
	return entriesIn(make([]Entry, 0, inTile), body)
}

// bodyOf gives the lines of a tile.
func (l *Log) bodyOf(tx *store.Tx, n int64) ([]byte, error) {
	var packed []byte
	err := tx.QueryRow("SELECT body FROM audit_tile WHERE tile = $1", n).Scan(&packed)
	if fault.CodeOf(err) == fault.NotFound {
		return nil, damaged()
	}
	if err != nil {
		return nil, err
	}
	return l.pack.unpack(nil, packed)
}

// entriesIn reads the lines of a body.
func entriesIn(all []Entry, body []byte) ([]Entry, error) {
	for line := range strings.Lines(string(body)) {
		var e Entry
		if err := decode(strings.TrimSuffix(line, "\n"), &e); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}
