package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"continuum/internal/fault"
)

func TestValuesComeBackAlike(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		hostile := `'); DROP TABLE thing; -- $1 {json} "x" \ ` + "\r\n\u2028 é 𝄞"
		body := json.RawMessage(`{ "a": {"b": "x<&>"}, "n": 1e2, "s": "'; DROP TABLE thing" }`)
		must(t, db.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec("INSERT INTO thing (id, n, body, raw, share, done) VALUES ($1, $2, $3, $4, $5, $6)", hostile, int64(math.MinInt64), body, []byte{0, 255, '\''}, 0.1, true)
			return err
		}))
		must(t, db.Read(t.Context(), func(tx *Tx) error {
			var id, text, inner string
			var n int64
			var raw []byte
			var share float64
			var done bool
			err := tx.QueryRow("SELECT id, n, body, raw, share, done, body->'a'->>'b' FROM thing WHERE id = $1 AND done", hostile).Scan(&id, &n, &text, &raw, &share, &done, &inner)
			if id != hostile || n != math.MinInt64 || text != string(body) || !bytes.Equal(raw, []byte{0, 255, '\''}) || share != 0.1 || !done || inner != "x<&>" {
				t.Error("they changed:", id, n, text, raw, share, done, inner)
			}
			return err
		}))
	})
}

func TestNullsAndTimes(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		at := time.Date(1938, 11, 9, 1, 2, 3, 4000, time.UTC)
		var none *string
		must(t, db.Write(t.Context(), func(tx *Tx) error {
			return tx.Insert("entry", []string{"person", "kind", "name", "value", "number", "at"}, [][]any{
				{"p", "k", "n", none, nil, at}, {"q", "k", "n", "", 7, time.Time{}},
			})
		}))
		must(t, db.Read(t.Context(), func(tx *Tx) error {
			var got []string
			for row, err := range tx.Query("SELECT value, number, at FROM entry ORDER BY person") {
				var value *string
				var number, micros *int64
				must(t, err)
				must(t, row.Scan(&value, &number, &micros))
				got = append(got, fmt.Sprint(value == nil, number == nil, micros == nil))
				if micros != nil && !instant(*micros).Equal(at) {
					t.Errorf("%s came back", instant(*micros))
				}
			}
			if strings.Join(got, "; ") != "true true false; false false true" {
				t.Error(got)
			}
			return nil
		}))
	})
}

func TestTextIsComparedByBytes(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		var got []string
		must(t, db.Write(t.Context(), func(tx *Tx) error {
			for _, id := range []string{"b", "B", "é", "a", "_", "Z", "𝄞"} {
				if err := add(id, 1)(tx); err != nil {
					return err
				}
			}
			for row, err := range tx.Query("SELECT id FROM thing WHERE n = 1 AND NOT id LIKE 'z' ORDER BY id") {
				var id string
				must(t, err)
				must(t, row.Scan(&id))
				got = append(got, id)
			}
			return nil
		}))
		if s := strings.Join(got, ""); s != "BZ_abé𝄞" {
			t.Error(s)
		}
	})
}

func TestInsertTakesAnyNumberOfRows(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		columns := []string{"person", "kind", "name", "value", "number", "at"}
		want := int64(0)
		for _, n := range []int{0, 1, 3, 9, 10, 25, 100, 1000} {
			must(t, db.Write(t.Context(), func(tx *Tx) error { return tx.Insert("entry", columns, entries(n)) }))
			want += int64(n)
		}
		if n := number(t, db, "SELECT count(*) FROM entry"); n != want {
			t.Errorf("%d rows, want %d", n, want)
		}
		for name, rows := range map[string][][]any{"short": {{"p"}}, "text": {{"p", "k", "n\x00", nil, nil, nil}}} {
			err := db.Write(t.Context(), func(tx *Tx) error { return tx.Insert("entry", columns, rows) })
			if err == nil {
				t.Errorf("a row with a %s fault was taken", name)
			}
		}
		for _, n := range []int{2, 20} { // by INSERT and by COPY
			rows := make([][]any, n)
			for i := range rows {
				rows[i] = []any{"same", 1}
			}
			err := db.Write(t.Context(), func(tx *Tx) error { return tx.Insert("thing", []string{"id", "n"}, rows) })
			if fault.CodeOf(err) != fault.Conflict {
				t.Errorf("%d equal rows: %v", n, err)
			}
		}
		err := db.Write(t.Context(), func(tx *Tx) error {
			return tx.Insert("entry; DROP TABLE thing", columns, entries(1))
		})
		if fault.CodeOf(err) != fault.Internal {
			t.Error(err)
		}
	})
}

// entries are n rows of an index.
func entries(n int) [][]any {
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = []any{fmt.Sprint("person-", i/25), "Observation", "code", fmt.Sprint("http://snomed.info/sct|", i), i, time.Now()}
	}
	return rows
}

func TestQueriesAreReadToTheirEnd(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		must(t, db.Write(t.Context(), add("a", 1)))
		err := db.Read(t.Context(), func(tx *Tx) error {
			for _, err := range tx.Query("SELECT id FROM thing") {
				must(t, err)
				if err := tx.QueryRow("SELECT 1").Scan(new(int)); err != nil {
					return err
				}
			}
			return nil
		})
		if fault.CodeOf(err) != fault.Internal || !strings.Contains(err.Error(), "read to its end") {
			t.Errorf("got %v", err)
		}
		must(t, db.Read(t.Context(), func(tx *Tx) error {
			for _, err := range tx.Query("SELECT id FROM thing") {
				must(t, err)
				break
			}
			return tx.QueryRow("SELECT count(*) FROM thing").Scan(new(int))
		}))
	})
}

func TestAnyTextIsKeptOrRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		rapid.Check(t, func(r *rapid.T) {
			s := rapid.String().Draw(r, "text")
			var back string
			err := db.Write(t.Context(), func(tx *Tx) error {
				return tx.QueryRow("INSERT INTO thing (id, n) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET n = 2 RETURNING id", s).Scan(&back)
			})
			if strings.ContainsRune(s, 0) != (err != nil) || err == nil && back != s {
				r.Fatalf("%q came back as %q, %v", s, back, err)
			}
		})
	})
}

func TestStatementsKeptAreBounded(t *testing.T) {
	db := opened(t, sqliteURL(t))
	for i := range 3 * db.Dialect.statements {
		must(t, db.Write(t.Context(), func(tx *Tx) error { return tx.QueryRow(fmt.Sprint("SELECT ", i)).Scan(new(int)) }))
	}
	if n := len(db.batches.s.kept); n > db.Dialect.statements || db.batches.s.order.Len() != n {
		t.Errorf("%d statements are kept", n)
	}
}
