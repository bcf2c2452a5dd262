package duck_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

// groupRows is how many rows lie in one row group of a file.
const groupRows = 122_880

// sample is a column of every kind; sampleCell is what row i has there.
var sample = []duck.Column{
	{Name: "text", Kind: duck.Text},
	{Name: "long", Kind: duck.Text},
	{Name: "word", Kind: duck.Word, Words: []string{"", "rule", "café, \"née\"", strings.Repeat("wide ", 40)}},
	{Name: "bool", Kind: duck.Bool},
	{Name: "byte", Kind: duck.Byte},
	{Name: "count", Kind: duck.Count},
	{Name: "number", Kind: duck.Number},
	{Name: "float", Kind: duck.Float},
	{Name: "double", Kind: duck.Double},
	{Name: "none", Kind: duck.Byte},
}

// missing tells whether row i has no value in a column.
func missing(i, column int) bool { return column == 9 || column > 0 && (i+column)%(3+column) == 0 }

func textOf(i int) string { return strings.Repeat("é", i%3) + strconv.Itoa(i) }

func longOf(i int) string { return strings.Repeat("Straße ", i%9) + strconv.Itoa(i) }

func boolOf(i int) bool { return i < 2*groupRows && i%5 == 0 }

func sampleCell(i, column int) string {
	if missing(i, column) {
		return ""
	}
	switch column {
	case 0:
		return textOf(i)
	case 1:
		return longOf(i)
	case 2:
		return sample[2].Words[i%4]
	case 3:
		return strconv.FormatBool(boolOf(i))
	case 4:
		return strconv.Itoa(i % 256)
	case 5:
		return strconv.FormatUint(uint64(uint32(i)*2654435761), 10)
	case 6:
		return strconv.Itoa(-i * i)
	case 7:
		return strconv.FormatFloat(float64(i)+0.5, 'f', 1, 32)
	default:
		return strconv.FormatFloat(-float64(i)-0.25, 'f', 2, 64)
	}
}

func fillSample(from int, b *duck.Block) error {
	for r := range b.Rows() {
		i := from + r
		b.Texts(0).SetString(r, textOf(i))
		b.Texts(1).Set(r, []byte(longOf(i)))
		b.Words(2)[r] = uint16(i % 4)
		b.Bools(3)[r] = boolOf(i)
		b.Bytes(4)[r] = uint8(i)
		b.Counts(5)[r] = uint32(i) * 2654435761
		b.Numbers(6)[r] = int64(-i * i)
		b.Floats(7)[r] = float32(i) + 0.5
		b.Doubles(8)[r] = -float64(i) - 0.25
		for c := range sample {
			if missing(i, c) {
				b.Null(c, r)
			}
		}
		if missing(i, 2) {
			b.Words(2)[r] = 60_000 // which nobody sees
		}
	}
	return nil
}

// Whatever the number of rows, the engine reads them back as they were written.
func TestParquetIsReadAsItWasWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.parquet")
	for _, rows := range []int{0, 1, 63, 65, 2047, 2048, 2049, groupRows, groupRows + 1, 2*groupRows + 2049} {
		if err := duck.WriteParquet(t.Context(), path, sample, rows, fillSample); err != nil {
			t.Fatalf("%d rows: %v", rows, err)
		}
		next := 0
		err := duck.ReadParquet(t.Context(), path, nil, func(b *duck.Batch) error {
			if b.First() != int64(next) {
				return fmt.Errorf("row %d follows row %d", b.First(), next-1)
			}
			for r := range b.Rows() {
				for c := range sample {
					got, want := b.Cell(r, c), sampleCell(next, c)
					if string(got) != want || missing(next, c) != (got == nil) {
						return fmt.Errorf("row %d, %s: %q instead of %q", next, sample[c].Name, got, want)
					}
				}
				next++
			}
			return nil
		})
		if err != nil || next != rows {
			t.Fatalf("%d of %d rows: %v", next, rows, err)
		}
	}
}

