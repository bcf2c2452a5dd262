package link

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func linkerOf(cfg Config, records []Record) *Linker {
	l := New(cfg)
	for _, r := range records {
		l.Add(r)
	}
	return l
}

// shardsOf runs all shards of a linkage.
func shardsOf(t *testing.T, cfg Config, records []Record, of int) [][]byte {
	t.Helper()
	out := make([][]byte, of)
	for i := range out {
		var b bytes.Buffer
		if _, err := linkerOf(cfg, records).RunShard(context.Background(), Shard{i + 1, of}, &b, nil); err != nil {
			t.Fatal(err)
		}
		out[i] = b.Bytes()
	}
	return out
}

func merged(cfg Config, records []Record, shards ...[]byte) (*Result, error) {
	var readers []io.Reader
	for _, s := range shards {
		readers = append(readers, bytes.NewReader(s))
	}
	return linkerOf(cfg, records).Merge(context.Background(), readers, nil)
}

// TestShardsEqualOneRun includes rules that a trial stops and blocks that are
// refined.
func TestShardsEqualOneRun(t *testing.T) {
	var records []Record
	makePlace(4000, 13, func(r Record, _ int) { records = append(records, r) })
	for i := range 3000 {
		records = append(records, Record{Source: "crowd", LocalID: string(rune('a'+i%26)) + strings.Repeat("x", i/26), GivenName: "Ann", FamilyName: "Lee", Postcode: "QA1 1AA"})
	}
	cfg := Config{MaxBlock: 30}
	want := runLinker(t, cfg, records)
	for _, of := range []int{1, 2, 3, 7} {
		shards := shardsOf(t, cfg, records, of)
		rand.New(rand.NewPCG(1, uint64(of))).Shuffle(of, func(i, j int) { shards[i], shards[j] = shards[j], shards[i] })
		got, err := merged(cfg, records, shards...)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Person, want.Person) || !slices.Equal(got.Edges, want.Edges) {
			t.Errorf("%d shards: %d people, want %d", of, got.Persons, want.Persons)
		}
		if !slices.Equal(got.Report.Blocking, want.Report.Blocking) || got.Report.Prior != want.Report.Prior {
			t.Errorf("%d shards: blocking\n%+v, want\n%+v", of, got.Report.Blocking, want.Report.Blocking)
		}
	}
}

func TestMergeRefusesWhatDoesNotBelong(t *testing.T) {
	var records []Record
	makePlace(300, 13, func(r Record, _ int) { records = append(records, r) })
	a := shardsOf(t, Config{}, records, 3)
	other := shardsOf(t, Config{}, records[1:], 3)
	stricter := shardsOf(t, Config{Threshold: 9}, records, 3)
	two := shardsOf(t, Config{}, records, 2)
	for name, c := range map[string]struct {
		shards [][]byte
		want   string
	}{
		"one missing":   {[][]byte{a[0], a[2]}, "shard 2 of 3 is missing"},
		"one twice":     {[][]byte{a[0], a[1], a[1]}, "given twice"},
		"other records": {[][]byte{a[0], a[1], other[2]}, "other records"},
		"other rules":   {[][]byte{stricter[0], a[1], a[2]}, "another configuration"},
		"other parting": {[][]byte{a[0], two[1]}, "does not belong"},
		"cut short":     {[][]byte{a[0], a[1], a[2][:len(a[2])-5]}, "not a whole shard"},
		"longer":        {[][]byte{a[0], a[1], append(slices.Clone(a[2]), 0)}, "something follows"},
		"no shard":      {[][]byte{[]byte("id,source\n")}, "not a shard"},
		"none":          {nil, "no shards"},
	} {
		if _, err := merged(Config{}, records, c.shards...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestMergeRefusesDamage turns single bits of a shard over.
func TestMergeRefusesDamage(t *testing.T) {
	var records []Record
	makePlace(300, 13, func(r Record, _ int) { records = append(records, r) })
	shards := shardsOf(t, Config{}, records, 2)
	for i := range 60 {
		bad := slices.Clone(shards[1])
		bad[i*len(bad)/60] ^= 1 << (i % 8)
		if _, err := merged(Config{}, records, shards[0], bad); err == nil {
			t.Errorf("byte %d of %d was damaged and taken", i*len(bad)/60, len(bad))
		}
	}
}

func FuzzReadShard(f *testing.F) {
	var b bytes.Buffer
	found := found{counts: map[uint32]int64{5: 2}, stats: make([]blockStats, 2), candidates: [][]candidate{{{1, 2, 5, 0}}}}
	if err := writeShard(&b, Shard{1, 1}, 7, &found); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = readShards([]io.Reader{bytes.NewReader(data)}, 7, 2, 10)
	})
}
