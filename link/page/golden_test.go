package page

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/link"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestGolden(t *testing.T) {
	for name, p := range map[string]Page{
		"report":  sample(),
		"bare":    {},
		"exact":   {Report: link.Report{Records: 1, Persons: 1, Registrations: 1, Profiles: 1, Largest: 1, Sizes: []link.SizeReport{{Records: 1, Persons: 1}}}},
		"hostile": hostile(),
	} {
		checkGolden(t, filepath.Join("testdata", name+".html"), written(t, p))
	}
}

func written(t *testing.T, p Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func checkGolden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; if it should, run with -update:\n%s", file, diff)
	}
}
