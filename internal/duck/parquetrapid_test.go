package duck_test

import (
	"database/sql"
	"fmt"
	"math"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"continuum/internal/duck"
)

// drawn is a column of drawn values; nil is a missing one.
type drawn struct {
	duck.Column
	values []any
	places []uint16 // of a Word column
}

func drawColumn(t *rapid.T, n, rows int) drawn {
	d := drawn{Column: duck.Column{Name: fmt.Sprintf("c%d", n), Kind: duck.Kind(rapid.IntRange(0, int(duck.Double)).Draw(t, "kind"))}}
	if d.Kind == duck.Word {
		words := rapid.IntRange(1, 600).Draw(t, "words")
		for i := range words {
			d.Words = append(d.Words, fmt.Sprintf("wörd %d", i))
		}
	}
	some := rapid.IntRange(0, 4).Draw(t, "present") // of four values
	wide := rapid.IntRange(1, 12).Draw(t, "distinct")
	for range rows {
		place := uint16(0)
		var v any
		if rapid.IntRange(0, 3).Draw(t, "there") < some {
			place, v = d.draw(t, wide)
		}
		d.values, d.places = append(d.values, v), append(d.places, place)
	}
	return d
}

func (d *drawn) draw(t *rapid.T, wide int) (uint16, any) {
	switch d.Kind {
	case duck.Word:
		place := rapid.IntRange(0, len(d.Words)-1).Draw(t, "word")
		return uint16(place), d.Words[place]
	case duck.Bool:
		return 0, rapid.Bool().Draw(t, "bool")
	case duck.Byte:
		return 0, uint8(rapid.IntRange(0, 1<<min(wide, 8)-1).Draw(t, "byte"))
	case duck.Count:
		return 0, rapid.Uint32().Draw(t, "count")
	case duck.Number:
		return 0, rapid.Int64().Draw(t, "number")
	case duck.Float:
		return 0, rapid.Float32().Draw(t, "float")
	case duck.Double:
		return 0, rapid.Float64().Draw(t, "double")
	default:
		return 0, rapid.StringN(0, 3*wide, -1).Draw(t, "text")
	}
}

func (d *drawn) fill(column, from int, b *duck.Block) {
	for r := range b.Rows() {
		switch v := d.values[from+r].(type) {
		case nil:
			b.Null(column, r)
		case bool:
			b.Bools(column)[r] = v
		case uint8:
			b.Bytes(column)[r] = v
		case uint32:
			b.Counts(column)[r] = v
		case int64:
			b.Numbers(column)[r] = v
		case float32:
			b.Floats(column)[r] = v
		case float64:
			b.Doubles(column)[r] = v
		case string:
			if d.Kind == duck.Word {
				b.Words(column)[r] = d.places[from+r]
			} else {
				b.Texts(column).SetString(r, v)
			}
		}
	}
}

// Any columns of any values come back from the engine as they went.
func TestAnyParquetIsReadAsItWasWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.parquet")
	db, err := duck.Open("", duck.Options{Threads: 1, Folders: []string{filepath.Dir(path)}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(0, 200).Draw(t, "rows")
		times := rapid.SampledFrom([]int{1, 1, 1, 40}).Draw(t, "times") // the rows over and over, for several blocks
		var columns []duck.Column
		var all []drawn
		for n := range rapid.IntRange(1, 5).Draw(t, "columns") {
			d := drawColumn(t, n, rows)
			for range times - 1 {
				d.values, d.places = append(d.values, d.values[:rows]...), append(d.places, d.places[:rows]...)
			}
			all, columns = append(all, d), append(columns, d.Column)
		}
		err := duck.WriteParquet(t.Context(), path, columns, rows*times, func(from int, b *duck.Block) error {
			for c := range all {
				all[c].fill(c, from, b)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		compare(t, db, path, all)
	})
}

func compare(t *rapid.T, db *sql.DB, path string, all []drawn) {
	rows, err := db.QueryContext(t.Context(), "FROM read_parquet("+duck.Literal(path)+")")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	got, into := make([]any, len(all)), make([]any, len(all))
	for c := range got {
		into[c] = &got[c]
	}
	n := 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for c := range all {
			if !same(got[c], all[c].values[n]) {
				t.Fatalf("row %d, column %d: %s", n, c, cmp.Diff(all[c].values[n], got[c]))
			}
		}
	}
	if err := rows.Err(); err != nil || n != len(all[0].values) {
		t.Fatalf("%d of %d rows: %v", n, len(all[0].values), err)
	}
}

// same tells whether values are equal, down to the sign of a zero.
func same(a, b any) bool {
	if x, ok := a.(float64); ok {
		y, ok := b.(float64)
		return ok && math.Float64bits(x) == math.Float64bits(y)
	}
	if x, ok := a.(float32); ok {
		y, ok := b.(float32)
		return ok && math.Float32bits(x) == math.Float32bits(y)
	}
	return a == b
}
