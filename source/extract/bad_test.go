package extract

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"continuum/internal/fault"
)

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

func zstded(data []byte) []byte {
	w, _ := zstd.NewWriter(nil)
	return w.EncodeAll(data, nil)
}

// bzip2Table is "id,name\n1,Ann\n2,Bob\n" packed by bzip2 (Go has no writer for it).
var bzip2Table = []byte("\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\x1d\x53\xe2\x25\x00\x00\x07\x5d\x00\x00\x10\x00\x04\x30\x00\x30\x00\x36\x23\xa0\x00\x22\x13\x47\x94\x68\xf2\x84\x00\x00\xb5\x60\xf4\xc6\xe0\xb4\xc3\x05\x3f\x8b\xb9\x22\x9c\x28\x48\x0e\xa9\xf1\x12\x80")

const smallTable = "id,name\n1,Ann\n2,Bob\n"

func TestCompression(t *testing.T) {
	two := append(gzipped([]byte("id,name\n1,A")), gzipped([]byte("nn\n2,Bob\n"))...)
	for name, data := range map[string][]byte{
		"plain.csv": []byte(smallTable), "x.csv.gz": gzipped([]byte(smallTable)), "members.csv.gz": two,
		"x.csv.zst": zstded([]byte(smallTable)), "x.csv.bz2": bzip2Table, "named-wrongly.csv": zstded([]byte(smallTable)),
	} {
		path := write(t, name, data)
		g, file, err := readAll(t, path, Format{Kind: CSV})
		if err != nil {
			t.Fatal(name, err)
		}
		check(t, name, g.text(), "2/0 1·Ann\n3/0 2·Bob\n")
		check(t, name, file.SHA256(), fmt.Sprintf("%x", sha256.Sum256(data)))
		if file.BytesRead() != int64(len(data)) || file.Size() != int64(len(data)) {
			t.Errorf("%s: read %d of %d, have %d", name, file.BytesRead(), file.Size(), len(data))
		}
	}
}

func TestEncodings(t *testing.T) {
	text := "név,b\r\nÉloïse €5,ß\r\n"
	latin, _ := charmap.Windows1252.NewEncoder().String(strings.ReplaceAll(text, "é", "e"))
	little, _ := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(text)
	big, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(text)
	tests := []struct{ name, encoding, in string }{
		{"utf-8", "utf-8", text},
		{"utf-8 bom", "latin-1", "\ufeff" + text},
		{"latin-1", "latin-1", latin},
		{"utf-16le bom", "", "\xff\xfe" + little},
		{"utf-16be bom", "", "\xfe\xff" + big},
		{"utf-16le", "utf-16", little},
		{"utf-16be", "utf-16", big},
	}
	for _, tt := range tests {
		g, _, err := readAll(t, write(t, "x.csv", []byte(tt.in)), Format{Kind: CSV, Encoding: tt.encoding})
		if err != nil {
			t.Fatal(tt.name, err)
		}
		check(t, tt.name, g.text(), "2/0 Éloïse €5·ß\n")
	}
}

// The files of the list "bad input gets", each with its clear error.
func TestBadFiles(t *testing.T) {
	many := strings.Repeat("row,of,table\n", 100_000)
	wide := strings.Repeat("c,", 1999) + "c\n"
	bomb := gzipped(bytes.Repeat([]byte("a,b\n"), 20<<20))
	tests := []struct {
		name   string
		data   []byte
		format Format
		want   []string
	}{
		{"empty", nil, Format{Kind: CSV}, []string{"file is empty"}},
		{"only a bom", []byte("\ufeff\n \n")[:4], Format{Kind: CSV}, []string{"file is empty"}},
		{"empty gzip", gzipped(nil), Format{Kind: CSV}, []string{"file is empty"}},
		{"empty ndjson", nil, Format{Kind: FHIR}, []string{"file is empty"}},
		{"truncated gzip", gzipped([]byte(many))[:2000], Format{Kind: CSV}, []string{"the gzip file is cut short or damaged after", "rows", "send it again"}},
		{"truncated gzip header", gzipped([]byte(many))[:5], Format{Kind: CSV}, []string{"cut short or damaged after 0 rows"}},
		{"damaged gzip", damage(gzipped([]byte(many))), Format{Kind: CSV}, []string{"cut short or damaged"}},
		{"truncated zstd", zstded([]byte(many))[:40], Format{Kind: CSV}, []string{"the zstd file is cut short or damaged"}},
		{"truncated bzip2", bzip2Table[:len(bzip2Table)-9], Format{Kind: CSV}, []string{"the bzip2 file is cut short or damaged after"}},
		{"truncated ndjson", gzipped([]byte(strings.Repeat("{\"resourceType\":\"A\"}\n", 9999)))[:60], Format{Kind: FHIR}, []string{"cut short or damaged"}},
		{"gzip with a tail", append(gzipped([]byte(smallTable)), "tail that is no gzip"...), Format{Kind: CSV}, []string{"damaged after 2 rows"}},
		{"wrong delimiter", []byte("id;name\n1;x\n"), Format{Kind: CSV}, []string{":1:", `delimiter looks like ";"`, "set `delimiter: \";\"`"}},
		{"wrong delimiter, tab", []byte("id\tname\n"), Format{Kind: CSV, Delimiter: ';'}, []string{`set ` + "`" + `delimiter: "\t"`}},
		{"delimiter that cannot be", []byte("a\n"), Format{Kind: CSV, Delimiter: '"'}, []string{"cannot be a delimiter"}},
		{"2,000 columns", []byte(wide), Format{Kind: CSV}, []string{":1:", "2000 columns, at most 1000", "check `delimiter:`"}},
		{"header never ends", []byte("a,\"b\n1,2\n"), Format{Kind: CSV}, []string{"header", "the quote is never closed"}},
		{"header not utf-8", []byte("n\xe9v,b\n1,2\n"), Format{Kind: CSV}, []string{"not valid UTF-8", "set `encoding: latin-1`"}},
		{"utf-16 undeclared", []byte("a\x00,\x00b\x00\n\x00"), Format{Kind: CSV}, []string{"NUL bytes", "set `encoding: utf-16`"}},
		{"long name", []byte("a," + strings.Repeat("b", 2000) + "\n"), Format{Kind: CSV}, []string{":1:", "the name of column 2 is longer"}},
		{"50 MB line", bytes.Repeat([]byte("x"), 50<<20), Format{Kind: CSV}, []string{"the header line is longer than 1 MiB"}},
		{"unknown encoding", []byte("a\n"), Format{Kind: CSV, Encoding: "ebcdic"}, []string{"unknown encoding", `"ebcdic"`}},
		{"unknown format", []byte("a\n"), Format{Kind: "pdf"}, []string{"unknown file format", `"pdf"`}},
		{"xlsx as csv", []byte("PK\x03\x04..."), Format{Kind: CSV}, []string{"not a CSV file", "Excel", "set `format:`"}},
		{"html as csv", []byte("  <!doctype html>\n<p>log in"), Format{Kind: CSV}, []string{"HTML page"}},
		{"json as csv", []byte(`{"resourceType":"Bundle"}`), Format{Kind: CSV}, []string{"looks like JSON"}},
		{"gzip bomb", bomb, Format{Kind: CSV}, []string{"decompression bomb"}},
		{"wrong path", []byte(`{"resourceType":"A"}`), Format{Kind: FHIR, Resources: []Projection{{"A", []Column{{"x", "a..b"}}}}}, []string{`column "x"`, "offset 2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, "bad", tt.data)
			file, err := Open(path, tt.format)
			if err == nil {
				defer file.Close()
				err = file.Each(context.Background(), &nothing{})
			}
			wantFault(t, err, fault.Invalid, path, tt.want...)
		})
	}
}

