package place

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

type shelf struct {
	Name  string            `yaml:"name" check:"required"`
	Kind  string            `yaml:"kind" check:"oneof=csv|parquet"`
	Days  []string          `yaml:"days" check:"date"`
	Count int               `yaml:"count"`
	Small uint8             `yaml:"small"`
	Share float64           `yaml:"share"`
	On    *bool             `yaml:"on"`
	Codes map[string]string `yaml:"codes"`
	Free  any               `yaml:"free"`
	Limit percent           `yaml:"limit"`
	Plain string
	At    At     `yaml:"-"`
	notes string //nolint:unused // an unexported field is no key
}

// percent reads itself, as types of later packages do.
type percent float64

func (p *percent) UnmarshalText(text []byte) error {
	number, ok := strings.CutSuffix(string(text), "%")
	value, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil {
		return fmt.Errorf("%q is not a share such as 2%%", text)
	}
	*p = percent(value / 100)
	return nil
}

func TestDecode(t *testing.T) {
	yes := true
	cases := []struct {
		text string
		want shelf
	}{
		{"name: a\nplain: b\n", shelf{Name: "a", Plain: "b"}},
		{"name: 2023-11-01\nkind: csv\ndays: [2024-02-29]\n", shelf{Name: "2023-11-01", Kind: "csv", Days: []string{"2024-02-29"}}},
		{"name: 007\ncount: 12\nsmall: 255\nshare: 1e-3\non: true\n", shelf{Name: "007", Count: 12, Small: 255, Share: 0.001, On: &yes}},
		{"name: a\nlimit: 2%\ncodes: {b: c}\n", shelf{Name: "a", Limit: 0.02, Codes: map[string]string{"b": "c"}}},
		{"name: a\nfree: {x: [1, two, 3.5, true, null, 2024-01-01]}\n", shelf{
			Name: "a",
			Free: map[string]any{"x": []any{int64(1), "two", 3.5, true, nil, "2024-01-01"}},
		}},
		{"\xef\xbb\xbfname: a\r\nkind:\r\n", shelf{Name: "a"}},
	}
	for _, c := range cases {
		var got shelf
		if problems := Decode("shelf.yaml", []byte(c.text), &got); len(problems) > 0 {
			t.Errorf("%q: %v", c.text, problems)
		}
		got.At = At{}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(shelf{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestDecodeProblems(t *testing.T) {
	cases := []struct{ text, want string }{
		{"", `f:1: "name" is missing; add "name: …"`},
		{"name: ''", `f:1: "name" is empty; write its value after the colon`},
		{"just text", `f:1: expected lines of "key: value" (found "just text"); known are name, kind, days, count, small, share, on, codes, free, limit, plain`},
		{"name: a\nnmae: b", `f:2: unknown key "nmae"; did you mean "name"?`},
		{"name: a\nnotes: b", `f:2: unknown key "notes"; known are name, kind, days, count, small, share, on, codes, free, limit, plain`},
		{"name: a\nkind: cvs", `f:2: kind "cvs" is not one of those known; did you mean "csv"?`},
		{"name: a\ndays:\n  - 2024-01-01\n  - 2024-13-01", `f:4: days "2024-13-01" is not a date; write it as yyyy-mm-dd, such as 2026-04-01`},
		{"name: a\ndays: 2024-01-01", `f:2: expected a list (found "2024-01-01"); write [2024-01-01]`},
		{"name: a\ncount: many", `f:2: expected a whole number (found "many"); write it in digits, without quotes`},
		{"name: a\ncount: 1.5", `f:2: expected a whole number (found "1.5"); write it in digits, without quotes`},
		{"name: a\nsmall: 256", `f:2: expected a whole number (found "256"); write it in digits, without quotes`},
		{"name: a\nshare: .inf", `f:2: expected a number (found ".inf"); write it in digits, without quotes`},
		{"name: a\non: perhaps", `f:2: expected true or false (found "perhaps")`},
		{"name: [a]", `f:1: expected one value (found "[…]")`},
		{"name: a\ncodes: [b]", `f:2: expected lines of "key: value" (found "[…]")`},
		{"name: a\ncodes: {b: c, b: d}", `f:2: key "b" is given twice, first on line 2; keep one of them`},
		{"name: a\nfree:\n  x: {y: 1, y: 2}", `f:3: key "y" is given twice, first on line 3; keep one of them`},
		{"name: a\nlimit: 2", `f:2: "2" is not a share such as 2%`},
		{"name: a\nlimit: [2%]", `f:2: expected one value (found "[…]")`},
		{"name: a\n" + strings.Repeat("k", 201) + ": 1", `f:2: a key must be one short plain word (found "` + strings.Repeat("k", 80) + `…")`},
		{"name: \x00", `f:1: not UTF-8 text: byte 0x00; save the file as UTF-8`},
		{"\xff\xfen\x00", `f:1: not UTF-8 text: byte 0xff; save the file as UTF-8`},
	}
	for _, c := range cases {
		var into shelf
		if got := strings.TrimSpace(lines(Decode("f", []byte(c.text), &into))); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func TestDecodeIntoWhatCannotBe(t *testing.T) {
	var wrong struct {
		C chan int `yaml:"c"`
		R string   `yaml:"r" check:"nosuchrule"`
	}
	for _, into := range []any{nil, wrong, (*shelf)(nil), &wrong} {
		if problems := Decode("f", []byte("c: 1\nr: 2\n"), into); len(problems) == 0 {
			t.Errorf("%T: no problem", into)
		}
	}
}

// TestDecodeKeepsWhatIsRight: a slip in one key loses no other.
func TestDecodeKeepsWhatIsRight(t *testing.T) {
	var got shelf
	problems := Decode("f", []byte("name: a\ncount: x\nkind: parquet\ncodes: {m: list}\nname: b\n"), &got)
	if len(problems) != 2 || got.Name != "a" || got.Kind != "parquet" || got.Codes["m"] != "list" {
		t.Errorf("got %+v, %v", got, problems)
	}
}

// TestBomb: a text that would expand a billionfold is refused at once.
func TestBomb(t *testing.T) {
	text := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'z'; c++ {
		text += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 10), ", "))
	}
	var into any
	if problems := Decode("f", []byte(text), &into); len(problems) != 240 {
		t.Errorf("got %d problems", len(problems))
	}
}

func TestAt(t *testing.T) {
	var got shelf
	sql := "-- name: a\n-- days:\n--   - 2024-01-01\n--   - 2024-01-02\n-- codes: {m: list}\n\nSELECT 1\n"
	if _, _, problems := DecodeSQL("f.sql", []byte(sql), &got); len(problems) > 0 {
		t.Fatal(problems)
	}
	for path, want := range map[string]Position{
		"": {1, 4}, "name": {1, 10}, "days[1]": {4, 8}, "days[7]": {3, 6}, "codes.m": {5, 15}, "codes.n": {5, 11}, "limit": {1, 4},
	} {
		if pos := got.At.Position(path); pos != want {
			t.Errorf("%q: got %v, want %v", path, pos, want)
		}
	}
	if p := got.At.Problem("codes.m", "list", "there is no codes/list.csv", ""); p.String() != `f.sql:5: there is no codes/list.csv (found "list")` {
		t.Error(p)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(goodPlace))
	f.Add([]byte("a: &x [*x]\n<<: {b: 1}\n? [1]\n: 2\n"))
	f.Add([]byte("name: !!binary x\npartners: {id: 1}\nteams: [[], {}, null, ~]\n"))
	f.Add([]byte("--- \n...\n--- b\n\xef\xbb\xbf"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var p Place
		var free any
		for _, problem := range append(Decode("f", data, &p), Decode("f", data, &free)...) {
			if problem.Line < 0 || problem.Line > len(data)+2 {
				t.Errorf("line %d is outside the file: %v", problem.Line, problem)
			}
			if problem.Reason == "" || !utf8.ValidString(problem.String()) {
				t.Errorf("unreadable problem %q", problem)
			}
		}
	})
}
