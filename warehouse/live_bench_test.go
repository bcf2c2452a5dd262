package warehouse_test

import (
	"context"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"continuum/warehouse"
)

// served opens the builds in CONTINUUM_BENCH and names people to ask about.
func served(b *testing.B) (*warehouse.Live, []warehouse.Hit) {
	b.Helper()
	dir := os.Getenv("CONTINUUM_BENCH")
	if dir == "" {
		b.Skip("set CONTINUUM_BENCH to a data folder with a build")
	}
	live, err := warehouse.Open(warehouse.Dir(dir))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { live.Close() })
	if err := live.Warm(context.Background()); err != nil {
		b.Fatal(err)
	}
	var people []warehouse.Hit
	for _, letter := range "abcdefghijklmnoprstuvwyz" {
		hits, err := live.Search(context.Background(), string(letter), warehouse.MaxHits)
		if err != nil {
			b.Fatal(err)
		}
		people = append(people, hits...)
	}
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(people), func(i, k int) { people[i], people[k] = people[k], people[i] })
	return live, people
}

// percentiles runs ask b.N times and reports p50 and p99 in milliseconds.
func percentiles(b *testing.B, ask func(i int) error) {
	b.Helper()
	took := make([]time.Duration, 0, b.N)
	for i := range b.N {
		start := time.Now()
		if err := ask(i); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	ms := func(p float64) float64 { return float64(took[int(p*float64(len(took)-1))].Microseconds()) / 1000 }
	b.ReportMetric(ms(0.5), "p50-ms")
	b.ReportMetric(ms(0.99), "p99-ms")
	b.ReportMetric(ms(1), "max-ms")
}

func BenchmarkLiveRecord(b *testing.B) {
	live, people := served(b)
	percentiles(b, func(i int) error {
		_, err := live.Record(context.Background(), people[i%len(people)].Person.ID)
		return err
	})
}

func BenchmarkLiveSearch(b *testing.B) {
	live, people := served(b)
	percentiles(b, func(i int) error {
		p := people[i%len(people)].Person
		query := p.FamilyName
		switch i % 6 {
		case 1:
			query = p.GivenName + " " + p.FamilyName
		case 2:
			query = p.FamilyName + " " + p.BirthDate.Format("02/01/2006")
		case 3:
			query = p.NHSNumber
		case 4:
			query = p.FamilyName[:min(3, len(p.FamilyName))] + " " + p.Postcode
		case 5:
			query = "x" + p.FamilyName + " " + p.GivenName // a typing error
		}
		_, err := live.Search(context.Background(), query, 25)
		return err
	})
}

func BenchmarkLiveFacts(b *testing.B) {
	live, people := served(b)
	percentiles(b, func(i int) error {
		_, err := live.Facts(context.Background(), people[i%len(people)].Person.ID)
		return err
	})
}

func BenchmarkLiveWith(b *testing.B) {
	live, people := served(b)
	for name, id := range map[string]func(p warehouse.Person) (source, id string){
		"registration": func(warehouse.Person) (string, string) { return "weston_gp", "none" },
		"NHS number":   func(p warehouse.Person) (string, string) { return "", p.NHSNumber },
	} {
		b.Run(name, func(b *testing.B) {
			percentiles(b, func(i int) error {
				source, id := id(people[i%len(people)].Person)
				_, err := live.With(context.Background(), source, id)
				return err
			})
		})
	}
}
