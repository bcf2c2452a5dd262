package link

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// madeUp is a small synthetic place for benchmarks and property tests: people
// in households, eight sources, the errors partners make.
type madeUp struct{ rng *rand.Rand }

type someone struct {
	nhs, given, middle, family, birth, sex, postcode, address, phone string
}

var madeSources = []struct {
	name        string
	often       float64 // mean registrations a person
	noNHS, poor float64 // share without NHS number, with an error
}{
	{"gp", 1.05, 0.002, 0.05},
	{"acute", 0.75, 0.04, 0.12},
	{"emergency", 0.5, 0.1, 0.15},
	{"ambulance", 0.12, 0.72, 0.3},
	{"community", 0.25, 0.04, 0.12},
	{"mental_health", 0.07, 0.07, 0.12},
	{"social_care", 0.08, 0.39, 0.2},
	{"housing", 0.15, 1, 0.2},
}

func makePlace(people int, seed uint64, give func(r Record, person int)) {
	m := &madeUp{rng: rand.New(rand.NewPCG(seed, 1))}
	local := 0
	for n := 0; n < people; {
		home := m.home(people)
		family := m.name(6000, "eaiou", "bcdfghklmnprstw")
		for range 1 + m.rng.IntN(4) {
			p := m.someone(n, home, family)
			for _, s := range madeSources {
				for k := s.often; k > 0; k-- {
					if m.rng.Float64() < k {
						local++
						give(m.record(p, s.name, strconv.Itoa(local), s.noNHS, s.poor, people), n)
					}
				}
			}
			n++
		}
	}
}

func (m *madeUp) home(people int) someone {
	street := m.rng.IntN(max(people/40, 3))
	return someone{
		postcode: fmt.Sprintf("Q%c%d %d%c%c", 'A'+street%3, street/3%9+1, street/27%10, 'A'+street/270%20, 'A'+street/5400%20),
		address:  fmt.Sprintf("%d %s Road", 1+m.rng.IntN(60), m.word(uint64(street%400), "aeiou", "bcdfglmnprst")),
		phone:    fmt.Sprintf("0%d", 1_000_000_000+m.rng.IntN(900_000_000)),
	}
}

// name draws from a long-tailed list of made-up names.
func (m *madeUp) name(n int, vowels, consonants string) string {
	x := m.rng.Float64()
	return m.word(uint64(x*x*x*float64(n)), vowels, consonants)
}

func (m *madeUp) word(i uint64, vowels, consonants string) string {
	var b strings.Builder
	h := i*2654435761 + 12345
	for range 2 + i%2 {
		b.WriteByte(consonants[h%uint64(len(consonants))])
		h /= 7
		b.WriteByte(vowels[h%uint64(len(vowels))])
		h = h/5 + i
	}
	b.WriteByte(consonants[i%uint64(len(consonants))])
	return b.String()
}

func (m *madeUp) someone(n int, home someone, family string) someone {
	p := home
	p.nhs = validNHS(n)
	p.given, p.family, p.sex = m.name(900, "aeiy", "jlmnrstdk"), family, strconv.Itoa(1+m.rng.IntN(2))
	if m.rng.IntN(3) == 0 {
		p.middle = m.name(900, "aeiy", "jlmnrstdk")
	}
	p.birth = fmt.Sprintf("%d-%02d-%02d", 1930+m.rng.IntN(95), 1+m.rng.IntN(12), 1+m.rng.IntN(28))
	return p
}

// validNHS gives the n-th ten-digit number with a right check digit.
func validNHS(n int) string {
	for base := 400_000_000 + n*11; ; base++ {
		for d := range 10 {
			s := fmt.Sprintf("%d%d", base, d)
			if _, ok, _ := Check(s); ok {
				return s
			}
		}
	}
}

