package table_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/testkit"
	"continuum/target/table"
)

func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t testing.TB, path string, o table.Options) *table.Table {
	t.Helper()
	got, err := table.Read(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// shown writes a column's values, "-" for a missing one.
func shown(c *frame.Column, rows int) string {
	var out []string
	for i := range rows {
		switch {
		case c.Missing(i):
			out = append(out, "-")
		case c.Kind == frame.Number:
			out = append(out, fmt.Sprint(c.Numbers[i]))
		case c.Kind == frame.Category:
			out = append(out, c.Levels[c.Codes[i]])
		default:
			out = append(out, c.Texts[i])
		}
	}
	return strings.Join(out, " ")
}

func TestKindsAreFoundOut(t *testing.T) {
	cases := []struct {
		name, values string // with bars between them
		kind         table.Kind
		want         string
	}{
		{"amounts", "1|2.5|-3e2||?|NaN", table.Number, "1 2.5 -300 - - -"},
		{"none of a number", "1|None|2|unknown|3|", table.Number, "1 - 2 - 3 -"},
		{"none of a word", "None|Norm|>8|?||NA", table.Category, "None Norm >8 - - -"},
		{"codes with zeros in front", "01|02|10|1||07", table.Category, "01 02 10 1 - 07"},
		{"codes among numbers", "428|250.01|V27|E880|8|", table.Category, "428 250.01 V27 E880 8 -"},
		{"days", "1970-01-01|1970-01-02|2024-02-29|1969-12-31||2000-03-01 12:00:00", table.Date, "0 1 19782 -1 - 11017"},
		{"days as written here", "01/01/1970|31/12/1969|29/02/2024|||", table.Date, "0 -1 19782 - - -"},
		{"no day", "2023-02-29|2024-01-01||||", table.Category, "2023-02-29 2024-01-01 - - - -"},
		{"blanks around", " 1 | 2|3 |||", table.Number, "1 2 3 - - -"},
		{"empty", "|||||", table.Number, "- - - - - -"},
	}
	for _, c := range cases {
		text := "x,y\n"
		for i, v := range strings.Split(c.values, "|") {
			text += fmt.Sprintf("%s,%d\n", v, i%2)
		}
		got := read(t, write(t, "a.csv", text), table.Options{})
		if k := got.Columns[0].Kind; k != c.kind {
			t.Errorf("%s: a %s, not a %s", c.name, k, c.kind)
		}
		if values := shown(&got.Frame.Columns[0], got.Frame.Rows); values != c.want {
			t.Errorf("%s: %q, not %q", c.name, values, c.want)
		}
	}
}

// TestLateSurprise: a column whose first rows mislead is read anew.
func TestLateSurprise(t *testing.T) {
	text := strings.Builder{}
	text.WriteString("code,odd\n")
	for i := range 8000 {
		code, odd := fmt.Sprint(i%90+10), fmt.Sprint(i%7)
		if i > 6000 {
			code = fmt.Sprintf("V%d", i%90+10)
		}
		if i == 7000 {
			odd = "seven"
		}
		fmt.Fprintf(&text, "%s,%s\n", code, odd)
	}
	got := read(t, write(t, "a.csv", text.String()), table.Options{})
	if got.Columns[0].Kind != table.Category || got.Columns[0].Distinct != 180 {
		t.Errorf("the codes were read as %+v", got.Columns[0])
	}
	if got.Columns[1].Kind != table.Number || got.Columns[1].Missing != 1 {
		t.Errorf("the numbers were read as %+v", got.Columns[1])
	}
	if all := strings.Join(got.Notices, "\n"); !strings.Contains(all, `odd: what is no number was taken as missing, the first of 1 in line 7002 ("seven")`) {
		t.Errorf("notices: %s", all)
	}
}

func TestIdentifiersAreLeftOut(t *testing.T) {
	text := strings.Builder{}
	text.WriteString("person_id,row,nhs_number,guid,practice_id,ward,visits,ethnic_code,cost\n")
	for i := range 3000 {
		fmt.Fprintf(&text, "%d,%d,%d,g-%x-%d,%d,w%d,%d,%d,%d\n", 7000+i/2*13, i+1, 9000000000+i*7919, i*2654435761, i, i%40, i%11, i%9, i%16, i*i%9973*3)
	}
	got := read(t, write(t, "a.csv", text.String()), table.Options{})
	var left []string
	for _, l := range got.Left {
		left = append(left, fmt.Sprintf("%s %v", l.Name, l.Repeats))
	}
	if have, want := strings.Join(left, ", "), "person_id true, row false, nhs_number false, guid false"; have != want {
		t.Errorf("left out: %s, not %s", have, want)
	}
	kept := read(t, got.Path, table.Options{Kinds: map[string]table.Kind{"person_id": table.Text}, Needed: []string{"guid"}, Drop: []string{"ward"}})
	if c := kept.Frame.Column("person_id"); c == nil || c.Kind != frame.Text || c.Texts[1] != "7000" || c.Texts[2] != "7013" {
		t.Error("a column that was asked for as text was not kept word for word")
	}
	if kept.Frame.Column("guid") == nil || kept.Frame.Column("ward") != nil {
		t.Error("a needed column was left out, or a dropped one read")
	}
}

func TestDelimitersEncodingsCompression(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, "name,n\nAnna,1\n")
	_ = z.Close()
	cases := map[string]string{
		"semicolons": "name;n\nAnna;1\n", "tabs": "name\tn\nAnna\t1\n", "bars": "name|n\nAnna|1\n", "bom": "\xef\xbb\xbfname,n\nAnna,1\n",
		"utf-16": "\xff\xfen\x00a\x00m\x00e\x00,\x00n\x00\n\x00A\x00n\x00n\x00a\x00,\x001\x00\n\x00", "gzip": packed.String(), "quoted": "\"name\",\"n\"\r\n\"Anna\",\"1\"\r\n",
	}
	for name, text := range cases {
		got := read(t, write(t, "a.csv", text), table.Options{})
		if have := shown(&got.Frame.Columns[0], 1) + shown(&got.Frame.Columns[1], 1); have != "Anna1" {
			t.Errorf("%s: read %q", name, have)
		}
	}
	got := read(t, write(t, "a.csv", "naïf,n\nJosé,1\nZoë,2\n"), table.Options{})
	if len(got.Notices) != 0 || got.Frame.Columns[0].Name != "naïf" {
		t.Errorf("UTF-8: %v", got.Notices)
	}
	got = read(t, write(t, "a.csv", "name,n\nJos\xe9,1\nZo\xeb,2\n"), table.Options{})
	if have := shown(&got.Frame.Columns[0], 2); have != "José Zoë" || len(got.Notices) != 1 {
		t.Errorf("Latin-1: read %q, told %q", have, got.Notices)
	}
}

func TestBadFiles(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"torn.csv", "a,b\n1,2\n3\n", "torn.csv:3: expected 2 fields, found 1; mend the row and run again"},
		{"empty.csv", "", "empty.csv: file is empty"},
		{"header.csv", "a,b\n", "header.csv: there are no rows; give a file with rows below the header"},
		{"page.csv", "<html>", "page.csv: not a CSV file: it looks like an HTML page"},
		{"quote.csv", "a,b\n1,\"2\n3,4\n", "quote.csv:2:"},
	}
	for _, c := range cases {
		_, err := table.Read(t.Context(), write(t, c.name, c.text), table.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	path := write(t, "a.csv", "person_id,readmit30,age\n1,0,5\n")
	for asked, want := range map[string]string{"readmit_30": "perhaps readmit30 is meant", "AGE": "perhaps age is meant", "zzz": "its columns are person_id, readmit30, age"} {
		_, err := table.Read(t.Context(), path, table.Options{Needed: []string{asked}})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "a.csv:1: column") {
			t.Errorf("%s: %v", asked, err)
		}
	}
}

