package handout

import (
	"errors"
	"html/template"
	"strings"
	"testing"
	"testing/fstest"

	"continuum/internal/fault"
)

var layout = New(fstest.MapFS{"page.html": {Data: []byte(`{{template "head" .}}<body>{{template "part" .}}</body></html>{{define "part"}}<p>{{loud .}}</p>{{end}}`)}},
	"p { color: red; }", template.FuncMap{"loud": strings.ToUpper})

func TestPage(t *testing.T) {
	var b strings.Builder
	if err := layout.Write(&b, "page", "a & b"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<!doctype html>", "<title>a &amp; b</title>", "default-src 'none'", "--paper: #fff;", "p { color: red; }", "<body><p>A &amp; B</p></body></html>"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not on the page:\n%s", want, b.String())
		}
	}
	if got, err := layout.Part("part", "a"); err != nil || got != "<p>A</p>" {
		t.Errorf("the part is %q (%v)", got, err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestWhatCannotBeMade(t *testing.T) {
	if err := layout.Write(full{}, "model card", "a"); fault.CodeOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "the model card cannot be written") {
		t.Errorf("a full disk: %v", err)
	}
	if _, err := layout.Part("part", 1); err == nil {
		t.Error("a view that does not fit is laid out")
	}
}
