package source

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	duckdb "github.com/duckdb/duckdb-go/v2"
	"pgregory.net/rapid"

	"continuum/internal/duck"
)

// Whatever rows are kept, the engine reads them as they came, as often as it
// asks, in whatever order the columns stand in the file.
func TestKeptRowsAreReadAsTheyCame(t *testing.T) {
	db, err := duck.Open("", duck.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	trial := 0
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 5).Draw(t, "width")
		fieldOf := rapid.SliceOfN(rapid.IntRange(-1, width), width, width).Draw(t, "fields")
		want := keepSome(t, fieldOf)
		trial++
		name := fmt.Sprintf("kept_%d", trial)
		err := duckdb.RegisterTableUDF(conn, name, duckdb.ChunkTableFunction{
			BindArguments: func(map[string]any, ...any) (duckdb.ChunkTableSource, error) { return &scan{kept: want.kept}, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		defer want.drop()
		for range 2 {
			if got := readAll(t, conn, name, width); got != want.text.String() {
				t.Fatalf("got\n%swant\n%s", got, want.text.String())
			}
		}
	})
}

type expected struct {
	*kept
	text strings.Builder
}

func keepSome(t *rapid.T, fieldOf []int) *expected {
	e := &expected{kept: newKept(len(fieldOf), 10)}
	n := rapid.SampledFrom([]int{0, 1, 7, 2048, 3000}).Draw(t, "rows")
	cell := rapid.SampledFrom([]string{"", "x", "twelve bytes", "thirteen byte", "Łódź, ulica Piotrkowska 104", " padded ", "∅"})
	cells := rapid.SliceOfN(cell, 11, 11).Draw(t, "cells")
	for i := range n {
		fields := make([][]byte, len(fieldOf)+1)
		for f := range fields {
			if s := cells[(i*5+f*3)%len(cells)]; s != "∅" {
				fields[f] = []byte(s)
			}
		}
		e.filling.add(int64(i), fields, fieldOf)
		if e.filling.full() {
			if err := e.flush(); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Fprint(&e.text, i)
		for _, f := range fieldOf {
			if f >= 0 && fields[f] != nil {
				fmt.Fprintf(&e.text, "|%s", fields[f])
			} else {
				e.text.WriteString("|∅")
			}
		}
		e.text.WriteString("\n")
	}
	err := e.flush()
	e.end(err)
	return e
}

func readAll(t *rapid.T, conn *sql.Conn, name string, width int) string {
	list := "concat(CAST(_row AS VARCHAR)"
	for c := range width {
		list += fmt.Sprintf(", '|', coalesce(c%d, '∅')", c)
	}
	var text sql.NullString
	err := conn.QueryRowContext(t.Context(), "SELECT string_agg("+list+", chr(10)), '' ORDER BY _row) FROM "+name+"()").Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	if !text.Valid {
		return ""
	}
	return text.String
}

func TestTabsAndNoBreakSpacesAreTrimmed(t *testing.T) {
	for in, want := range map[string]string{"": "", "a": "a", " a ": " a ", "\ta": "a", "a\u00a0": "a", "\u3000é\u2003": "é", "\t": ""} {
		if got := string(trimmed([]byte(in))); got != want {
			t.Errorf("%q became %q, not %q", in, got, want)
		}
	}
}