// TestParquetIsReadAsCSV: the same rows give the same frame.
func TestParquetIsReadAsCSV(t *testing.T) {
	const rows = 5000
	path := filepath.Join(t.TempDir(), "a.parquet")
	text := strings.Builder{}
	text.WriteString("key,n,word\n")
	for i := range rows {
		fmt.Fprintf(&text, "k%d,%g,%s\n", i, float64(i)/4, []string{"", "b", "a"}[i%3])
	}
	columns := []duck.Column{{Name: "key", Kind: duck.Text}, {Name: "n", Kind: duck.Double}, {Name: "word", Kind: duck.Text}}
	err := duck.WriteParquet(t.Context(), path, columns, rows, func(from int, b *duck.Block) error {
		for i := range b.Rows() {
			b.Texts(0).SetString(i, fmt.Sprintf("k%d", from+i))
			b.Doubles(1)[i] = float64(from+i) / 4
			b.Texts(2).SetString(i, []string{"", "b", "a"}[(from+i)%3])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o := table.Options{Kinds: map[string]table.Kind{"key": table.Text}}
	a, b := read(t, path, o), read(t, write(t, "a.csv", text.String()), o)
	for i := range b.Frame.Columns {
		if have, want := shown(&a.Frame.Columns[i], rows), shown(&b.Frame.Columns[i], rows); have != want {
			t.Errorf("column %s differs", b.Frame.Columns[i].Name)
		}
	}
	if len(a.SHA256) != 64 || a.Line(rows-1) != rows || b.Line(rows-1) != rows+1 {
		t.Error("hash or lines are wrong")
	}
}

func TestVectorsAreRead(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testkit.Vectors(t, "target"), "*.csv.gz"))
	if err != nil || len(files) == 0 {
		t.Fatal("there are no tables", err)
	}
	for _, path := range files {
		got := read(t, path, table.Options{})
		for i := range got.Frame.Columns {
			for _, v := range got.Frame.Columns[i].Numbers {
				if math.IsInf(float64(v), 0) {
					t.Fatalf("%s: %s holds an infinite number", path, got.Frame.Columns[i].Name)
				}
			}
		}
		t.Logf("%s: %d rows of %d columns, left out %v", filepath.Base(path), got.Frame.Rows, len(got.Frame.Columns), got.Left)
	}
}

func BenchmarkRead(b *testing.B) {
	text := strings.Builder{}
	for i := range 101 {
		fmt.Fprintf(&text, "c%d,", i)
	}
	text.WriteString("y\n")
	for i := range 20_000 {
		for k := range 101 {
			fmt.Fprintf(&text, "%.3f,", float64(i*k%10007)/1000)
		}
		text.WriteString("1\n")
	}
	path := write(b, "a.csv", text.String())
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		read(b, path, table.Options{})
	}
}

