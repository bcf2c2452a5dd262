package resource

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParse holds the reader against the standard library: what it takes is
// JSON with the same strings; what it refuses the library refuses too, or one of
// the stricter rules says so.
func FuzzParse(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"a":[1.0,-2e+3,null,true,"\u00e9\ud83d\ude00\n"],"b":{},"_b":[null]}`))
	f.Add([]byte("\xef\xbb\xbf [\"\\ud800\", {\"a\":1,\"\\u0061\":2}]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := Parse(text, Limits{})
		plain := bytes.TrimPrefix(text, byteOrderMark)
		if err != nil {
			if json.Valid(plain) && !stricter(err) {
				t.Errorf("refused: %v", err)
			}
			return
		}
		if !json.Valid(plain) || !utf8.Valid(plain) {
			t.Fatal("took what is not JSON")
		}
		checkStrings(t, n)
		checkEdit(t, n)
	})
}

func stricter(err error) bool {
	for _, rule := range []string{"twice", "UTF-8", "surrogate", "too deep", "too many characters", "too long"} {
		if strings.Contains(err.Error(), rule) {
			return true
		}
	}
	return false
}

func checkStrings(t *testing.T, n Node) {
	t.Helper()
	for m := range n.All() {
		if m.Kind() != String {
			continue
		}
		var want string
		if err := json.Unmarshal(m.Raw(), &want); err != nil || want != m.Text() {
			t.Errorf("%s decoded as %q, not %q", m.Raw(), m.Text(), want)
		}
	}
}

// checkEdit writes every string anew and must find the same value.
func checkEdit(t *testing.T, n Node) {
	t.Helper()
	e := NewEdit(n)
	e.Rewrite(func(s string) (string, bool) { return s, true })
	out, err := e.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(out, Limits{})
	if err != nil || !Equal(n, again) {
		t.Errorf("%s became %s: %v", n.Raw(), out, err)
	}
}
