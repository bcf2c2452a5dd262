package audit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/testkit"
	"continuum/store"
)

// edit is one way to change what lies in the database; it tells what it did.
type edit func(r *rand.Rand, tx *store.Tx) (what string, err error)

// column changes a byte, or one bit of a number, of a random row.
func column(table, key, column, kind string) edit {
	return func(r *rand.Rand, tx *store.Tx) (string, error) {
		var keys []int64
		for row, err := range tx.Query(fmt.Sprintf("SELECT %s FROM %s ORDER BY 1", key, table)) {
			var k int64
			if err == nil {
				err = row.Scan(&k)
			}
			if err != nil {
				return "", err
			}
			keys = append(keys, k)
		}
		k := keys[r.IntN(len(keys))]
		where := fmt.Sprintf(" WHERE %s = $1", key)
		what := fmt.Sprintf("%s.%s of %d", table, column, k)
		var set any
		switch kind {
		case "bytes", "text":
			var b []byte
			if err := tx.QueryRow("SELECT "+column+" FROM "+table+where, k).Scan(&b); err != nil {
				return "", err
			}
			i := r.IntN(len(b))
			what += fmt.Sprintf(", byte %d of %d", i, len(b))
			if kind == "text" {
				for b[i] >= 0x80 { // a byte alone would be no text
					i = r.IntN(len(b))
				}
				b[i] ^= 1 << r.IntN(5)
				if b[i] == 0 {
					b[i] = '?'
				}
				set = string(b)
			} else {
				b[i] ^= 1 << r.IntN(8)
				set = b
			}
		default:
			var n int64
			if err := tx.QueryRow("SELECT "+column+" FROM "+table+where, k).Scan(&n); err != nil {
				return "", err
			}
			for taken := int64(1); taken > 0; { // by another row, which the engine would not let it become
				set = n ^ 1<<r.IntN(40)
				if err := tx.QueryRow("SELECT count(*) FROM "+table+" WHERE "+column+" = $1", set).Scan(&taken); err != nil {
					return "", err
				}
				taken = min(taken, int64(strings.Count(key, column)))
			}
		}
		_, err := tx.Exec("UPDATE "+table+" SET "+column+" = $2"+where, k, set)
		return what, err
	}
}

// gone deletes a random row.
func gone(table, key string) edit {
	return func(r *rand.Rand, tx *store.Tx) (string, error) {
		var n int64
		if err := tx.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil {
			return "", err
		}
		offset := r.Int64N(n)
		_, err := tx.Exec(fmt.Sprintf("DELETE FROM %s WHERE %s = (SELECT %s FROM %s ORDER BY 1 LIMIT 1 OFFSET %d)", table, key, key, table, offset))
		return fmt.Sprint("row ", offset, " of ", table, " deleted"), err
	}
}

