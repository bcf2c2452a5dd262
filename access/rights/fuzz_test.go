package rights

import (
	"bufio"
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"continuum/record/resource"
)

func FuzzWords(f *testing.F) {
	for _, s := range []string{"", " Please. ", "a\r\nb\rc", "\u202eevil", "\x00", "=1+1", strings.Repeat("x", mostWords+1), "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		kept, err := Words(text)
		if err != nil {
			return
		}
		if again, err := Words(kept); err != nil || again != kept {
			t.Errorf("%q becomes %q and then %q: %v", text, kept, again, err)
		}
		if !utf8.ValidString(kept) || utf8.RuneCountInString(kept) > mostWords || strings.ContainsAny(kept, "\r\x00\u202e") {
			t.Errorf("%q is kept as %q", text, kept)
		}
	})
}

func FuzzCell(f *testing.F) {
	for _, s := range []string{"", "Ann", "=1+1", " =1", "\t@SUM", "-2", "'x", "\x00=1", "\xff", "\u200b=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := cell(text)
		if trimmed := strings.TrimSpace(got); trimmed != "" && strings.ContainsRune("=+-@", rune(trimmed[0])) || strings.ContainsAny(got, "\r\n\t\x00") || !utf8.ValidString(got) {
			t.Errorf("%q becomes %q", text, got)
		}
	})
}

func FuzzKeys(f *testing.F) {
	for _, s := range []string{"Patient/1", "Patient/", "Patient", "/", "Patient/1/2", "patient/1", "Patient/\u00e9", "Observation/" + strings.Repeat("x", 65)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if checkResource(text) == nil && (strings.Count(text, "/") != 1 || strings.ContainsAny(text, " \n<>\"'?#")) {
			t.Errorf("%q is taken for a resource", text)
		}
		if checkPerson(text) == nil && (text == "" || len(text) > longestPerson || strings.ContainsAny(text, "\n\x00")) {
			t.Errorf("%q is taken for a person", text)
		}
	})
}

// Whatever a resource says, its page has no markup but ours.
func FuzzPage(f *testing.F) {
	for _, s := range []string{
		`{"resourceType":"Patient","id":"<b>","name":[{"family":"<script>"}],"text":{"div":"<div onclick=x>"}}`, `{"resourceType":"\u003cimg\u003e","<a href=x>":"2026-01-01T10:00:00Z"}`,
		`{"a":[[[1,{"b":null}]],"c"],"code":{"text":"\ud83d\ude00&<"}}`, `{"period":{"start":"2026-99-99"},"code":[{"coding":[{"display":"x"}]}]}`, `[]`, `"x"`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if _, err := resource.Parse(content, resource.Limits{}); err != nil {
			return
		}
		var out bytes.Buffer
		w := bufio.NewWriter(&out)
		p := &page{w: w}
		p.resource(content, "a <note>")
		if err := w.Flush(); err != nil || p.err != nil {
			t.Fatal(err, p.err)
		}
		soundPage(t, out.String())
		if !utf8.Valid(out.Bytes()) {
			t.Errorf("not UTF-8: %q", out.Bytes())
		}
	})
}
