package audit

import (
	"context"

	"continuum/internal/fault"
	"continuum/store"
)

// mostPacked is how many tiles one transaction packs, so that others wait little.
const mostPacked = 16

// Pack packs all entries that fill whole tiles. A job does it as the log grows.
func (l *Log) Pack(ctx context.Context) error {
	for {
		from, tiles, err := l.prepare(ctx)
		if err != nil || len(tiles) == 0 {
			return err
		}
		if err := l.replace(ctx, from, tiles); err != nil {
			return err
		}
	}
}

// prepare reads the next blocks and makes tiles of them, while others may write.
func (l *Log) prepare(ctx context.Context) (from int64, tiles []*tile, err error) {
	var whole [mostPacked]struct{ body, hashes []byte }
	n := 0
	err = l.db.Read(ctx, func(tx *store.Tx) error {
		s, err := readState(tx)
		if err != nil {
			return err
		}
		from = s.packed
		n = int(min(mostPacked, (s.size-s.packed)/inTile))
		b := block{}
		for row, err := range tx.Query("SELECT first, entries, hashes, body FROM audit_block WHERE first >= $1 AND first < $2 ORDER BY first", from, from+int64(n)*inTile) {
			if err == nil {
				err = row.Scan(b.scan()...)
			}
			if err != nil {
				return err
			}
			w := &whole[(b.first-from)/inTile]
			w.body, w.hashes = append(w.body, b.body...), append(w.hashes, b.hashes...)
		}
		return nil
	})
	for i := 0; err == nil && i < n; i++ {
		var t *tile
		t, err = l.tileOf(from/inTile+int64(i), whole[i].body, whole[i].hashes)
		tiles = append(tiles, t)
	}
	return from, tiles, err
}

// tileOf makes a tile of what its blocks hold, if that is sound.
func (l *Log) tileOf(n int64, body, hashes []byte) (*tile, error) {
	if len(hashes) != inTile*hashSize || !hashed(body, hashes) {
		return nil, &fault.Error{Code: fault.Internal, Reason: "the newest audit entries do not have their hashes and are not packed", Fix: "verify the audit log: it says what was changed"}
	}
	return l.pack.tileOf(n, body, hashes)
}

// replace puts tiles in place of their blocks, unless another process has.
func (l *Log) replace(ctx context.Context, packed int64, tiles []*tile) error {
	return l.db.Write(ctx, func(tx *store.Tx) error {
		from, err := readState(tx)
		if err != nil || from.packed != packed {
			return err
		}
		to := from
		to.packed += int64(len(tiles)) * inTile
		rows := make([][]any, len(tiles))
		for i, t := range tiles {
			rows[i] = t.row()
		}
		if err := tx.Insert("audit_tile", tileColumns, rows); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM audit_block WHERE first < $1", to.packed); err != nil {
			return err
		}
		for ; (to.volumes+1)*l.volume*inTile <= to.packed; to.volumes++ {
			if err := l.index(tx, to.volumes); err != nil {
				return err
			}
		}
		return move(tx, &from, &to)
	})
}

// block is a row of audit_block.
type block struct {
	first, entries int64
	hashes, body   []byte
}

func (b *block) scan() []any { return []any{&b.first, &b.entries, &b.hashes, &b.body} }
