package audit

import (
	"bytes"
	"crypto/sha256"
	"math"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// group is a volume, or the tiles that have none yet.
type group struct {
	first  int64 // tile
	tiles  []*remade
	volume []volumeRow
	index  []page
	done   sync.WaitGroup // its tiles are made anew
}

// volumeRow is a row of audit_volume.
type volumeRow struct {
	volume, since, until int64
	root                 []byte
}

func (r *volumeRow) scan() []any { return []any{&r.volume, &r.since, &r.until, &r.root} }
func (p *page) scan() []any      { return []any{&p.first, &p.pairs} }

// remade is what follows from a tile's entries.
type remade struct {
	row, there   bool // whether it has a row, and that 256 entries
	bad          bool // some of them are not as they were
	root         tlog.Hash
	numbers      []byte
	since, until int64
	within       map[int64][]tlog.Hash // peaks at marked sizes inside of the tile
}

// work is a tile to be made anew.
type work struct {
	tile
	to   *remade
	done *sync.WaitGroup
}

// tiles goes over all tiles, and gives how many there are.
func (v *verifying) tiles() (count int64, err error) {
	if err := v.tx.QueryRow("SELECT count(*) FROM audit_tile").Scan(&count); err != nil {
		return 0, err
	}
	todo, groups := make(chan work, 8), make(chan *group, 1)
	marks := v.within()
	var workers, finisher sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			var m maker
			for w := range todo {
				m.make(v, &w, marks[w.tile.tile])
				w.done.Done()
			}
		})
	}
	finisher.Go(func() {
		for g := range groups {
			g.done.Wait()
			v.finish(g)
		}
	})
	for first := int64(0); first < count && err == nil; first += v.volume {
		var g *group
		if g, err = v.group(first, min(v.volume, count-first), todo); err == nil {
			groups <- g
		}
	}
	close(todo)
	close(groups)
	workers.Wait()
	finisher.Wait()
	if err != nil {
		return count, err
	}
	return count, v.misplaced(count)
}

// within lists marked sizes by the tile that they end inside of.
func (v *verifying) within() map[int64][]int64 {
	all := map[int64][]int64{}
	for _, m := range v.marks {
		if m.N%inTile != 0 {
			all[m.N/inTile] = append(all[m.N/inTile], m.N)
		}
	}
	return all
}

// group reads the rows of a group and gives its tiles to the workers.
func (v *verifying) group(first, tiles int64, todo chan<- work) (*group, error) {
	g := &group{first: first, tiles: make([]*remade, tiles)}
	for i := range g.tiles {
		g.tiles[i] = &remade{}
	}
	for row, err := range v.tx.Query("SELECT tile, since, until, root, digest, numbers, hashes, body FROM audit_tile WHERE tile >= $1 AND tile < $2 ORDER BY tile", first, first+tiles) {
		w := work{done: &g.done}
		if err == nil {
			err = row.Scan(w.scan()...)
		}
		if err != nil {
			return nil, err
		}
		w.to = g.tiles[w.tile.tile-first]
		w.to.row = true
		g.done.Add(1)
		todo <- w
	}
	var err error
	if g.volume, err = rows(v.tx, (*volumeRow).scan, "SELECT volume, since, until, root FROM audit_volume WHERE volume = $1", first/v.volume); err == nil {
		g.index, err = rows(v.tx, (*page).scan, "SELECT first, pairs FROM audit_index WHERE volume = $1 ORDER BY first", first/v.volume)
	}
	return g, err
}

// misplaced looks for rows that belong to nothing.
func (v *verifying) misplaced(tiles int64) error {
	for _, of := range []struct {
		what, query string
		end         int64
	}{
		{"states", "SELECT count(*) FROM audit_state WHERE id < 1 OR id >= $1", 2},
		{"tiles", "SELECT count(*) FROM audit_tile WHERE tile < 0 OR tile >= $1", tiles},
		{"volumes", "SELECT count(*) FROM audit_volume WHERE volume < 0 OR volume >= $1", tiles / v.volume},
		{"pages", "SELECT count(*) FROM audit_index WHERE volume < 0 OR volume >= $1", tiles / v.volume},
	} {
		var n int64
		if err := v.tx.QueryRow(of.query, of.end).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			v.wrong(-1, "%d %s of the log are about entries that are not there", n, of.what)
		}
	}
	return nil
}

// maker makes tiles anew, with room that it uses again.
type maker struct {
	body, scratch []byte
	numbers       []uint32
	peaks         []tlog.Hash
}

