package fact_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"continuum/place"
	"continuum/record"
	"continuum/record/fact"
	"continuum/source"
	"continuum/store"
	"continuum/warehouse"
)

// built opens the place in CONTINUUM_PLACE, whose builds lie within, beside an
// empty record, and names people of it.
func built(b *testing.B) (*fact.Facts, *store.DB, []string) {
	b.Helper()
	dir := os.Getenv("CONTINUUM_PLACE")
	if dir == "" {
		b.Skip("set CONTINUUM_PLACE to a place folder with a build")
	}
	p, problems, err := place.Load(dir)
	if err != nil || len(problems) > 0 {
		b.Fatal(err, problems)
	}
	feeds, problems := source.Load(p)
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	live, err := warehouse.Open(warehouse.DirOf(dir))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { live.Close() })
	db, err := store.Open(context.Background(), "sqlite:"+filepath.Join(b.TempDir(), "record.db"), record.Migrations())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	r, err := record.Open(context.Background(), db)
	if err != nil {
		b.Fatal(err)
	}
	f, err := fact.New(p, feeds, live, r)
	if err != nil {
		b.Fatal(err)
	}
	var ids []string
	for _, letter := range "abcdefghijklmnoprstuvwyz" {
		hits, err := live.Search(context.Background(), string(letter), warehouse.MaxHits)
		if err != nil {
			b.Fatal(err)
		}
		for _, h := range hits {
			ids = append(ids, h.Person.ID)
		}
	}
	slices.Sort(ids)
	return f, db, slices.Compact(ids)
}

func BenchmarkBeside(b *testing.B) {
	f, db, ids := built(b)
	seen := func(id string) (held int, took time.Duration) {
		start := time.Now()
		err := db.Read(context.Background(), func(tx *store.Tx) error {
			beside, err := f.Beside(context.Background(), tx, []string{id})
			if err == nil {
				held = len(beside.Held)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		return held, time.Since(start)
	}
	for name, step := range map[string]int{"anew": 1, "again": 0} {
		b.Run(name, func(b *testing.B) {
			var all []time.Duration
			facts := 0
			for i := range b.N {
				held, took := seen(ids[i*step%len(ids)])
				facts += held
				all = append(all, took)
			}
			slices.Sort(all)
			b.ReportMetric(float64(facts)/float64(b.N), "facts")
			b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}