func (m *madeUp) record(p someone, source, local string, noNHS, poor float64, people int) Record {
	r := Record{
		Source: source, LocalID: local, NHSNumber: p.nhs, GivenName: p.given, FamilyName: p.family, BirthDate: p.birth,
		Sex: p.sex, Postcode: p.postcode, Address: p.address,
	}
	if m.rng.Float64() < noNHS {
		r.NHSNumber = ""
	}
	if m.rng.IntN(3) == 0 {
		r.Phone = p.phone
	}
	if m.rng.IntN(2) == 0 {
		r.MiddleName = p.middle
	}
	if m.rng.Float64() < poor {
		m.spoil(&r, people)
	}
	return r
}

// spoil makes one or two errors.
func (m *madeUp) spoil(r *Record, people int) {
	for range 1 + m.rng.IntN(2) {
		switch m.rng.IntN(9) {
		case 0:
			r.GivenName = m.typo(r.GivenName)
		case 1:
			r.FamilyName = m.typo(r.FamilyName)
		case 2:
			r.BirthDate = r.BirthDate[:8] + fmt.Sprintf("%02d", 1+m.rng.IntN(28))
		case 3:
			r.BirthDate = "1900-01-01"
		case 4:
			old := m.home(people)
			r.Postcode, r.Address = old.postcode, old.address
		case 5:
			r.GivenName, r.FamilyName = r.FamilyName, r.GivenName
		case 6:
			r.FamilyName = m.name(6000, "eaiou", "bcdfghklmnprstw")
		case 7:
			r.GivenName = r.GivenName[:1]
		case 8:
			r.Postcode = ""
		}
	}
}

func (m *madeUp) typo(s string) string {
	if len(s) < 3 {
		return s
	}
	b := []byte(s)
	i := 1 + m.rng.IntN(len(b)-2)
	b[i], b[i+1] = b[i+1], b[i]
	return string(b)
}

// linkPlace links a made-up place and evaluates it.
func linkPlace(t testing.TB, people int, seed uint64) (Evaluation, *Result) {
	l := New(Config{})
	var persons []int
	makePlace(people, seed, func(r Record, person int) { l.Add(r); persons = append(persons, person) })
	res, err := l.Run(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	clusters, truth := map[string]string{}, map[string]string{}
	for i, p := range persons {
		clusters[strconv.Itoa(i)], truth[strconv.Itoa(i)] = strconv.Itoa(int(res.Person[i])), strconv.Itoa(p)
	}
	return Evaluate(clusters, truth), res
}

func TestMadeUpPlace(t *testing.T) {
	e, r := linkPlace(t, 10_000, 7)
	logEvaluation(t, e, r)
	if e.Pairwise.Precision < 0.99 || e.Pairwise.Recall < 0.97 {
		t.Errorf("pairwise %+v", e.Pairwise)
	}
}

// BenchmarkLink links a made-up place of CONTINUUM_BENCH_PEOPLE people (100,000
// when unset), about three records each. add-s and run-s leave out the making.
func BenchmarkLink(b *testing.B) {
	people := 100_000
	if s := os.Getenv("CONTINUUM_BENCH_PEOPLE"); s != "" {
		people, _ = strconv.Atoi(s)
	}
	for b.Loop() {
		l := New(Config{})
		var adding time.Duration
		var some []Record
		records := 0
		add := func() {
			start := time.Now()
			for i := range some {
				l.Add(some[i])
			}
			adding += time.Since(start)
			some = some[:0]
		}
		makePlace(people, 1, func(r Record, _ int) {
			records++
			if some = append(some, r); len(some) == 10_000 {
				add()
			}
		})
		add()
		start := time.Now()
		res, err := l.Run(context.Background(), nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(records), "records")
		b.ReportMetric(float64(res.Report.Pairs), "pairs")
		b.ReportMetric(adding.Seconds(), "add-s")
		b.ReportMetric(time.Since(start).Seconds(), "run-s")
		b.Logf("%v; %d people found; %v", res.Report.Seconds, res.Persons, res.Report.Cuts)
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	b.ReportMetric(float64(mem.Sys)/(1<<20), "MiB")
}