// make goes over the entries of a tile and says what is not as they have it.
func (m *maker) make(v *verifying, w *work, marks []int64) {
	first := w.tile.tile * inTile
	if digest := sha256.Sum256(w.body); !bytes.Equal(digest[:], w.digest) {
		v.wrong(first, "the packed bytes of this and the 255 entries behind it were changed, or their digest was")
	}
	body, err := v.pack.unpack(m.body, w.body)
	if err != nil {
		v.wrong(first, "this and the 255 entries behind it cannot be read: %v", err)
		return
	}
	m.body = body
	n := m.lines(v, w, first, marks)
	if n != inTile || len(w.leafs) != inTile*hashSize {
		v.wrong(first+min(n, inTile-1), "a tile has %d entries and %d bytes of hashes where it should have 256", n, len(w.leafs))
		return
	}
	w.to.there, w.to.root, w.to.numbers = true, m.peaks[0], packNumbers(m.numbers)
	if !bytes.Equal(w.to.root[:], w.root) {
		v.alsoWrong(w.to.bad, first, "the root of this and the 255 entries behind it is another: one of them was changed, or the root was")
	}
	if !bytes.Equal(w.to.numbers, w.numbers) || w.since != w.to.since || w.until != w.to.until {
		v.alsoWrong(w.to.bad, first, "what this and the 255 entries behind it are found by is not what they say")
	}
}

// lines goes over the lines of a body, as they grow into a tree.
func (m *maker) lines(v *verifying, w *work, first int64, marks []int64) (n int64) {
	m.numbers, m.peaks = m.numbers[:0], m.peaks[:0]
	w.to.since, w.to.until = math.MaxInt64, math.MinInt64
	for line := range strings.Lines(string(m.body)) {
		c := m.line(v, first+n, line, at(w.leafs, n))
		w.to.bad = w.to.bad || !c.ok
		w.to.since, w.to.until = min(w.to.since, c.at), max(w.to.until, c.at)
		m.peaks = grow(m.peaks, n, c.leaf)
		n++
		for _, size := range marks {
			if size == first+n {
				w.to.mark(size, m.peaks)
			}
		}
	}
	return n
}

func (r *remade) mark(size int64, peaks []tlog.Hash) {
	if r.within == nil {
		r.within = map[int64][]tlog.Hash{}
	}
	r.within[size] = append([]tlog.Hash(nil), peaks...)
}

// finish moves the tree on over a group and checks its volume.
func (v *verifying) finish(g *group) {
	var numbers [][]byte
	var roots []tlog.Hash
	since, until, whole, bad := int64(math.MaxInt64), int64(math.MinInt64), true, false
	for i, t := range g.tiles {
		v.over(g.first+int64(i), t)
		whole, bad = whole && t.there, bad || t.bad
		numbers, roots = append(numbers, t.numbers), append(roots, t.root)
		since, until = min(since, t.since), max(until, t.until)
	}
	n := g.first / v.volume
	if int64(len(g.tiles)) < v.volume {
		return // it has no volume yet; misplaced finds one that is there
	}
	if len(g.volume) != 1 {
		v.wrong(g.first*inTile, "the row of volume %d is gone", n)
		return
	}
	if !whole {
		return
	}
	if root := fold(roots); !bytes.Equal(root[:], g.volume[0].root) || since != g.volume[0].since || until != g.volume[0].until {
		v.alsoWrong(bad, g.first*inTile, "the root or times of volume %d are not those of its entries", n)
	}
	v.indexed(n, bad, g.index, pages(numbers))
}

// indexed compares the pages of a volume's index with what they should be.
func (v *verifying) indexed(volume int64, bad bool, are, should []page) {
	if len(are) != len(should) {
		v.alsoWrong(bad, volume*v.volume*inTile, "the index of volume %d has %d pages where it should have %d", volume, len(are), len(should))
		return
	}
	for i := range are {
		if are[i].first != should[i].first || !bytes.Equal(are[i].pairs, should[i].pairs) {
			v.alsoWrong(bad, volume*v.volume*inTile, "page %d of the index of volume %d does not say what its entries do", i, volume)
		}
	}
}

// over moves the tree on over a tile.
func (v *verifying) over(n int64, t *remade) {
	if !t.row {
		v.wrong(n*inTile, "this and the 255 entries behind it are gone")
	}
	v.lost = v.lost || !t.there
	for i := range int64(inTile) {
		v.marked(v.size+i, t.within[v.size+i])
	}
	v.peaks = grow(v.peaks, n, t.root)
	v.size += inTile
}
