package find

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	benchPeople = 1_000_000
	benchNames  = 90_000
)

// crowdOf generates entries of so many people, about 2.9 each: names are
// frequent at the head with a long tail, and later spellings differ by a typing
// error, a move or a wrong digit.
func crowdOf(people int, each func(Entry)) {
	r := rand.New(rand.NewPCG(1, 2))
	names := inventNames(r, benchNames)
	draw := func() string { return names[int(float64(len(names))*pow4(r.Float64()))] }
	for p := range people {
		born := time.Date(1925, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(36_000))
		e := Entry{
			Person: uint32(p), Given: draw(), Family: draw(), BirthDate: born.Format("2006-01-02"),
			Postcode: inventPostcode(r), NHSNumber: fmt.Sprint(4_000_000_000 + r.Int64N(1_000_000_000)),
		}
		if r.IntN(2) == 0 {
			e.Middle = draw()
		}
		for range 1 + r.IntN(4) + r.IntN(2)*r.IntN(3) {
			each(e)
			e = respell(r, e)
		}
	}
}

func pow4(x float64) float64 { return x * x * x * x }

func inventNames(r *rand.Rand, n int) []string {
	onsets := strings.Fields("s m j c b h w d r t g p k l a e n f ch sh br st gr th smi jo har wil car")
	middles := strings.Fields("a e i o u ar er or an en on am al il ee oo ow ai")
	ends := strings.Fields("n son ton ley ham ford ter th s m r y ie ah ell ett man by well wood field")
	seen := map[string]bool{}
	names := strings.Fields("smith jones john mary margaret joan carter taylor brown david susan patel khan williams")
	for len(names) < n {
		name := onsets[r.IntN(len(onsets))] + middles[r.IntN(len(middles))]
		for range r.IntN(3) {
			name += onsets[r.IntN(18)] + middles[r.IntN(len(middles))]
		}
		if name += ends[r.IntN(len(ends))]; !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

func inventPostcode(r *rand.Rand) string {
	return fmt.Sprintf("WS%d %d%c%c", 1+r.IntN(40), r.IntN(10), 'A'+r.IntN(26), 'A'+r.IntN(26))
}

// respell changes one thing about an entry, or nothing.
func respell(r *rand.Rand, e Entry) Entry {
	switch r.IntN(40) {
	case 0:
		i := r.IntN(len(e.Family))
		e.Family = e.Family[:i] + string(rune('a'+r.IntN(26))) + e.Family[i:]
	case 1, 2, 3, 4:
		e.Postcode = inventPostcode(r)
	case 5:
		e.NHSNumber = e.NHSNumber[:9] + "0"
	case 6, 7, 8, 9:
		e.Middle = ""
	}
	return e
}

var crowd1M = sync.OnceValue(func() *Index {
	b := NewBuilder(benchPeople)
	crowdOf(benchPeople, b.Add)
	return b.Index()
})

// BenchmarkSearch asks a million people all kinds of questions, the common
// prefixes and hostile ones among them.
func BenchmarkSearch(b *testing.B) {
	ix := crowd1M()
	for _, query := range append(benchQueries(), "every kind") {
		b.Run(strings.ReplaceAll(query[:min(len(query), 24)], "/", "."), func(b *testing.B) {
			asked := []string{query}
			if query == "every kind" {
				asked = benchQueries()
			}
			var took []time.Duration
			for b.Loop() {
				for _, q := range asked {
					start := time.Now()
					ix.Search(q, 50)
					took = append(took, time.Since(start))
				}
			}
			slices.Sort(took)
			b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
			b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
			b.ReportMetric(took[len(took)-1].Seconds()*1000, "max-ms")
		})
	}
}

func benchQueries() []string {
	return []string{
		"s", "sm", "smith", "a", "son", "s smith", "smi jo", "s j", "joan carter", "CARTER, Joan", "margaret smtih 09/11/1938",
		"smith 1938", "9 Nov 1938", "1938", "943 476 5919", "45678", "WS1 2AB", "WS1", "smith ws1", "jones xyzzy", "j xyzzy",
		"margaretta featherstonehaugh", "s m j c b h w d", "ter son ham ley for wil car har",
		"smithson johnston williamson margareta featherston carterham davidson tayloring", strings.Repeat("abcdefghij", 1000),
	}
}

// BenchmarkBuild builds, writes and reads the index of a million people.
func BenchmarkBuild(b *testing.B) {
	var entries []Entry
	crowdOf(benchPeople, func(e Entry) { entries = append(entries, e) })
	for b.Loop() {
		before := heap()
		start := time.Now()
		builder := NewBuilder(benchPeople)
		for _, e := range entries {
			builder.Add(e)
		}
		ix := builder.Index()
		b.ReportMetric(time.Since(start).Seconds(), "build-s")
		builder = nil //nolint:wastedassign // let the builder go before the heap is measured
		b.ReportMetric(float64(heap()-before)/1e6, "index-MB")

		var file bytes.Buffer
		start = time.Now()
		if _, err := ix.WriteTo(&file); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "write-s")
		b.ReportMetric(float64(file.Len())/1e6, "file-MB")
		b.ReportMetric(float64(ix.names.len()), "names")
		b.ReportMetric(float64(len(entries)), "entries")
		start = time.Now()
		if _, err := Read(&file); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "read-s")
	}
}

// heap gives the bytes in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