// swapped exchanges the contents of two neighbouring rows.
func swapped(table, key string, columns string) edit {
	return func(r *rand.Rand, tx *store.Tx) (string, error) {
		var least, most int64
		if err := tx.QueryRow(fmt.Sprintf("SELECT min(%s), max(%s) FROM %s", key, key, table)).Scan(&least, &most); err != nil {
			return "", err
		}
		a := least + r.Int64N(most-least)
		if err := tx.QueryRow(fmt.Sprintf("SELECT max(%s) FROM %s WHERE %s <= $1 AND %s < $2", key, table, key, key), a, most).Scan(&a); err != nil {
			return "", err
		}
		var b int64
		if err := tx.QueryRow(fmt.Sprintf("SELECT min(%s) FROM %s WHERE %s > $1", key, table, key), a).Scan(&b); err != nil {
			return "", err
		}
		for _, move := range [][2]int64{{a, -7}, {b, a}, {-7, b}} {
			if _, err := tx.Exec(fmt.Sprintf("UPDATE %s SET %s = $1 WHERE %s = $2", table, key, key), move[1], move[0]); err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("%s: rows %d and %d exchanged %s", table, a, b, columns), nil
	}
}

// added adds rows.
func added(query string) edit {
	return func(_ *rand.Rand, tx *store.Tx) (string, error) {
		_, err := tx.Exec(query)
		return query, err
	}
}

var edits = []edit{
	added("INSERT INTO audit_state SELECT 2, size, peaks, packed, volumes, signed, checkpoints FROM audit_state"),
	added("INSERT INTO audit_block SELECT first + 100000, entries, hashes, body FROM audit_block"),
	added("INSERT INTO audit_tile SELECT tile + 90, since, until, root, digest, numbers, hashes, body FROM audit_tile"),
	added("INSERT INTO audit_volume SELECT volume + 50, since, until, root FROM audit_volume"),
	added("INSERT INTO audit_index SELECT volume, first + 1, pairs FROM audit_index WHERE volume = 0"),
	added("INSERT INTO audit_checkpoint SELECT size + 1, note FROM audit_checkpoint WHERE size = 700"),
	column("audit_block", "first", "body", "bytes"), column("audit_block", "first", "hashes", "bytes"),
	column("audit_block", "first", "first", "number"), column("audit_block", "first", "entries", "number"),
	column("audit_tile", "tile", "body", "bytes"), column("audit_tile", "tile", "hashes", "bytes"), column("audit_tile", "tile", "numbers", "bytes"),
	column("audit_tile", "tile", "root", "bytes"), column("audit_tile", "tile", "digest", "bytes"),
	column("audit_tile", "tile", "tile", "number"), column("audit_tile", "tile", "since", "number"), column("audit_tile", "tile", "until", "number"),
	column("audit_volume", "volume", "root", "bytes"), column("audit_volume", "volume", "since", "number"),
	column("audit_volume", "volume", "until", "number"), column("audit_volume", "volume", "volume", "number"),
	column("audit_index", "volume * 4294967296 + first", "pairs", "bytes"), column("audit_index", "volume * 4294967296 + first", "first", "number"), column("audit_index", "volume * 4294967296 + first", "volume", "number"),
	column("audit_state", "id", "size", "number"), column("audit_state", "id", "packed", "number"), column("audit_state", "id", "volumes", "number"),
	column("audit_state", "id", "signed", "number"), column("audit_state", "id", "checkpoints", "number"), column("audit_state", "id", "peaks", "bytes"),
	column("audit_checkpoint", "size", "note", "text"), column("audit_checkpoint", "size", "size", "number"),
	gone("audit_block", "first"), gone("audit_tile", "tile"), gone("audit_volume", "volume"), gone("audit_index", "volume * 4294967296 + first"), gone("audit_checkpoint", "size"), gone("audit_state", "id"),
	swapped("audit_tile", "tile", "all but their number"), swapped("audit_block", "first", "all but their number"), swapped("audit_volume", "volume", "all but their number"),
}

// TestEveryEditIsFound changes one thing at a time and verifies.
func TestEveryEditIsFound(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { findsEdits(t, small(opened(t, sqlite(t))), 1000) })
	t.Run("PostgreSQL", func(t *testing.T) { findsEdits(t, small(opened(t, testkit.Postgres(t))), 200) })
}

var errBack = errors.New("take it back")

func findsEdits(t *testing.T, l *Log, count int) {
	ctx := context.Background()
	for i, n := range []int{700, 900, 880} {
		filled(t, l, []int{0, 700, 1600}[i], n)
		_, err := l.Checkpoint(ctx)
		must(t, err)
		if i < 2 {
			must(t, l.Pack(ctx))
		}
	}
	must(t, l.Pack(ctx))
	filled(t, l, 2480, 20)
	sound(t, l)
	pack, err := newPacker()
	must(t, err)
	r := rand.New(rand.NewPCG(1, 2))
	found := 0
	for i := range count {
		err := l.db.Write(ctx, func(tx *store.Tx) error {
			what, err := edits[i%len(edits)](r, tx)
			if err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			v := &verifying{tx: tx, known: l.known, volume: l.volume, pack: pack}
			if err := v.run(nil); err != nil {
				return fmt.Errorf("%s: %w", what, err)
			}
			if v.report.Sound() {
				t.Errorf("not found: %s", what)
			} else {
				found++
			}
			return errBack
		})
		if !errors.Is(err, errBack) {
			t.Fatal(err)
		}
	}
	t.Logf("%d of %d edits were found", found, count)
	sound(t, l)
}

