package source_test

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/xuri/excelize/v2"

	"continuum/internal/duck"
)

const rows = "id,name,born\n1,Łucja,1950-01-02\n2,O'Brien,1960-03-04\n"

// feed is one feed of two people in the layout given.
func feed(layout string) string {
	return `
-- place/sources/people.sql --
-- feed: people
-- title: People
-- partner: clinic
` + layout + `
-- table: registration
SELECT _row, id AS local_id, name AS family_name, born AS birth_date FROM raw
`
}

func TestEveryFormatGivesTheSameRows(t *testing.T) {
	cases := []struct {
		name, layout string
		write        func(t *testing.T, dir string)
	}{
		{"csv.gz", "-- file: p.csv.gz\n-- format: csv", func(t *testing.T, dir string) {
			pack(t, filepath.Join(dir, "p.csv.gz"), func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }, rows)
		}},
		{"csv.zst with another delimiter", "-- file: p.csv.zst\n-- format: csv\n-- delimiter: \"|\"", func(t *testing.T, dir string) {
			pack(t, filepath.Join(dir, "p.csv.zst"), func(w io.Writer) io.WriteCloser {
				z, err := zstd.NewWriter(w)
				if err != nil {
					t.Fatal(err)
				}
				return z
			}, strings.ReplaceAll(rows, ",", "|"))
		}},
		{"parquet", "-- file: p.parquet\n-- format: parquet", writeParquet},
		{"xlsx", "-- file: p.xlsx\n-- format: xlsx\n-- sheet: People", writeWorkbook},
		{"fhir", "-- file: p.ndjson\n-- format: fhir\n-- resource: Patient\n-- columns:\n--   id: id\n--   name: name.family\n--   born: birthDate", func(t *testing.T, dir string) {
			put(t, filepath.Join(dir, "p.ndjson"), `{"resourceType":"Patient","id":"1","name":[{"family":"Łucja"}],"birthDate":"1950-01-02"}
{"resourceType":"Patient","id":"2","name":[{"family":"O'Brien"}],"birthDate":"1960-03-04"}
`)
		}},
	}
	want := []string{"1|Łucja|1950-01-02", "2|O'Brien|1960-03-04"}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := unpack(t, feed(c.layout))
			in := filepath.Join(dir, "in")
			if err := os.MkdirAll(in, 0o755); err != nil {
				t.Fatal(err)
			}
			c.write(t, in)
			_, db, err := ingest(t, dir)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, table(t, db, "SELECT local_id, family_name, birth_date FROM stage_people ORDER BY 1")); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func pack(t *testing.T, path string, with func(io.Writer) io.WriteCloser, text string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := with(f)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func writeParquet(t *testing.T, dir string) {
	t.Helper()
	db, err := duck.Open("", duck.Options{Folders: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	query := "COPY (SELECT * FROM (VALUES (1, 'Łucja', DATE '1950-01-02'), (2, 'O''Brien', DATE '1960-03-04')) AS t(id, name, born)) TO " + duck.Literal(filepath.Join(dir, "p.parquet"))
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

func writeWorkbook(t *testing.T, dir string) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "People"); err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(rows), "\n") {
		cells := strings.Split(line, ",")
		if err := f.SetSheetRow("People", "A"+string(rune('1'+i)), &cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(filepath.Join(dir, "p.xlsx")); err != nil {
		t.Fatal(err)
	}
}
