package place

import (
	"bytes"
	"strings"
	"testing"
)

func TestFrontMatter(t *testing.T) {
	cases := []struct {
		sql, yaml, body string
		line            int
		problems        string
	}{
		{"-- feed: gp\n-- dates:\n--   - \"%d\"\nSELECT 1\n", "feed: gp\ndates:\n  - \"%d\"\n", "SELECT 1\n", 4, ""},
		{"\n--\n--feed: gp\r\n\n-- A remark.\nSELECT 1", "\n\nfeed: gp\r\n", "\n-- A remark.\nSELECT 1", 4, ""},
		{"SELECT 1 -- one\n", "", "SELECT 1 -- one\n", 1, ""},
		{"\xef\xbb\xbf-- a: 1\nSELECT 1", "a: 1\n", "SELECT 1", 2, ""},
		{"-- a: 1\n;\n", "a: 1\n", ";\n", 2, "f:2: there is no SQL; write one SELECT after the leading -- lines\n"},
		{"-- a: 1", "a: 1\n", "", 2, "f:2: there is no SQL; write one SELECT after the leading -- lines\n"},
		{"", "", "", 1, "f:1: there is no SQL; write one SELECT after the leading -- lines\n"},
		{
			"-- a: 1\n\n-- fresh: 3\nSELECT 1", "a: 1\n", "\n-- fresh: 3\nSELECT 1", 2,
			`f:3: not read: front matter ends at the first blank line (found "-- fresh: 3"); write "--" on the blank lines above, or "-- #" before a remark` + "\n",
		},
		{"-- a: \xe9\nSELECT 1", "", "", 1, "f:1: not UTF-8 text: byte 0xe9; save the file as UTF-8\n"},
	}
	for _, c := range cases {
		yaml, body, line, problems := FrontMatter("f", []byte(c.sql))
		if string(yaml) != c.yaml || body != c.body || line != c.line || lines(problems) != c.problems {
			t.Errorf("%q:\n got %q %q %d %s", c.sql, yaml, body, line, lines(problems))
		}
	}
}

func TestDecodeSQLPlacesProblems(t *testing.T) {
	var into struct {
		Feed string `yaml:"feed" check:"required,id"`
	}
	_, _, problems := DecodeSQL("sources/gp.sql", []byte("--\n-- feed: GP\n-- tabel: x\n"), &into)
	want := `sources/gp.sql:2: feed "GP" is not an id; use small letters, digits and _, starting with a letter
sources/gp.sql:3: unknown key "tabel"; known are feed
sources/gp.sql:4: there is no SQL; write one SELECT after the leading -- lines
`
	if got := lines(problems); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if problems[0].Column != 10 {
		t.Errorf("column: got %d", problems[0].Column)
	}
}

func FuzzFrontMatter(f *testing.F) {
	f.Add([]byte("-- feed: gp\n-- title: x\n\n-- more\nSELECT 1 FROM raw\n"))
	f.Add([]byte("--\r\n--- x: [\n  SELECT"))
	f.Add([]byte("\n\n-- a"))
	f.Fuzz(func(t *testing.T, sql []byte) {
		yaml, body, line, problems := FrontMatter("f", sql)
		if !strings.HasSuffix(string(sql), body) {
			t.Errorf("body %q is no end of the file", body)
		}
		if line != 1+bytes.Count(yaml, []byte("\n")) {
			t.Errorf("the YAML has %q, the body starts on line %d", yaml, line)
		}
		if body == "" && len(problems) == 0 {
			t.Error("no body and no problem")
		}
		var p Place
		DecodeSQL("f", sql, &p)
	})
}
