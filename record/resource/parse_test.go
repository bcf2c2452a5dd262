package resource

import (
	"strings"
	"testing"

	"continuum/internal/fault"
)

func parse(t testing.TB, text string) Node {
	t.Helper()
	n, err := Parse([]byte(text), Limits{})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return n
}

func TestParseReadsATree(t *testing.T) {
	n := parse(t, "\ufeff"+`{"a": [1.00, -2.5e+3, null, true], "b":{"c":"x\u00e9\ud83d\ude00\n", "d\u0065":"é"}, "e":{}, "f":[]}`)
	var got []string
	for name, m := range n.Members() {
		got = append(got, name+" "+m.Kind().String()+" "+string(m.Raw()))
	}
	want := `a an array [1.00, -2.5e+3, null, true]
b an object {"c":"x\u00e9\ud83d\ude00\n", "d\u0065":"é"}
e an object {}
f an array []`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("%s", s)
	}
	if s := n.Get("b").Get("c").Text(); s != "xé😀\n" {
		t.Errorf("decoded %q", s)
	}
	if s := n.Get("b").Get("de").Text(); s != "é" {
		t.Errorf("by an escaped name %q", s)
	}
	if a := n.Get("a"); a.Len() != 4 || a.First().Text() != "1.00" || a.First().Next().Next().Kind() != Null {
		t.Error("the array")
	}
	count := 0
	for range n.All() {
		count++
	}
	if count != 11 {
		t.Errorf("%d nodes", count)
	}
}

func TestMissingAnswersWithNothing(t *testing.T) {
	var n Node
	for range n.Items() {
		t.Error("an item")
	}
	for range n.Members() {
		t.Error("a member")
	}
	for range n.All() {
		t.Error("a node")
	}
	if !n.Get("a").First().Next().Missing() || n.Text() != "" || n.Raw() != nil || n.Len() != 0 || n.Bool() || n.Name() != "" || n.Named("") || n.Line() != 0 {
		t.Error("not nothing")
	}
	if s := parse(t, `"x"`); s.Named("") || s.Get("x") != (Node{}) {
		t.Error("a string has no member")
	}
}

func TestItemsOfASingleValue(t *testing.T) {
	n := parse(t, `{"name": {"family":"Smith"}}`)
	for item := range n.Get("name").Items() {
		if item != n.Get("name") {
			t.Error("not itself")
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		``:                           `line 1, column 1, in $: the text ends where a value should stand`,
		`{"a":1,"a":2}`:              `line 1, column 8, in $.a: the object has this member twice`,
		`{"a":1,"\u0061":2}`:         `twice`,
		"{\"é\":\n {\"b\": [1, 01]}": `line 2, column 12, in $.é.b[1]: a number starts wrongly`,
		`[1] 2`:                      `column 5, in $: text follows the end`,
		`["\ud800"]`:                 `column 3, in $[0]: half of a surrogate pair`,
		`["\ud800\u0041"]`:           `half of a surrogate pair`,
		`["\udc00\ud800"]`:           `half of a surrogate pair`,
		"[\"a\xff\"]":                `column 4, in $[0]: these bytes are not UTF-8`,
		"[\"\xed\xa0\x80\"]":         `these bytes are not UTF-8`,
		"[\"a\tb\"]":                 `column 4, in $[0]: a control character`,
		`["\x"]`:                     `a backslash stands before`,
		`["\u12g4"]`:                 `four hexadecimal digits`,
		`["abc`:                      `the string that starts here does not end`,
		`["abc\`:                     `a backslash`,
		`[1,]`:                       `a value should stand here`,
		`[1 2]`:                      `a comma or ]`,
		`{"a" 1}`:                    `in $.a: a colon should stand`,
		`{"a":1,}`:                   `the name of a member should stand here`,
		`{a:1}`:                      `the name of a member should stand here`,
		`{"a":1 "b":2}`:              `a comma or }`,
		`{"a":`:                      `the text ends where a value should stand`,
		`-`:                          `a number starts wrongly`,
		`1.`:                         `digits are missing`,
		`1e+`:                        `digits are missing`,
		`.5`:                         `a value should stand here`,
		`+1`:                         `a value should stand here`,
		`NaN`:                        `a value should stand here`,
		`nul`:                        `a value should stand here`,
		"\u00a01":                    `a value should stand here`,
		strings.Repeat("[", 101):     `stand too deep`,
		strings.Repeat("1", 1001):    `too many characters`,
	} {
		_, err := Parse([]byte(text), Limits{})
		if err == nil || !strings.Contains(err.Error(), want) || fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
}

func TestLimits(t *testing.T) {
	if _, err := Parse([]byte(`[1,2]`), Limits{Bytes: 4}); err == nil || !strings.Contains(err.Error(), "larger than the limit") {
		t.Error(err)
	}
	if _, err := Parse([]byte(`[[1]]`), Limits{Depth: 1}); err == nil {
		t.Error("too deep was read")
	}
	if _, err := Parse([]byte(strings.Repeat("[", 100)+strings.Repeat("]", 100)), Limits{}); err != nil {
		t.Error(err)
	}
	if _, err := Parse([]byte(`{"`+strings.Repeat("a", 70000)+`":1}`), Limits{}); err == nil {
		t.Error("a long name was read")
	}
}

func TestManyNames(t *testing.T) {
	var b strings.Builder
	for i := range 5000 {
		b.WriteString(`,"n` + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/200) + `":{"a":1}`)
	}
	_, err := Parse([]byte(`{"first":0`+b.String()+`}`), Limits{})
	if err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("%v", err)
	}
}

func TestLine(t *testing.T) {
	n := parse(t, "{\n \"a\": 1,\n \"b\": 2}")
	if n.Line() != 1 || n.Get("b").Line() != 3 {
		t.Errorf("%d %d", n.Line(), n.Get("b").Line())
	}
}
