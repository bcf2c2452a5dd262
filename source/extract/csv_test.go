package extract

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCSV(t *testing.T) {
	tests := []struct {
		name, in string
		delim    rune
		want     string
	}{
		{"plain", "a,b\n1,2\n3,4\n", 0, "2/0 1·2\n3/0 3·4\n"},
		{"no last newline", "a,b\n1,2", 0, "2/0 1·2\n"},
		{"empty cells", "a,b,c\n,\"\",3\n", 0, "2/0 ∅·∅·3\n"},
		{"crlf", "a,b\r\n1,2\r\n", 0, "2/0 1·2\n"},
		{"crcrlf", "a,b\r\r\n1,2\r\r\n", 0, "2/0 1·2\n"},
		{"cr", "a,b\r1,\"2\"\r\r3,4", 0, "2/0 1·2\n4/0 3·4\n"},
		{"cr inside a field of an lf file", "a,b\n1\rx,2\n", 0, "2/0 1\rx·2\n"},
		{"header only", "a,b", 0, ""},
		{"blank lines", "\n\na,b\n\n1,2\n\r\n\n3,4\n\n", 0, "5/0 1·2\n8/0 3·4\n"},
		{"quotes", "a,b\n\"x \"\"y\"\"\",\"1,2\"\n", 0, "2/0 x \"y\"·1,2\n"},
		{"quote inside a plain field", "a,b\n5\" wound,x\n", 0, "2/0 5\" wound·x\n"},
		{"newline in quotes", "a,b\n\"x\ny\",2\n3,4\n", 0, "2/0 x\ny·2\n4/0 3·4\n"},
		{"tab", "a\tb\n1\t2\n", '\t', "2/0 1·2\n"},
		{"bar", "a|b\n1|\"2|3\"\n", '|', "2/0 1·2|3\n"},
		{"broken bar", "a¦b\n§1¦2\n", '¦', "2/0 §1·2\n"},
		{"one column", "a\n1\n\n\"\"\n2\n", 0, "2/0 1\n4/0 ∅\n5/0 2\n"},
		{"bom", "\ufeffa,b\n1,2\n", 0, "2/0 1·2\n"},
		{
			"too few and too many", "a,b\n1\n1,2,3\n1,2\n", 0,
			"4/0 1·2\nbroken 2: expected 2 fields, found 1 <1>\nbroken 3: expected 2 fields, found 3 <1,2,3>\n",
		},
		{
			"unclosed quote at the end", "a,b\n1,\"2\n3,4\n5,6\n", 0,
			"3/0 3·4\n4/0 5·6\nbroken 2: column \"b\": the quote is never closed <1,\"2>\n",
		},
		{
			"unclosed quote, closed by a later one", "a,b\n1,\"2\n3,\"4\"\n5,6\n", 0,
			"3/0 3·4\n4/0 5·6\nbroken 2: column \"b\": text follows the closing quote <1,\"2>\n",
		},
		{
			"swallowed lines are read again", "a,b\n\"1,2\n3,4\n\"5\",6\n", 0,
			"3/0 3·4\n4/0 5·6\nbroken 2: column \"a\": text follows the closing quote <\"1,2>\n",
		},
		{
			"text behind quote", "a,b\n\"1\"x,2\n3,4\n", 0,
			"3/0 3·4\nbroken 2: column \"a\": text follows the closing quote <\"1\"x,2>\n",
		},
		{"nul", "a,b\n1,2\x00\n3,4\n", 0, "3/0 3·4\nbroken 2: column \"b\" holds a NUL byte <1,2\x00>\n"},
		{
			"not utf-8", "a,b\n1,caf\xe9\n3,4\n", 0,
			"3/0 3·4\nbroken 2: column \"b\" is not valid UTF-8; if the file is Latin-1, set `encoding: latin-1` <1,caf\uFFFD>\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g, _, err := readAll(t, write(t, "x.csv", []byte(tt.in)), Format{Kind: CSV, Delimiter: tt.delim})
			if err != nil {
				t.Fatal(err)
			}
			check(t, tt.in, g.text(), tt.want)
		})
	}
}

