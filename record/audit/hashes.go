package audit

import (
	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
	"continuum/store"
)

// hashes reads the nodes of the tree, within one transaction. Those below a tile's
// root are made of its leafs, and those above the rows' own of theirs.
type hashes struct {
	tx     *store.Tx
	s      state
	volume int64       // tiles of one
	tail   []tlog.Hash // leafs that are not packed
	tile   int64       // whose leafs these are
	leafs  []tlog.Hash
}

func (l *Log) hashes(tx *store.Tx) (*hashes, error) {
	s, err := readState(tx)
	if err != nil {
		return nil, err
	}
	h := &hashes{tx: tx, s: s, volume: l.volume, tile: -1}
	h.tail, err = h.read("SELECT hashes FROM audit_block WHERE first >= $1 ORDER BY first", s.packed)
	if err == nil && int64(len(h.tail)) != s.size-s.packed {
		err = damaged()
	}
	return h, err
}

// ReadHashes gives nodes by tlog's numbers of them.
func (h *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, n := tlog.SplitStoredHashIndex(x)
		var err error
		if out[i], err = h.node(level, n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// node gives the hash of the n-th complete subtree of 2^level leafs.
func (h *hashes) node(level int, n int64) (tlog.Hash, error) {
	first, end := n<<level, (n+1)<<level
	inAll := h.volume * inTile
	switch {
	case end > h.s.packed && level == 0:
		return h.tail[n-h.s.packed], nil
	case end > h.s.packed:
		return h.above(level, n)
	case end-first < inTile:
		if err := h.open(first / inTile); err != nil {
			return tlog.Hash{}, err
		}
		return fold(append([]tlog.Hash(nil), h.leafs[first%inTile:][:end-first]...)), nil
	case end-first < inAll || end/inAll > h.s.volumes:
		return h.folded("SELECT root FROM audit_tile WHERE tile >= $1 AND tile < $2 ORDER BY tile", first/inTile, end/inTile)
	}
	return h.folded("SELECT root FROM audit_volume WHERE volume >= $1 AND volume < $2 ORDER BY volume", first/inAll, end/inAll)
}

// above makes a node of the two beneath it.
func (h *hashes) above(level int, n int64) (tlog.Hash, error) {
	left, err := h.node(level-1, 2*n)
	if err != nil {
		return left, err
	}
	right, err := h.node(level-1, 2*n+1)
	return tlog.NodeHash(left, right), err
}

// open reads the leafs of a tile.
func (h *hashes) open(tile int64) (err error) {
	if h.tile == tile {
		return nil
	}
	h.leafs, err = h.read("SELECT hashes FROM audit_tile WHERE tile = $1", tile)
	if err == nil && len(h.leafs) != inTile {
		err = damaged()
	}
	h.tile = tile
	return err
}

func (h *hashes) folded(query string, first, end int64) (tlog.Hash, error) {
	all, err := h.read(query, first, end)
	if err == nil && int64(len(all)) != end-first {
		err = damaged()
	}
	if err != nil {
		return tlog.Hash{}, err
	}
	return fold(all), nil
}

// read gives all hashes of a query's rows.
func (h *hashes) read(query string, args ...any) (all []tlog.Hash, err error) {
	for row, err := range h.tx.Query(query, args...) {
		var b []byte
		if err == nil {
			err = row.Scan(&b)
		}
		if err != nil {
			return nil, err
		}
		some, err := unpackHashes(b)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func damaged() error {
	return &fault.Error{Code: fault.Internal, Reason: "hashes of the audit log are gone or were changed", Fix: "verify it: that says which"}
}
