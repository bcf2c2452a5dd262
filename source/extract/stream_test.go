package extract

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/unicode"
)

// passing tells each row as it comes.
type passing chan string

func (p passing) Row(r Row) error {
	p <- string(bytes.Join(r.Fields, []byte("|")))
	return nil
}

func (p passing) Broken(b Broken) error {
	p <- b.Reason
	return nil
}

// A row that came down a stream is handed over before the next one comes.
func TestStreamRowByRow(t *testing.T) {
	in, out := io.Pipe()
	rows := make(passing)
	ended := make(chan error, 1)
	go func() {
		f, err := OpenStream("standard input", in, Format{Kind: CSV})
		if err == nil {
			err = f.Each(context.Background(), rows)
		}
		ended <- err
	}()
	for _, c := range []struct{ sent, want string }{
		{"id,name\n1,Mary\n", "1|Mary"}, {"2,\"To", ""}, {"m\"\n3", "2|Tom"}, {"\r\n", "expected 2 fields, found 1"}, {"4,Ann\n", "4|Ann"},
	} {
		if _, err := io.WriteString(out, c.sent); err != nil {
			t.Fatal(err)
		}
		if c.want == "" {
			continue
		}
		select {
		case got := <-rows:
			if got != c.want {
				t.Errorf("%q after %q, want %q", got, c.sent, c.want)
			}
		case err := <-ended:
			t.Fatal(err)
		case <-time.After(10 * time.Second):
			t.Fatalf("%q is waited for after %q", c.want, c.sent)
		}
	}
	out.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A stream is read as a file is.
func TestStreamAsFile(t *testing.T) {
	text := "id,name\n1,Zoë\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = io.WriteString(z, text)
	z.Close()
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, want string }{
		"plain":  {text, "1|Zoë"},
		"packed": {packed.String(), "1|Zoë"},
		"UTF-16": {wide, "1|Zoë"},
		"marked": {"\ufeff" + text, "1|Zoë"},
		"long":   {"id\n" + strings.Repeat("x", maxRecord) + "\n", "the line is longer than 1 MiB"},
	} {
		f, err := OpenStream("standard input", strings.NewReader(c.text), Format{Kind: CSV})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		rows := make(passing, 1)
		if err := f.Each(t.Context(), rows); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := <-rows; got != c.want {
			t.Errorf("%s: %.60q", name, got)
		}
	}
}

// Where nobody can declare a format, faults say what the file should be.
func TestAsGiven(t *testing.T) {
	for text, want := range map[string]string{
		"id;name\n1;Mary\n": `x:1: the header has one column; the delimiter looks like ";"; save it as UTF-8 CSV with commas`,
		"id,na\xefme\n":     "x:1: the header is not valid UTF-8; save it as UTF-8 CSV with commas",
		"PK\x03\x04 and so": "x: not a CSV file: it looks like an Excel workbook or a zip archive; save it as UTF-8 CSV with commas",
		"":                  "x: file is empty; give a header and a row for each record",
	} {
		_, err := OpenStream("x", strings.NewReader(text), Format{Kind: CSV, AsGiven: true})
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	f, err := OpenStream("x", strings.NewReader("id,name,NAME\n1,Zo\xeb,x\n"), Format{Kind: CSV, AsGiven: true})
	if err != nil {
		t.Fatal(err)
	}
	rows := make(passing, 1)
	if err := f.Each(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	if got := <-rows; got != `column "name" is not valid UTF-8` {
		t.Error(got)
	}
	if got := f.Repeated(); len(got) != 1 || got[0] != "NAME_2" {
		t.Error(got)
	}
}
