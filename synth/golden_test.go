package synth_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"continuum/synth"
)

var update = flag.Bool("update", false, "write the golden digests anew")

// TestGoldenPlace pins the text of every file of a small place, so that another
// machine, compiler or worker count that changes a single draw is found out.
func TestGoldenPlace(t *testing.T) {
	out, truth := write(t, 2500, 1, 2)
	var lines []string
	for _, folder := range []string{out, truth} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && !strings.HasSuffix(path, ".xlsx") {
				lines = append(lines, digest(t, path)+"  "+filepath.Base(filepath.Dir(path))+"/"+d.Name())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	sort.Strings(lines)
	got := strings.Join(lines, "\n") + "\n"
	golden := filepath.Join("testdata", "place.sha256")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the place has changed; if it was meant to, run with -update\ngot\n%swant\n%s", got, want)
	}
}

// digest of what a file says, whatever its compression.
func digest(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	h := sha256.New()
	if _, err := io.Copy(h, in); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestWriteRefuses(t *testing.T) {
	dir := t.TempDir()
	cases := map[string]synth.Options{
		"too few people":   {People: 1, Out: dir},
		"too many people":  {People: synth.MaxPeople + 1, Out: dir},
		"no folder":        {People: 10},
		"truth within out": {People: 10, Out: dir, Truth: filepath.Join(dir, "truth")},
		"truth is out":     {People: 10, Out: dir, Truth: dir},
	}
	for name, o := range cases {
		if _, err := synth.Write(t.Context(), o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
