package link

import (
	"context"
	"encoding/csv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"continuum/synth/messy"
)

// searched is how many records each benchmark of searches asks for.
const searched = 20_000

// BenchmarkSearch searches CONTINUUM_BENCH_RECORDS records of partners (20,000
// when unset; 10,800,000 are 3 million people) for exact copies, for copies with
// one or two errors of which half have no NHS number, and for strangers, one at
// a time. found-% are answered with the person of the record copied.
func BenchmarkSearch(b *testing.B) {
	records := searched
	if s := os.Getenv("CONTINUUM_BENCH_RECORDS"); s != "" {
		records, _ = strconv.Atoi(s)
	}
	l := New(Config{})
	var copies []Record
	var at []int
	rng := rand.New(rand.NewPCG(1, 2))
	eachPlain(b, records, 1, func(i int, r *Record) {
		l.Add(*r)
		if rng.IntN(records) < searched {
			copies, at = append(copies, cloned(r)), append(at, i)
		}
	})
	res, err := l.Run(context.Background(), nil)
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	x := res.Index()
	b.Logf("%d records, %d profiles, %d people; index made in %.1f s, %d MiB", len(res.Person), res.Report.Profiles, res.Persons, time.Since(start).Seconds(), x.Size()>>20)
	persons := make([]uint32, len(at))
	for i, record := range at {
		persons[i] = res.Person[record]
	}
	runtime.GC() // what the linkage left is not the searches' to tidy
	b.Run("copies", func(b *testing.B) { x.bench(b, copies, persons) })
	for i := range copies {
		worse(rng, &copies[i])
	}
	b.Run("errors", func(b *testing.B) { x.bench(b, copies, persons) })
	copies = copies[:0]
	eachPlain(b, searched, 2, func(_ int, r *Record) { copies = append(copies, cloned(r)) })
	b.Run("strangers", func(b *testing.B) { x.bench(b, copies, nil) })
}

// bench asks for each record once a loop and tells how long the answers took.
func (x *Index) bench(b *testing.B, records []Record, persons []uint32) {
	took := make([]time.Duration, len(records))
	found, linked := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		found, linked = 0, 0
		for i := range records {
			start := time.Now()
			m := x.Search(&records[i], 3)
			took[i] = time.Since(start)
			if len(m) > 0 && persons != nil && m[0].Person == persons[i] {
				found++
			}
			if len(m) > 0 && m[0].Linked {
				linked++
			}
		}
	}
	slices.Sort(took)
	at := func(share float64) float64 { return took[int(share*float64(len(took)-1))].Seconds() * 1000 }
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.95), "p95-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
	b.ReportMetric(100*float64(found)/float64(len(records)), "found-%")
	b.ReportMetric(100*float64(linked)/float64(len(records)), "linked-%")
}

// eachPlain makes records of partners; a record's strings hold until it returns.
func eachPlain(tb testing.TB, records int, seed uint64, do func(i int, r *Record)) {
	dir := tb.TempDir()
	path := filepath.Join(dir, "records.csv")
	if _, err := messy.Write(context.Background(), messy.Options{Kind: messy.Plain, Records: records, Seed: seed, Out: path, Truth: filepath.Join(dir, "truth.csv")}); err != nil {
		tb.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		tb.Fatal(err)
	}
	cfg := DefaultConfig()
	mapping, _ := cfg.Map(header)
	from, id := slices.Index(header, "source"), slices.Index(header, "id")
	for i := 0; ; i++ {
		cells, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			tb.Fatal(err)
		}
		r := Record{Source: cells[from], LocalID: cells[id]}
		mapping.Fill(&r, cells)
		do(i, &r)
	}
	if err := os.Remove(path); err != nil {
		tb.Fatal(err)
	}
}

func cloned(r *Record) Record {
	c := *r
	for _, s := range []*string{&c.Source, &c.LocalID, &c.NHSNumber, &c.GivenName, &c.FamilyName, &c.BirthDate, &c.Sex, &c.Postcode, &c.Address, &c.Phone} {
		*s = strings.Clone(*s)
	}
	return c
}

// worse makes one or two errors, and in half of all leaves out the NHS number.
func worse(rng *rand.Rand, r *Record) {
	m := madeUp{rng}
	if rng.IntN(2) == 0 {
		r.NHSNumber = ""
	}
	for range 1 + rng.IntN(2) {
		switch rng.IntN(7) {
		case 0:
			r.GivenName = m.typo(r.GivenName)
		case 1:
			r.FamilyName = m.typo(r.FamilyName)
		case 2:
			if len(r.BirthDate) == 10 {
				r.BirthDate = r.BirthDate[:8] + strconv.Itoa(10+rng.IntN(19))
			}
		case 3:
			r.GivenName, r.FamilyName = r.FamilyName, r.GivenName
		case 4:
			r.Postcode = m.typo(r.Postcode)
		case 5:
			r.Address = ""
		case 6:
			r.Phone = ""
		}
	}
}
