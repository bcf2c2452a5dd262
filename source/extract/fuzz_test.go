package extract

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"continuum/internal/fault"
)

// honest checks what holds of any reading: a fault or every line accounted for,
// and raw text that can be kept.
func honest(t *testing.T, g *got, err error) {
	t.Helper()
	var e *fault.Error
	if err != nil && (!errors.As(err, &e) || e.Code != fault.Invalid) {
		t.Fatalf("not a fault of the input: %v", err)
	}
	for _, row := range g.fields {
		for _, f := range row {
			if !utf8.ValidString(f) || strings.IndexByte(f, 0) >= 0 { // the engine is handed the bytes as they are
				t.Fatalf("field %q", f)
			}
		}
	}
	for _, b := range g.broken {
		if b.Reason == "" || b.Line < 1 || len(b.Raw) > maxRaw || !utf8.ValidString(b.Raw) {
			t.Fatalf("%+v", b)
		}
	}
}

func readCSV(r io.Reader, delim rune) (*got, error) {
	g := &got{}
	c := csvOver(r, delim)
	err := c.header()
	if err == nil {
		err = c.each(g)
	}
	return g, err
}

// Whatever the text, the reading ends, does not depend on how the bytes arrive,
// and agrees with encoding/csv wherever that reads the text without an error.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{smallTable, "a,b\r\n\"x\r\ny\",\"\"\"\"\r\n", "a\rb\rc", "a;b\n1;\"2\n3;4\n", "a,b\n1,2,3\n\"\n\"\n\"x\"y,1\n", "\n\n a ,,a\n,,\n", "a,b\n\x00,\xff\n"} {
		f.Add([]byte(s), byte(','))
	}
	f.Fuzz(func(t *testing.T, text []byte, delim byte) {
		if delim >= utf8.RuneSelf || strings.IndexByte("\"\r\n\x00", delim) >= 0 {
			return
		}
		g, err := readCSV(bytes.NewReader(text), rune(delim))
		honest(t, g, err)
		again, err2 := readCSV(iotest.OneByteReader(bytes.NewReader(text)), rune(delim))
		if g.text() != again.text() || (err == nil) != (err2 == nil) {
			t.Fatalf("in one piece %q %v, byte by byte %q %v", g.text(), err, again.text(), err2)
		}
		if err == nil && !bytes.ContainsAny(text, "\r\x00") && utf8.Valid(text) {
			sameAsOracle(t, text, rune(delim), g)
		}
	})
}

func sameAsOracle(t *testing.T, text []byte, delim rune, g *got) {
	oracle := csv.NewReader(bytes.NewReader(text))
	oracle.Comma = delim
	want, err := oracle.ReadAll()
	if err != nil || len(g.broken) > 0 {
		return
	}
	if len(want) != len(g.fields)+1 {
		t.Fatalf("%d rows, oracle %d", len(g.fields), len(want)-1)
	}
	for i, row := range g.fields {
		if have := strings.ReplaceAll(strings.Join(row, "\x00"), "∅", ""); have != strings.ReplaceAll(strings.Join(want[i+1], "\x00"), "∅", "") {
			t.Fatalf("row %d is %q, oracle %q", i, row, want[i+1])
		}
	}
}

var fuzzColumns = []Projection{{"A", []Column{
	{"a", "a"},
	{"b", "a.b"},
	{"c", "a[1].b.id()"},
	{"d", "a.where(b='x').c"},
	{"e", "a.where(b.c='1')[1]"},
	{"f", "a.join('-')"},
	{"g", "b.exists()"},
	{"h", "$fullUrl"},
	{"i", "a.b.join('')"},
}}}

func readFHIR(r io.Reader) (*fhirReader, *got, error) {
	plans, _ := compile("", fuzzColumns)
	x := &fhirReader{src: &source{path: "x"}, win: newWindow(r, maxResource), plans: plans, skipped: map[string]int64{}}
	g := &got{}
	err := x.begin()
	if err == nil {
		err = x.each(g)
	}
	return x, g, err
}

var fuzzResources = []string{
	`{"resourceType":"A","a":[{"b":"x","c":1},{"b":{"c":true}}],"b":null}`,
	`{"a":"q\"A","b":[ ],"resourceType":"A"}`,
	`{"resourceType":"A","a":[[1],{},""]}`, `{"resourceType":"B"}`, `{"x":1`, `[]`, ``,
}

// Every line of NDJSON becomes rows, a broken row or a counted skip.
func FuzzNDJSON(f *testing.F) {
	for _, s := range fuzzResources {
		f.Add([]byte(fuzzResources[0] + "\n" + s + "\n" + fuzzResources[1]))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		x, g, err := readFHIR(bytes.NewReader(text))
		honest(t, g, err)
		if err != nil || x.bundle {
			return
		}
		lines := 0
		for line := range bytes.Lines(text) {
			if len(bytes.TrimSpace(line)) > 0 {
				lines++
			}
		}
		for _, n := range x.skipped {
			lines -= int(n)
		}
		if lines != len(g.rows)+len(g.broken) {
			t.Fatalf("%d lines left over in %q", lines-len(g.rows)-len(g.broken), text)
		}
	})
}

// A Bundle that encoding/json reads gives as many results as it has entries.
func FuzzBundle(f *testing.F) {
	for _, s := range fuzzResources {
		f.Add([]byte(`{"resourceType":"Bundle", "entry": [ {"fullUrl":"u","resource":` + s + `} , {"resource":` + fuzzResources[1] + `}]}`))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		x, g, err := readFHIR(bytes.NewReader(text))
		honest(t, g, err)
		_, pieces, err2 := readFHIR(iotest.OneByteReader(bytes.NewReader(text)))
		if g.text() != pieces.text() || (err == nil) != (err2 == nil) {
			t.Fatalf("in one piece %q, byte by byte %q", g.text(), pieces.text())
		}
		var b struct{ Entry []json.RawMessage }
		if err != nil || !x.bundle || checkJSON(text) != nil || json.Unmarshal(text, &b) != nil {
			return
		}
		results := len(g.rows) + len(g.broken)
		for _, n := range x.skipped {
			results += int(n)
		}
		if results != len(b.Entry) && !bytes.Contains(bytes.ToLower(text), []byte(`\u`)) {
			t.Fatalf("%d results of %d entries", results, len(b.Entry))
		}
	})
}

// Any path either compiles and walks any resource, or says at which offset it is wrong.
func FuzzPath(f *testing.F) {
	for _, c := range fuzzColumns[0].Columns {
		f.Add(c.Path, fuzzResources[0])
	}
	f.Add("a.where(b='it\\'s' and c.d = '1')[3].join('\\\\')", fuzzResources[2])
	f.Fuzz(func(t *testing.T, path, resource string) {
		plans, err := compile("x", []Projection{{"A", []Column{{"a", path}}}})
		if err != nil {
			if !strings.Contains(err.Error(), "offset ") {
				t.Fatal(err)
			}
			return
		}
		if checkJSON([]byte(resource)) != nil {
			return
		}
		var w walker
		if got := w.take(plans["A"], []byte(resource), nil); len(got) != 1 || got[0] != nil && !utf8.Valid(got[0]) {
			t.Fatalf("%q", got)
		}
	})
}