// ask runs a query on a file, whose path takes the place of %s.
func ask(t *testing.T, path, query string) (out string) {
	t.Helper()
	db, err := duck.Open("", duck.Options{Threads: 1, Folders: []string{filepath.Dir(path)}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRowContext(t.Context(), fmt.Sprintf(query, duck.Literal(path))).Scan(&out); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

func TestParquetTypesAreTheEngines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.parquet")
	if err := duck.WriteParquet(t.Context(), path, sample, 10, fillSample); err != nil {
		t.Fatal(err)
	}
	got := ask(t, path, "SELECT string_agg(column_type, ' ') FROM (DESCRIBE FROM %s)")
	if want := "VARCHAR VARCHAR VARCHAR BOOLEAN UTINYINT UINTEGER BIGINT FLOAT DOUBLE UTINYINT"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// The bounds in the file are those of its rows, by which an engine skips row groups.
func TestParquetBoundsHold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.parquet")
	if err := duck.WriteParquet(t.Context(), path, sample, 2*groupRows+5, fillSample); err != nil {
		t.Fatal(err)
	}
	for _, column := range sample {
		name := column.Name
		got := ask(t, path, `SELECT string_agg(concat_ws(' ', stats_null_count, coalesce(stats_min_value, '-'), coalesce(stats_max_value, '-')), '|' ORDER BY row_group_id)
			FROM parquet_metadata(%s) WHERE path_in_schema = '`+name+`'`)
		bound := func(f string) string { return "coalesce(CAST(" + f + "(" + name + ") AS VARCHAR), '-')" }
		if column.Kind == duck.Text || column.Kind == duck.Word { // one that is too long is left out, and the other with it
			bound = func(f string) string {
				return fmt.Sprintf("CASE WHEN greatest(strlen(min(%[1]s)), strlen(max(%[1]s))) > 64 THEN '-' ELSE %[2]s(%[1]s) END", name, f)
			}
		}
		want := ask(t, path, `SELECT string_agg(line, '|' ORDER BY g) FROM (SELECT file_row_number // 122880 AS g,
			concat_ws(' ', count(*) - count(`+name+`), `+bound("min")+`, `+bound("max")+`) AS line FROM read_parquet(%s, file_row_number = true) GROUP BY g)`)
		if got != want {
			t.Errorf("%s\ngot  %s\nwant %s", name, got, want)
		}
	}
}

// Not-a-numbers make no bounds, since nothing lies between them.
func TestParquetBoundsWithoutNumbers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.parquet")
	zero := 0.0
	err := duck.WriteParquet(t.Context(), path, []duck.Column{{Name: "d", Kind: duck.Double}}, 3, func(_ int, b *duck.Block) error {
		copy(b.Doubles(0), []float64{1, zero / zero, 2})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	footer := data[len(data)-8-int(binary.LittleEndian.Uint32(data[len(data)-8:])):]
	if bytes.Contains(footer, []byte("\xf8\x7f")) { // how each of them ends
		t.Error("a bound is not a number")
	}
	if got := ask(t, path, "SELECT concat_ws(' ', count(*) FILTER (isnan(d)), count(*) FILTER (d >= 2)) FROM %s"); got != "1 2" {
		t.Errorf("not-a-numbers and what is at least 2 (the engine sorts them last): %s", got)
	}
}

// The same rows make the same bytes on any number of processors.
func TestParquetBytesAreTheSame(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	path := filepath.Join(t.TempDir(), "rows.parquet")
	var first []byte
	for _, processors := range []int{1, 3} {
		runtime.GOMAXPROCS(processors)
		if err := duck.WriteParquet(t.Context(), path, sample, 3*groupRows+17, fillSample); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if !bytes.Equal(first, got) {
			t.Errorf("%d processors make other bytes", processors)
		}
	}
}

// A file that is not complete is not there, and one that was there stays.
func TestParquetIsWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "rows.parquet")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	mine := errors.New("mine")
	var once sync.Once
	for name, c := range map[string]struct {
		ctx  context.Context
		fill func(from int, b *duck.Block) error
		ok   func(error) bool
	}{
		"fill fails": {t.Context(), func(from int, b *duck.Block) error {
			if from > 5*groupRows {
				return mine
			}
			return fillSample(from, b)
		}, func(err error) bool { return errors.Is(err, mine) }},
		"cancelled": {ctx, func(from int, b *duck.Block) error {
			if from > groupRows {
				once.Do(cancel)
			}
			return fillSample(from, b)
		}, func(err error) bool { return errors.Is(err, context.Canceled) }},
		"not UTF-8": {t.Context(), func(from int, b *duck.Block) error {
			for r := range b.Rows() {
				b.Texts(0).SetString(r, "ok")
			}
			if from == 2048 {
				b.Texts(0).SetString(3, "caf\xe9")
			}
			return nil
		}, isFault(fault.Invalid, path+`:2052: column "text": the text is not valid UTF-8`)},
		"half a character each": {t.Context(), func(from int, b *duck.Block) error {
			b.Texts(0).SetString(0, "\xc3")
			b.Texts(0).SetString(1, "\xa9")
			return nil
		}, isFault(fault.Invalid, "the text is not valid UTF-8")},
		"no such word": {t.Context(), func(from int, b *duck.Block) error {
			if from == 0 {
				b.Words(2)[1] = 4
			}
			return nil
		}, isFault(fault.Invalid, `:2: column "word": there is no word 4 among the column's 4`)},
	} {
		if err := duck.WriteParquet(c.ctx, path, sample, 7*groupRows, c.fill); !c.ok(err) {
			t.Errorf("%s: %v", name, err)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 1 {
			t.Errorf("%s: left %v", name, entries)
		}
		if got, _ := os.ReadFile(path); string(got) != "before" {
			t.Errorf("%s: the file that was there is gone", name)
		}
	}
}

func isFault(code fault.Code, text string) func(error) bool {
	return func(err error) bool {
		return err != nil && fault.CodeOf(err) == code && strings.Contains(err.Error(), text) && strings.Contains(err.Error(), "; ")
	}
}

func TestParquetThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		path    string
		columns []duck.Column
		ok      func(error) bool
	}{
		"no folder":      {filepath.Join(dir, "none", "a.parquet"), sample, isFault(fault.Unavailable, "a.parquet: cannot be written")},
		"a folder":       {dir, sample, isFault(fault.Unavailable, dir+": cannot be written")},
		"too many words": {filepath.Join(dir, "a.parquet"), []duck.Column{{Name: "w", Kind: duck.Word, Words: make([]string, 65_537)}}, isFault(fault.Invalid, "65537 words")},
		"a broken word":  {filepath.Join(dir, "a.parquet"), []duck.Column{{Name: "w", Kind: duck.Word, Words: []string{"\xff"}}}, isFault(fault.Invalid, "not valid UTF-8")},
		"no columns":     {filepath.Join(dir, "a.parquet"), nil, func(err error) bool { return fault.CodeOf(err) == fault.Internal && err != nil }},
	} {
		if err := duck.WriteParquet(t.Context(), c.path, c.columns, 10, func(int, *duck.Block) error { return nil }); !c.ok(err) {
			t.Errorf("%s: %v", name, err)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 0 {
			t.Errorf("%s: left %v", name, entries)
		}
	}
	if _, err := os.Stat(dir + ".part"); err == nil {
		t.Error("a part was left beside a folder")
	}
}