// TestWhereAnEditIs asks that the place is told, not only that there is one.
func TestWhereAnEditIs(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		ctx := context.Background()
		filled(t, l, 0, 1500)
		must(t, l.Pack(ctx))
		old, err := l.Checkpoint(ctx)
		must(t, err)
		filled(t, l, 1500, 30)
		for _, c := range []struct {
			name  string
			edit  func(tx *store.Tx) error
			where int64
			says  string
		}{
			{"an entry that is packed", func(tx *store.Tx) error { return rewrite(l, tx, 700) }, 700, "it is not what was hashed"},
			{"an entry that is new", func(tx *store.Tx) error {
				_, err := tx.Exec("UPDATE audit_block SET entries = entries - 1, hashes = $2, body = $1 WHERE first = 1500", []byte{}, []byte{})
				return err
			}, 1500, ""},
			{"a tile that is gone", func(tx *store.Tx) error { _, err := tx.Exec("DELETE FROM audit_tile WHERE tile = 2"); return err }, 512, "gone"},
			{"an index", func(tx *store.Tx) error {
				_, err := tx.Exec("UPDATE audit_index SET first = first + 1 WHERE volume = 0")
				return err
			}, 0, "index of volume 0"},
			{"an entry that was slipped in behind", func(tx *store.Tx) error {
				e := looked(1)
				e.Sequence = 1530
				return tx.Insert("audit_block", []string{"first", "entries", "hashes", "body"}, [][]any{{int64(1530), int64(1), make([]byte, 32), append(Encode(e), '\n')}})
			}, 1530, "added without being hashed"},
		} {
			err := l.db.Write(ctx, func(tx *store.Tx) error {
				must(t, c.edit(tx))
				v := &verifying{tx: tx, known: l.known, volume: l.volume, pack: l.pack}
				must(t, v.run([]string{old}))
				text := v.report.String()
				if v.report.Sound() || v.report.Problems[0].Sequence != c.where || !strings.Contains(text, c.says) {
					t.Errorf("%s: %s", c.name, text)
				}
				return errBack
			})
			if !errors.Is(err, errBack) {
				t.Fatal(err)
			}
		}
	})
}

// rewrite changes the text of a packed entry and all that is kept with the tile but
// its hashes, as somebody who knows the tables would.
func rewrite(l *Log, tx *store.Tx, n int64) error {
	all, err := l.entriesOf(tx, n/inTile)
	if err != nil {
		return err
	}
	var body []byte
	for _, e := range all {
		line := string(Encode(e))
		if e.Sequence == n {
			line = strings.Replace(line, "\"actor\":\"", "\"actor\":\"x", 1)
		}
		body = append(append(body, line...), '\n')
	}
	var hashes []byte
	if err := tx.QueryRow("SELECT hashes FROM audit_tile WHERE tile = $1", n/inTile).Scan(&hashes); err != nil {
		return err
	}
	t, err := l.pack.tileOf(n/inTile, body, hashes)
	if err != nil {
		return err
	}
	_, err = tx.Exec("UPDATE audit_tile SET body = $2, digest = $3, numbers = $4 WHERE tile = $1", t.tile, t.body, t.digest, t.numbers)
	return err
}

// TestWrittenAnew has an operator with the key write the whole log again without an
// entry: only a checkpoint that left the building shows it.
func TestWrittenAnew(t *testing.T) {
	ctx := context.Background()
	l := opened(t, sqlite(t))
	filled(t, l, 0, 300)
	early, err := l.Checkpoint(ctx)
	must(t, err)
	filled(t, l, 300, 300)
	late, err := l.Checkpoint(ctx)
	must(t, err)

	db, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "anew.db"), Migrations())
	must(t, err)
	defer db.Close()
	anew, err := Open(ctx, db, l.key)
	must(t, err)
	must(t, l.db.Read(ctx, func(tx *store.Tx) error {
		for n := range int64(600) {
			e, err := l.Entry(tx, n)
			must(t, err)
			if n != 450 {
				must(t, db.Write(ctx, func(tx *store.Tx) error { return anew.copied(tx, e) }))
			}
		}
		return nil
	}))
	sound(t, anew)
	sound(t, anew, early)
	filled(t, anew, 600, 10)
	newest, err := anew.Checkpoint(ctx)
	must(t, err)
	r, err := anew.Verify(ctx, early, late)
	must(t, err)
	if r.Sound() || !strings.Contains(r.String(), "none of the first 300 is in doubt") {
		t.Error(r.String())
	}
	grown, err := anew.Grown(ctx, late, newest)
	must(t, err)
	if CheckGrown(grown, late, newest, l.known) == nil {
		t.Error("the log that was written anew seems to go on from the old one")
	}
}

// copied appends an entry with the time it had.
func (l *Log) copied(tx *store.Tx, e Entry) error {
	from, err := readState(tx)
	if err != nil {
		return err
	}
	_, err = l.add(tx, &from, []Entry{e})
	return err
}
