package duck_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"syscall"
	"testing"

	duckdb "github.com/duckdb/duckdb-go/v2"
	"github.com/google/go-cmp/cmp"

	"continuum/internal/duck"
)

// numbered gives chunks of texts of every length around what fits a cell.
type numbered struct {
	memory []byte // outside Go's heap
	chunks int
	given  int
}

func (n *numbered) ColumnInfos() []duckdb.ColumnInfo {
	big, _ := duckdb.NewTypeInfo(duckdb.TYPE_BIGINT)
	str, _ := duckdb.NewTypeInfo(duckdb.TYPE_VARCHAR)
	return []duckdb.ColumnInfo{{Name: "n", T: big}, {Name: "unasked", T: str}, {Name: "word", T: str}}
}

func (n *numbered) Cardinality() *duckdb.CardinalityInfo { return nil }
func (n *numbered) Init()                                { n.given = 0 }

// wordOf is the text of row i, and whether there is one.
func wordOf(i int64) (string, bool) {
	return strings.Repeat("é", int(i%3)) + strings.Repeat("x", int(i%29)), i%7 != 3
}

func (n *numbered) FillChunk(chunk duckdb.DataChunk) error {
	if n.given == n.chunks {
		return chunk.SetSize(0)
	}
	in, err := duck.InPlace(&chunk)
	if err != nil {
		return err
	}
	rows := duck.VectorRows - n.given // chunks that are not full, too
	numbers := make([]int64, rows)
	words, asked := in.Texts(2)
	for r := range rows {
		numbers[r] = int64(n.given*duck.VectorRows + r)
		word, ok := wordOf(numbers[r])
		if asked && !ok {
			words.Null(r)
		} else if asked {
			at := copy(n.memory, word)
			words.Set(r, n.memory[:at:at])
			n.memory = n.memory[at:]
		}
	}
	in.Numbers(0, numbers)
	n.given++
	return chunk.SetSize(rows)
}

// Texts written in place arrive as they were, short and long, missing ones too,
// whichever columns a query asks for; longer ones stay where they lie.
func TestTextsWrittenInPlace(t *testing.T) {
	memory, err := syscall.Mmap(-1, 0, 1<<20, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	db, err := duck.Open("", duck.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = duckdb.RegisterTableUDF(conn, "numbered", duckdb.ChunkTableFunction{
		BindArguments: func(map[string]any, ...any) (duckdb.ChunkTableSource, error) {
			return &numbered{memory: memory, chunks: 3}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	var n, sum int64
	if err := conn.QueryRowContext(t.Context(), "SELECT count(*), sum(n) FROM numbered()").Scan(&n, &sum); err != nil || n != 3*duck.VectorRows-3 {
		t.Fatalf("%d rows: %v", n, err)
	}
	rows, err := conn.QueryContext(t.Context(), "SELECT word, n FROM numbered() ORDER BY n")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var got sql.NullString
		var i int64
		if err := rows.Scan(&got, &i); err != nil {
			t.Fatal(err)
		}
		want, ok := wordOf(i)
		if diff := cmp.Diff(sql.NullString{String: want, Valid: ok}, got); diff != "" && (ok || got.Valid) {
			t.Fatal(fmt.Sprintf("row %d: ", i) + diff)
		}
		n--
		sum -= i
	}
	if n != 0 || sum != 0 || rows.Err() != nil {
		t.Errorf("%d rows and %d of their sum are missing: %v", n, sum, rows.Err())
	}
}
