package synth_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"continuum/synth"
)

func write(t *testing.T, people int, seed uint64, workers int) (out, truth string) {
	t.Helper()
	dir := t.TempDir()
	out, truth = filepath.Join(dir, "out"), filepath.Join(dir, "truth")
	if _, err := synth.Write(t.Context(), synth.Options{People: people, Seed: seed, Out: out, Truth: truth, Workers: workers}); err != nil {
		t.Fatal(err)
	}
	return out, truth
}

// hashes gives the digest of every file below a folder.
func hashes(t *testing.T, folders ...string) map[string]string {
	t.Helper()
	sums := map[string]string{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			sum := sha256.Sum256(data)
			rel, _ := filepath.Rel(folder, path)
			sums[rel] = hex.EncodeToString(sum[:])
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return sums
}

func TestSameSeedSameBytes(t *testing.T) {
	out1, truth1 := write(t, 6500, 11, 1)
	out4, truth4 := write(t, 6500, 11, 4)
	a, b := hashes(t, out1, truth1), hashes(t, out4, truth4)
	if len(a) < 20 {
		t.Fatalf("only %d files", len(a))
	}
	for path, sum := range a {
		if b[path] != sum {
			t.Errorf("%s differs between one worker and four", path)
		}
	}
	outX, _ := write(t, 6500, 12, 2)
	if c := hashes(t, outX); c["acute/admitted.csv.gz"] == a["acute/admitted.csv.gz"] {
		t.Error("another seed gave the same admissions")
	}
}

// table reads a CSV of the place, gz or not, as rows of column name to value.
func table(t *testing.T, path string, comma rune) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = bufio.NewReader(f)
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(in); err != nil {
			t.Fatal(err)
		}
	}
	r := csv.NewReader(in)
	r.Comma = comma
	all, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	rows := make([]map[string]string, 0, len(all))
	for _, cells := range all[1:] {
		m := map[string]string{}
		for i, c := range cells {
			m[all[0][i]] = c
		}
		rows = append(rows, m)
	}
	return rows
}