func TestHeaderNames(t *testing.T) {
	path := write(t, "x.csv", []byte("\ufeff NHS No ,,id,ID,id_2,\"x\ny\",\u00a0\n1,2,3,4,5,6,7\n"))
	g, file, err := readAll(t, path, Format{Kind: CSV})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "names", strings.Join(file.Columns(), "|"), "NHS No|column_2|id|ID_2|id_2_2|x\ny|column_7")
	check(t, "rows", g.text(), "3/0 1·2·3·4·5·6·7\n")
}

// Any well-formed table reads as encoding/csv reads it, whatever its quoting.
func TestCSVAgreesWithEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		delim := rapid.SampledFrom([]rune{',', ';', '\t', '|', '¦'}).Draw(t, "delim")
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
		width := rapid.IntRange(1, 5).Draw(t, "width")
		cell := rapid.SampledFrom([]string{"", "a", "é", "x,y", "a;b", "t\tt", "\"", "q\"\"q", "l\nm", "a\r\nb", "|", "¦", " "})
		table := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 20).Draw(t, "table")
		text := writeTable(table, delim, end, rapid.Bool().Draw(t, "last newline"), rapid.Bool().Draw(t, "quote all"))
		compareWithOracle(t, text, delim)
	})
}

func writeTable(table [][]string, delim rune, end string, last, quoteAll bool) []byte {
	var b bytes.Buffer
	for i, row := range append([][]string{make([]string, len(table[0]))}, table...) {
		for j, cell := range row {
			if i == 0 {
				cell = fmt.Sprintf("h%d", j)
			}
			if j > 0 {
				b.WriteRune(delim)
			}
			if quoteAll || strings.ContainsAny(cell, "\"\r\n"+string(delim)) || cell == "" && len(row) == 1 {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			b.WriteString(cell)
		}
		if last || i < len(table) {
			b.WriteString(end)
		}
	}
	return b.Bytes()
}

func compareWithOracle(t *rapid.T, text []byte, delim rune) {
	oracle := csv.NewReader(bytes.NewReader(text))
	oracle.Comma = delim
	want, err := oracle.ReadAll()
	if err != nil {
		t.Skip("not well-formed")
	}
	g := &got{}
	c := csvOver(bytes.NewReader(text), delim)
	if err := errors.Join(c.header(), c.each(g)); err != nil {
		t.Fatal(err)
	}
	have := make([][]string, 0, len(g.fields))
	for _, row := range g.fields {
		for i := range row {
			row[i] = strings.ReplaceAll(strings.ReplaceAll(row[i], "∅", ""), "\r\n", "\n")
		}
		have = append(have, row)
	}
	if fmt.Sprintf("%q", have) != fmt.Sprintf("%q", want[1:]) || len(g.broken) > 0 {
		t.Fatalf("text %q\n got %q %v\nwant %q", text, have, g.broken, want[1:])
	}
}

// csvOver reads from a stream instead of a file.
func csvOver(r io.Reader, delim rune) *csvReader {
	return &csvReader{src: &source{path: "x.csv"}, win: newWindow(r, maxRecord), split: newSplitter(delim), line: 1}
}

// Records that lie across the ends of the window are whole.
func TestCSVAcrossWindows(t *testing.T) {
	long := strings.Repeat("long,\"text\n", 30000)
	text := "a,b\n" + strings.Repeat("1,\""+strings.ReplaceAll(long, `"`, `""`)+"\"\n2,short\n", 3)
	g, _, err := readAll(t, write(t, "x.csv", []byte(text)), Format{Kind: CSV})
	if err != nil || len(g.broken) > 0 || len(g.rows) != 6 {
		t.Fatalf("%d rows, %d broken, %v", len(g.rows), len(g.broken), err)
	}
	if g.fields[2][1] != long || !strings.HasPrefix(g.rows[5], "90007/") {
		t.Errorf("last row is %q", g.rows[5])
	}
}

func TestCSVSinkAndContext(t *testing.T) {
	path := write(t, "x.csv", []byte("a,b\n1,2\n3,4\n"))
	file, err := Open(path, Format{Kind: CSV})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := file.Each(context.Background(), &got{failAt: 1}); !errors.Is(err, errSink) {
		t.Errorf("got %v, want the sink's error", err)
	}
	if err := file.Each(context.Background(), &got{}); err == nil {
		t.Error("a file is read once")
	}
	big := write(t, "y.csv", []byte("a,b\n"+strings.Repeat("1,2\n", 500_000)))
	file, err = Open(big, Format{Kind: CSV})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := file.Each(ctx, &got{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}
