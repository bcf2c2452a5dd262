package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"continuum/internal/duck"
)

// benchPeople is how many people BenchmarkScore scores; CONTINUUM_BENCH_PEOPLE has
// another number, such as the million of the figures.
const benchPeople = 50_000

// scoreRows writes people with 20 codes each, a row for each code.
func scoreRows(b testing.TB, people int) (csvFile, parquetFile string) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	code := func() string {
		return fmt.Sprintf("%c%03d", 'A'+byte(r.IntN(26)), r.IntN(1000))[:3+r.IntN(2)]
	}
	const each = 20
	codes := make([]string, people*each)
	for i := range codes {
		codes[i] = code()
	}
	csvFile, parquetFile = filepath.Join(b.TempDir(), "codes.csv"), filepath.Join(b.TempDir(), "codes.parquet")
	err := writeFile(csvFile, func(out io.Writer) error {
		w := bufio.NewWriter(out)
		fmt.Fprintln(w, "id,code,position")
		for i, c := range codes {
			fmt.Fprintf(w, "%08d,%s,%d\n", i/each, c, i%each+1)
		}
		return w.Flush()
	})
	if err != nil {
		b.Fatal(err)
	}
	columns := []duck.Column{{Name: "id", Kind: duck.Text}, {Name: "code", Kind: duck.Text}, {Name: "position", Kind: duck.Count}}
	err = duck.WriteParquet(b.Context(), parquetFile, columns, len(codes), func(from int, to *duck.Block) error {
		for row := range to.Rows() {
			to.Texts(0).SetString(row, fmt.Sprintf("%08d", (from+row)/each))
			to.Texts(1).SetString(row, codes[from+row])
			to.Counts(2)[row] = uint32((from+row)%each + 1)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return csvFile, parquetFile
}

// BenchmarkScore scores everybody by all instruments that codes suffice for, from the
// file to the written answer.
func BenchmarkScore(b *testing.B) {
	people := benchPeople
	if text := os.Getenv("CONTINUUM_BENCH_PEOPLE"); text != "" {
		if _, err := fmt.Sscan(text, &people); err != nil {
			b.Fatal(err)
		}
	}
	csvFile, parquetFile := scoreRows(b, people)
	for _, file := range []string{csvFile, parquetFile} {
		b.Run(filepath.Ext(file)[1:], func(b *testing.B) {
			for b.Loop() {
				scoreAll(b, file, "usual", filepath.Join(b.TempDir(), "scores.csv"))
			}
		})
	}
}

func scoreAll(t testing.TB, file, flags, out string) {
	t.Helper()
	a := &app{ctx: context.Background(), out: io.Discard, err: io.Discard, bars: newBars(io.Discard, true)}
	c := scoreCmd{Instrument: "all", File: file, ID: "id", Code: []string{"code"}, Position: "position", Assign0: true, Flags: flags, Out: out}
	if err := c.Run(a); err != nil {
		t.Fatal(err)
	}
}

// TestScoresOfAnyFile: the same rows in CSV and Parquet score the same, on however many
// processors, and however the answer is written.
func TestScoresOfAnyFile(t *testing.T) {
	csvFile, parquetFile := scoreRows(t, 9000) // some blocks of the file, and two chunks of people
	dir := t.TempDir()
	want := filepath.Join(dir, "want.csv")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	scoreAll(t, csvFile, "all", want)
	runtime.GOMAXPROCS(3)
	for name, file := range map[string]string{"csv.csv": csvFile, "parquet.csv": parquetFile, "parquet.parquet": parquetFile} {
		out := filepath.Join(dir, name)
		scoreAll(t, file, "all", out)
		if got, expected := cellsOf(t, out), cellsOf(t, want); !slices.Equal(got, expected) {
			t.Errorf("%s: %d rows differ from %d", name, len(got), len(expected))
		}
	}
}

// cellsOf reads a file of scores, a text a row.
func cellsOf(t *testing.T, path string) (rows []string) {
	t.Helper()
	var names []string
	err := eachChosen(t.Context(), path, func(header []string) (columns []int, err error) {
		names = header
		for k := range header {
			columns = append(columns, k)
		}
		return columns, nil
	}, func(cells [][]byte, _ int64) error {
		var row strings.Builder
		for k, cell := range cells {
			row.WriteString(names[k] + "=" + strings.TrimSuffix(string(cell), ".0") + " ")
		}
		rows = append(rows, row.String())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
