package record

import (
	"context"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"continuum/internal/testkit"
	"continuum/record/check"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/store"
)

// BenchmarkImport writes the Synthea resources, durable and with every parameter
// indexed, in transactions of 200, one after another: parsed, checked and prepared
// by all processors.
func BenchmarkImport(b *testing.B) {
	var texts [][]byte
	bundles(b, filepath.Join(testkit.Vectors(b, "record"), "synthea"), func(_ Key, n resource.Node) { texts = append(texts, n.Raw()) })
	for name, url := range map[string]func() string{
		"SQLite":     func() string { return "sqlite:" + filepath.Join(b.TempDir(), "place.db") },
		"PostgreSQL": func() string { return testkit.Postgres(b) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r := opened(b, url())
				start := time.Now()
				importAll(b, r, texts)
				b.ReportMetric(float64(len(texts))/time.Since(start).Seconds(), "resources/s")
			}
		})
	}
}

func importAll(b *testing.B, r *Record, texts [][]byte) {
	const each = 200
	prepared := make(chan []*Draft, 4)
	var work errgroup.Group
	work.Go(func() error {
		defer close(prepared)
		var prepare errgroup.Group
		prepare.SetLimit(runtime.GOMAXPROCS(0))
		for some := range slices.Chunk(texts, each) {
			prepare.Go(func() error {
				drafts, err := draftsOf(r, some)
				prepared <- drafts
				return err
			})
		}
		return prepare.Wait()
	})
	work.Go(func() error {
		for drafts := range prepared {
			if err := putAll(r, drafts); err != nil {
				return err
			}
		}
		return nil
	})
	if err := work.Wait(); err != nil {
		b.Fatal(err)
	}
}

func draftsOf(r *Record, texts [][]byte) ([]*Draft, error) {
	drafts := make([]*Draft, 0, len(texts))
	for _, text := range texts {
		n, err := resource.Parse(text, resource.Limits{})
		if err != nil {
			return nil, err
		}
		_ = check.Resource(n)
		d, err := r.Draft(Key{definition.ResourceOf(n.Get("resourceType").Text()), n.Get("id").Text()}, n, time.Now())
		if err != nil {
			return nil, err
		}
		drafts = append(drafts, d)
	}
	return drafts, nil
}

func putAll(r *Record, drafts []*Draft) error {
	return r.db.Write(context.Background(), func(tx *store.Tx) error {
		w := r.Writer(tx)
		for _, d := range drafts {
			if _, err := w.Put(d, AnyVersion); err != nil {
				return err
			}
		}
		return w.Flush()
	})
}
