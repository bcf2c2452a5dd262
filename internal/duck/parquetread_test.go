package duck_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

// made lets the engine write the rows of a query to a file.
func made(t testing.TB, query, name, options string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	db, err := duck.Open("", duck.Options{Threads: 1, Folders: []string{filepath.Dir(path)}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("COPY (" + query + ") TO " + duck.Literal(path) + " (FORMAT parquet" + options + ")"); err != nil {
		t.Fatal(err)
	}
	return path
}

// readAll reads every cell; a missing one is "-".
func readAll(t testing.TB, path string, columns []string) (out [][]string) {
	t.Helper()
	err := duck.ReadParquet(t.Context(), path, columns, func(b *duck.Batch) error {
		for r := range b.Rows() {
			var row []string
			for c := range columns {
				cell := b.Cell(r, c)
				if cell == nil {
					cell = []byte("-")
				}
				row = append(row, string(cell))
			}
			out = append(out, row)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestParquetCellsAreTexts(t *testing.T) {
	for value, want := range map[string]string{
		"'Zoë  '":                              "Zoë  ",
		"''":                                   "",
		"NULL::VARCHAR":                        "-",
		"NULL::DOUBLE":                         "-",
		"NULL::BLOB":                           "-",
		"'a text that is no cell of its own'":  "a text that is no cell of its own",
		"DATE '1938-11-09'":                    "1938-11-09",
		"TIMESTAMP '1938-11-09 12:30:00'":      "1938-11-09 12:30:00",
		"TIMESTAMP '1938-11-09 12:30:00.25'":   "1938-11-09 12:30:00.25",
		"TIMESTAMPTZ '2024-07-01 12:30:00+01'": "2024-07-01 11:30:00+00",
		"TIME '12:30:00'":                      "12:30:00",
		"9434765919::BIGINT":                   "9434765919",
		"9434765919::DOUBLE":                   "9434765919",
		"123456789012345678::DOUBLE":           "123456789012345680",
		"-0.0::DOUBLE":                         "0",
		"2.5::DOUBLE":                          "2.5",
		"1e300::DOUBLE":                        "1e+300",
		"'nan'::DOUBLE":                        "nan",
		"'-inf'::FLOAT":                        "-inf",
		"16777216::FLOAT":                      "16777216",
		"12.50::DECIMAL(9, 2)":                 "12.50",
		"7::UTINYINT":                          "7",
		"18446744073709551615::UBIGINT":        "18446744073709551615",
		"true":                                 "true",
		"'Zo\\xC3\\xAB'::BLOB":                 "Zoë",
		"'\\xFF'::BLOB":                        "\\xFF",
		"['a', 'b']":                           "[a, b]",
		"{'a': 1}":                             "{'a': 1}",
		"'1a9f8a3e-6d0f-4a43-8a0b-0d8d0a5a4b1c'::UUID": "1a9f8a3e-6d0f-4a43-8a0b-0d8d0a5a4b1c",
		"'m'::ENUM('f', 'm')":                          "m",
	} {
		path := made(t, "SELECT "+value+" AS v", "one.parquet", "")
		if diff := cmp.Diff([][]string{{want}}, readAll(t, path, []string{"v"})); diff != "" {
			t.Errorf("%s: %s", value, diff)
		}
	}
}

func TestParquetColumnsAskedFor(t *testing.T) {
	path := made(t, `SELECT 1 AS a, 'x' AS "the ""b""", NULL AS c UNION ALL SELECT 2, 'y', NULL`, "it's [1]*?{a}.parquet", "")
	names, err := duck.ParquetColumns(t.Context(), path)
	if diff := cmp.Diff([]string{"a", `the "b"`, "c"}, names); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if diff := cmp.Diff([][]string{{"x", "1", "x"}, {"y", "2", "y"}}, readAll(t, path, []string{names[1], "a", names[1]})); diff != "" {
		t.Error(diff)
	}
	err = duck.ReadParquet(t.Context(), path, []string{"a", "d"}, func(*duck.Batch) error { return nil })
	if !isFault(fault.Invalid, `column "d": no such column; the file has a, the "b", c`)(err) {
		t.Error(err)
	}
}

// The names of folders say nothing about the rows, nor where else to look.
func TestParquetFolderIsNoColumn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "[a]*", "year=2024")
	if err := os.MkdirAll(filepath.Join(folder, "~"), 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "a.parquet")
	if err := os.Rename(made(t, "SELECT 1 AS a", "a.parquet", ""), path); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(path, filepath.Join(folder, "~", "a.parquet")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	for _, path := range []string{path, "a.parquet", "./a.parquet", "../year=2024/a.parquet", "~/a.parquet"} {
		if names, err := duck.ParquetColumns(t.Context(), path); err != nil || !slices.Equal(names, []string{"a"}) {
			t.Errorf("%s: %v, %v", path, names, err)
		}
	}
}

func TestParquetThatCannotBeRead(t *testing.T) {
	whole := made(t, "SELECT i, hash(i) AS h, 'text ' || hash(i) AS t FROM range(400000) r(i)", "a.parquet", ", COMPRESSION zstd, ROW_GROUP_SIZE 20000")
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	garbled := slices.Clone(data)
	for i := len(data) / 3; i < len(data)/2; i++ {
		garbled[i] ^= 0x5a
	}
	closed := file("closed", data)
	if err := os.Chmod(closed, 0); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path string
		ok   func(error) bool
	}{
		"missing":   {filepath.Join(dir, "none.parquet"), isFault(fault.NotFound, "none.parquet: cannot be read: no such file")},
		"no right":  {closed, isFault(fault.Denied, "closed: cannot be read: permission denied")},
		"a folder":  {dir, isFault(fault.Invalid, "is not a file")},
		"empty":     {file("empty", nil), isFault(fault.Invalid, "is not a Parquet file")},
		"CSV":       {file("a.csv", []byte("id,name\n1,PAR1")), isFault(fault.Invalid, "is not a Parquet file")},
		"cut short": {file("cut", data[:len(data)/2]), isFault(fault.Invalid, "cut: cannot be read as Parquet: its end is missing")},
		"no footer": {file("footer", slices.Concat(data[:len(data)/2], data[len(data)-8:])), isFault(fault.Invalid, "footer: cannot be read as Parquet")},
		"garbled":   {file("garbled", garbled), isFault(fault.Invalid, "garbled: cannot be read as Parquet")},
		"encrypted": {file("secret", []byte("PARE....PARE")), isFault(fault.Invalid, "the Parquet file is encrypted")},
	} {
		if name == "no right" && os.Geteuid() == 0 {
			continue // who may read everything
		}
		if err := duck.ReadParquet(t.Context(), c.path, nil, func(*duck.Batch) error { return nil }); !c.ok(err) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParquetReadingEnds(t *testing.T) {
	path := made(t, "SELECT i, 'text ' || i AS t FROM range(400000) r(i)", "a.parquet", "")
	mine := errors.New("mine")
	for _, lanes := range []int{1, 2} {
		ctx, cancel := context.WithCancel(t.Context())
		calls := make([]int, lanes)
		err := duck.ReadParquetLanes(ctx, path, nil, lanes, func(lane int, _ *duck.Batch) error {
			cancel()
			calls[lane]++
			return nil
		})
		if !errors.Is(err, context.Canceled) || slices.Max(calls) != 1 {
			t.Errorf("%d lanes: called %d times after the end: %v", lanes, calls, err)
		}
		err = duck.ReadParquetLanes(t.Context(), path, nil, lanes, func(int, *duck.Batch) error { return mine })
		if !errors.Is(err, mine) {
			t.Errorf("%d lanes: the error is %v", lanes, err)
		}
		if err := duck.ReadParquetLanes(ctx, path, nil, lanes, func(int, *duck.Batch) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("%d lanes: read after the end: %v", lanes, err)
		}
	}
}

// The lanes of a file, one behind the other, are the file.
func TestParquetLanesAreTheFile(t *testing.T) {
	for _, name := range []string{"i", "file_row_number"} {
		path := made(t, "SELECT i AS "+name+", 'text ' || i AS t FROM range(50001) r(i)", "a.parquet", ", ROW_GROUP_SIZE 4096")
		for _, lanes := range []int{-1, 1, 2, 3, 7, 40} {
			var lock sync.Mutex
			rows := make([][]string, max(1, lanes))
			next := make([]int64, max(1, lanes))
			err := duck.ReadParquetLanes(t.Context(), path, []string{"t", name}, lanes, func(lane int, b *duck.Batch) error {
				lock.Lock()
				defer lock.Unlock()
				if rows[lane] != nil && b.First() != next[lane] {
					return fmt.Errorf("row %d follows row %d", b.First(), next[lane]-1)
				}
				next[lane] = b.First() + int64(b.Rows())
				for r := range b.Rows() {
					if number := fmt.Sprint(b.First() + int64(r)); string(b.Cell(r, 1)) != number {
						return fmt.Errorf("row %s holds %s", number, b.Cell(r, 1))
					}
					rows[lane] = append(rows[lane], string(b.Cell(r, 0)))
				}
				return nil
			})
			all := slices.Concat(rows...)
			if err != nil || len(all) != 50001 || all[50000] != "text 50000" || !inOrder(all) {
				t.Errorf("%d lanes: %d rows: %v", lanes, len(all), err)
			}
			busy := slices.DeleteFunc(slices.Clone(rows), func(r []string) bool { return r == nil })
			if name == "i" && len(busy) != min(max(1, lanes), 13) {
				t.Errorf("%d of %d lanes had rows", len(busy), lanes)
			}
		}
	}
}

func inOrder(texts []string) bool {
	for i, text := range texts {
		if strings.TrimPrefix(text, "text ") != fmt.Sprint(i) {
			return false
		}
	}
	return true
}

// A text that a line of CSV could not hold is refused with its place, and is found
// before each row that refers to it gets a copy.
func TestParquetLongTexts(t *testing.T) {
	for name, c := range map[string]struct {
		query, want string
	}{
		"long":   {"SELECT i, CASE WHEN i = 4000 THEN repeat('x', 1048577) ELSE 'y' END AS t FROM range(5000) r(i)", `:4001: column "t": the text is longer than 1 MiB`},
		"bytes":  {"SELECT 'a' AS t, CASE WHEN i = 2 THEN encode(repeat('x', 2000000)) END AS b FROM range(5) r(i)", `:3: column "b": the text is longer than 1 MiB`},
		"list":   {"SELECT ['a', repeat('x', 2000000)] AS l FROM range(5) r(i)", `:1: column "l": the text is longer than 1 MiB`},
		"number": {"SELECT i AS file_row_number, repeat('x', 40000) AS t FROM range(5) r(i)", `:1: column "file_row_number": a text beside this column is longer than 32 KiB; give the column another name`},
	} {
		path := made(t, c.query, "long.parquet", "")
		for _, lanes := range []int{1, 3} {
			err := duck.ReadParquetLanes(t.Context(), path, nil, lanes, func(int, *duck.Batch) error { return nil })
			if !isFault(fault.Invalid, c.want)(err) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// Long texts that are allowed come in their place.
func TestParquetTextsThatAreLongEnough(t *testing.T) {
	path := made(t, "SELECT i, CASE WHEN i % 97 = 3 THEN repeat('x', 32768 + i) ELSE 'y' END AS t, NULL AS n FROM range(5000) r(i)", "long.parquet", "")
	next := 0
	for i, row := range readAll(t, path, []string{"i", "t", "n"}) {
		want := "y"
		if i%97 == 3 {
			want = strings.Repeat("x", 32768+i)
		}
		if row[0] != fmt.Sprint(i) || row[1] != want || row[2] != "-" {
			t.Fatalf("row %d: %.40q", i, row)
		}
		next++
	}
	if next != 5000 {
		t.Errorf("%d rows", next)
	}
}