// TestWhatIsNotMeantIsTold: a book in a cell is no word, a column of words is not read
// as numbers that are all missing, and what keeps a column from being numbers or dates
// is said.
func TestWhatIsNotMeantIsTold(t *testing.T) {
	var text strings.Builder
	text.WriteString("note,seen,size,age\n")
	for i := range 60 {
		fmt.Fprintf(&text, "n%d,2024-01-%02d,\"%d,5\",%d\n", i%3, i%40+1, i%9, i)
	}
	fmt.Fprintf(&text, "%s,2024-01-01,\"1,5\",7\n", strings.Repeat("é", 1_000_000/3))
	path := write(t, "odd.csv", text.String())
	got := read(t, path, table.Options{})
	if len(got.Left) == 0 || got.Left[0].Name != "note" || !strings.Contains(got.Left[0].Why, "texts of more than 1000 characters") || got.Left[0].Repeats {
		t.Errorf("left out: %+v", got.Left)
	}
	all := strings.Join(got.Notices, "\n")
	for _, want := range []string{"seen: most of it are dates as 2006-01-31 or 31/01/2006, but not all", "size: its numbers are written with commas or signs"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not told: %s", want, all)
		}
	}
	kept := read(t, path, table.Options{Kinds: map[string]table.Kind{"note": table.Category}}).Frame.Column("note")
	if longest := kept.Levels[len(kept.Levels)-1]; len(longest) > 1010 || strings.ToValidUTF8(longest, "") != longest {
		t.Errorf("a word of %d bytes was kept", len(longest))
	}
	_, err := table.Read(t.Context(), path, table.Options{Kinds: map[string]table.Kind{"size": table.Number}})
	if want := `odd.csv:2: column "size": must hold numbers, and holds none (found "0,5")`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("words read as numbers: %v", err)
	}
}
