package extract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/fault"
)

func TestGlob(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "extracts")
	for _, name := range []string{"extracts/b.csv", "extracts/a.csv", "extracts/gp/x.ndjson", "extracts/gp/y.ndjson.gz", "extracts/.h.csv", "outside.csv", "extracts/d.csv/deep.csv"} {
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte("a\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct{ pattern, want string }{
		{"*.csv", "a.csv b.csv"},
		{"a.csv", "a.csv"},
		{"./a.csv", "a.csv"},
		{".h.csv", ".h.csv"},
		{"gp/*", "gp/x.ndjson gp/y.ndjson.gz"},
		{"*/*.ndjson", "gp/x.ndjson"},
		{"*/deep.csv", "d.csv/deep.csv"},
		{"none*", ""},
		{"gp", ""},
	}
	for _, tt := range tests {
		found, err := Glob(dir, tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		for i := range found {
			found[i], _ = filepath.Rel(dir, found[i])
		}
		check(t, tt.pattern, strings.Join(found, " "), tt.want)
	}
	for _, pattern := range []string{"", "../*.csv", "gp/../../outside.csv", "/etc/passwd", `..\x`, "[", "a[/b"} {
		_, err := Glob(dir, pattern)
		wantFault(t, err, fault.Invalid, "", "pattern")
	}
	link := filepath.Join(dir, "link.csv")
	if err := os.Symlink("../outside.csv", link); err != nil {
		t.Skip("no symbolic links here")
	}
	_, err := Glob(dir, "*.csv")
	wantFault(t, err, fault.Invalid, link, "leads out of the extracts folder")
	_, err = Glob(filepath.Join(root, "none"), "*")
	wantFault(t, err, fault.NotFound, filepath.Join(root, "none"), "cannot open")
}
