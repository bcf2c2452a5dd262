package messy_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"continuum/internal/fault"
	"continuum/synth/messy"
)

var update = flag.Bool("update", false, "write the golden files anew")

// set is a run's two files as bytes, and its summary.
type set struct {
	records, truth []byte
	messy.Summary
}

func write(t *testing.T, o messy.Options, ending string) set {
	t.Helper()
	dir := t.TempDir()
	o.Out, o.Truth = filepath.Join(dir, "new", "people"+ending), filepath.Join(dir, "truth"+ending)
	s, err := messy.Write(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return set{read(t, o.Out), read(t, o.Truth), s}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSameSeedSameBytes(t *testing.T) {
	for kind, records := range map[messy.Kind]int{messy.Messy: 110_000, messy.Plain: 80_000} { // three blocks each
		o := messy.Options{Kind: kind, Records: records, Seed: 11, Workers: 1}
		one := write(t, o, ".csv")
		o.Workers = 4
		four := write(t, o, ".csv.gz")
		if !bytes.Equal(one.records, unpack(t, four.records)) || !bytes.Equal(one.truth, unpack(t, four.truth)) {
			t.Errorf("%s: one worker and four differ", kind)
		}
		one.Bytes, four.Bytes = 0, 0
		if d := cmp.Diff(one.Summary, four.Summary); d != "" {
			t.Errorf("%s: the summaries differ: %s", kind, d)
		}
		o.Seed, o.Records = 12, 100
		if other := write(t, o, ".csv"); bytes.HasPrefix(one.records, other.records[:4096]) {
			t.Errorf("%s: another seed gave the same records", kind)
		}
	}
}

func unpack(t *testing.T, data []byte) []byte {
	t.Helper()
	in, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestGoldenHead pins the first records of both kinds, so that a changed draw is found out.
func TestGoldenHead(t *testing.T) {
	for _, kind := range []messy.Kind{messy.Messy, messy.Plain} {
		s := write(t, messy.Options{Kind: kind, Records: 40, Seed: 1}, ".csv")
		for name, got := range map[string][]byte{string(kind) + ".csv": s.records, string(kind) + "-truth.csv": s.truth} {
			golden := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(string(read(t, golden)), string(got)); d != "" {
				t.Errorf("%s has changed; if it was meant to, run with -update\n%s", name, d)
			}
		}
	}
}

// table reads CSV as rows of column name to value.
func table(t *testing.T, data []byte) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, 0, len(all))
	for _, cells := range all[1:] {
		m := map[string]string{}
		for i, v := range cells {
			m[all[0][i]] = v
		}
		rows = append(rows, m)
	}
	return rows
}

// TestTruthIsComplete: every record stands in the truth once, in the same
// order, and nobody has more than twenty.
func TestTruthIsComplete(t *testing.T) {
	const n = 20_001
	for kind, id := range map[messy.Kind]string{messy.Messy: "record_id", messy.Plain: "id"} {
		s := write(t, messy.Options{Kind: kind, Records: n, Seed: 5}, ".csv")
		records, truth := table(t, s.records), table(t, s.truth)
		if len(records) != n || len(truth) != n || s.Records != n {
			t.Fatalf("%s: %d records, %d in the truth, %d in the summary; want %d", kind, len(records), len(truth), s.Records, n)
		}
		held, near := map[string]int{}, 0
		for i := range records {
			want := strings.TrimRight(records[0][id], "0123456789") + strconv.Itoa(i+1)
			if records[i][id] != want || truth[i][id] != want {
				t.Fatalf("%s: record %d is %q, in the truth %q", kind, i+1, records[i][id], truth[i][id])
			}
			held[truth[i]["person_id"]]++
			if i > 0 && truth[i]["person_id"] == truth[i-1]["person_id"] {
				near++
			}
		}
		if len(held) != s.People {
			t.Errorf("%s: %d people, the summary says %d", kind, len(held), s.People)
		}
		if near > n/1000 {
			t.Errorf("%s: %d records follow one of the same person: the order tells who is who", kind, near)
		}
		checkCounts(t, kind, held)
	}
}

// checkCounts wants many people with few records and few with many.
func checkCounts(t *testing.T, kind messy.Kind, held map[string]int) {
	t.Helper()
	most, ones, all := 0, 0, 0
	for _, n := range held {
		most, all = max(most, n), all+n
		if n == 1 {
			ones++
		}
	}
	mean, single := float64(all)/float64(len(held)), float64(ones)/float64(len(held))
	want := map[messy.Kind][2]float64{messy.Messy: {5, 0.20}, messy.Plain: {3.6, 0.28}}[kind]
	if most != 20 || mean < want[0]-0.2 || mean > want[0]+0.2 || single < want[1]-0.02 || single > want[1]+0.02 {
		t.Errorf("%s: at most %d records a person, %.2f on average, %.3f have one", kind, most, mean, single)
	}
}

func TestWriteRefuses(t *testing.T) {
	dir := t.TempDir()
	out, truth := filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv")
	cases := map[string]messy.Options{
		"no such kind": {Kind: "odd", Records: 1, Out: out, Truth: truth},
		"no records":   {Kind: messy.Plain, Out: out, Truth: truth},
		"too many":     {Kind: messy.Plain, Records: messy.MaxRecords + 1, Out: out, Truth: truth},
		"no truth":     {Kind: messy.Plain, Records: 1, Out: out},
		"one file":     {Kind: messy.Plain, Records: 1, Out: out, Truth: filepath.Join(dir, ".", "a.csv")},
	}
	for name, o := range cases {
		if _, err := messy.Write(t.Context(), o); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	o := messy.Options{Kind: messy.Plain, Records: 1, Out: out, Truth: filepath.Join(out, "b.csv")}
	if _, err := messy.Write(t.Context(), o); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("a truth below a file: %v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("the records of a run that failed are left")
	}
}

// TestStoppedRunLeavesNothing: half a file could be taken for a whole one.
func TestStoppedRunLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	o := messy.Options{
		Kind: messy.Plain, Records: 150_000, Seed: 1, Workers: 2, Out: filepath.Join(dir, "a.csv.gz"), Truth: filepath.Join(dir, "b.csv"),
		Progress: func(_, _ int) { stop() },
	}
	if _, err := messy.Write(ctx, o); err == nil {
		t.Fatal("a stopped run did not fail")
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