func damage(b []byte) []byte {
	b[len(b)/2] ^= 0xff
	b[len(b)/2+1] ^= 0xff
	return b
}

// One line of 50 MB costs a rejected row and no memory to speak of.
func TestLongLine(t *testing.T) {
	text := "a,b\n1,2\n" + strings.Repeat("x", 50<<20) + "\n3,4\n" + strings.Repeat("\"", 3<<20) + "\n5,6\n\"" + strings.Repeat("y\n", 1<<20) + "7,8"
	path := write(t, "x.csv", []byte(text))
	file, err := Open(path, Format{Kind: CSV})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	g := &got{}
	if err := file.Each(context.Background(), g); err != nil {
		t.Fatal(err)
	}
	check(t, "rows", strings.Join(g.rows, "\n"), "2/0 1·2\n4/0 3·4\n6/0 5·6\n1048583/0 7·8")
	for i, want := range []string{"3: the line is longer than 1 MiB", "5: the line is longer than 1 MiB", "7: column \"a\": the quote is never closed"} {
		check(t, "broken", fmt.Sprintf("%d: %s", g.broken[i].Line, g.broken[i].Reason), want)
	}
	if len(g.broken[0].Raw) != maxRaw || len(file.reader.(*csvReader).win.buf) > maxRecord {
		t.Error("neither the raw text nor the window may hold the line")
	}
}

// A file whose every line opens a quote and swallows what follows is read in linear time.
func TestQuotesDoNotCostQuadraticTime(t *testing.T) {
	const lines = 400_000
	path := write(t, "x.csv", []byte("a,b,c\n"+strings.Repeat("x\",,\"\n", lines)))
	g, _, err := readAll(t, path, Format{Kind: CSV})
	if err != nil || len(g.rows)+len(g.broken) != lines {
		t.Errorf("%d rows, %d broken, %v", len(g.rows), len(g.broken), err)
	}
}

// A file that is still being sent when it is read is not taken for the whole.
func TestFileThatChanges(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"grows":   func(path string) error { return appendTo(path, "3,4\n") },
		"shrinks": func(path string) error { return os.Truncate(path, 2<<20) },
	} {
		path := write(t, "x.csv", []byte("a,b\n"+strings.Repeat("1,2\n", 1<<20)))
		file, err := Open(path, Format{Kind: CSV})
		if err != nil {
			t.Fatal(err)
		}
		if err := change(path); err != nil {
			t.Fatal(err)
		}
		err = file.Each(context.Background(), &nothing{})
		file.Close()
		t.Log(name)
		wantFault(t, err, fault.Conflict, path, "changed while it was read")
	}
}

func appendTo(path, text string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

func TestCannotOpen(t *testing.T) {
	dir := t.TempDir()
	_, err := Open(filepath.Join(dir, "none.csv"), Format{Kind: CSV})
	wantFault(t, err, fault.NotFound, filepath.Join(dir, "none.csv"), "cannot open the file")
	_, err = Open(dir, Format{Kind: CSV})
	wantFault(t, err, fault.Unavailable, dir, "not a regular file")
	path := write(t, "x.csv", []byte("a\n"))
	if err := os.Chmod(path, 0); err != nil || os.Getuid() == 0 {
		t.Skip("everything may be read here")
	}
	_, err = Open(path, Format{Kind: CSV})
	wantFault(t, err, fault.Unavailable, path, "permission")
}
