package path

import (
	"os"
	"strings"
	"testing"
)

// TestSpecification runs the examples of the specification.
func TestSpecification(t *testing.T) {
	text, err := os.ReadFile("testdata/specification.txt")
	if err != nil {
		t.Fatal(err)
	}
	input := parsed(t, patient)
	for line := range strings.Lines(string(text)) {
		expression, want, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " => ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		e, err := Compile(expression, Options{Types: r4{}})
		if err != nil {
			t.Errorf("%s: %v", expression, err)
			continue
		}
		found, err := e.Eval(input, nil)
		if got := describe(found); err != nil || got != want {
			t.Errorf("%s: got %s, %v; want %s", expression, got, err, want)
		}
	}
}
