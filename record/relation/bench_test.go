package relation_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"continuum/link"
	"continuum/place"
	"continuum/record"
	"continuum/record/resource"
	"continuum/source"
	"continuum/store"
	"continuum/warehouse"
)

// BenchmarkProject writes who live Patients are: as many registrations of the build
// in CONTINUUM_PLACE as came live, at most CONTINUUM_PATIENTS, first of all and then
// once more, when nothing is new.
func BenchmarkProject(b *testing.B) {
	w, n := benchWorld(b)
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		if err := w.Project(context.Background()); err != nil {
			b.Fatal(err)
		}
		what := "again-s"
		if i == 0 {
			what = "first-s"
		}
		b.ReportMetric(time.Since(start).Seconds(), what)
	}
	b.ReportMetric(float64(n), "patients")
}

// benchWorld is a record with live Patients of a build.
func benchWorld(b *testing.B) (*world, int) {
	b.Helper()
	dir, most := os.Getenv("CONTINUUM_PLACE"), 20_000
	if dir == "" {
		b.Skip("set CONTINUUM_PLACE to a place folder with a build")
	}
	_, _ = fmt.Sscan(os.Getenv("CONTINUUM_PATIENTS"), &most)
	p, problems, err := place.Load(dir)
	if err != nil || len(problems) > 0 {
		b.Fatal(err, problems)
	}
	feeds, problems := source.Load(p)
	if len(problems) > 0 {
		b.Fatal(problems)
	}
	x := &town{place: p, feeds: feeds}
	if x.live, err = warehouse.Open(warehouse.DirOf(dir)); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = x.live.Close() })
	w := x.opened(b, "sqlite:"+filepath.Join(b.TempDir(), "record.db"))
	var drafts []*record.Draft
	err = x.live.Clusters(context.Background(), func(r link.Registration, _ string) error {
		if len(drafts) == most {
			return nil
		}
		partner, _ := p.Partner(r.Source)
		id := fmt.Sprint("live-", len(drafts))
		n, err := resource.Parse(fmt.Appendf(nil, `{"resourceType":"Patient","id":%q,"identifier":[{"system":%q,"value":%q}],"birthDate":"1950-01-01"}`, id, partner.PersonSystem(), r.LocalID), resource.Limits{})
		if err != nil {
			return err
		}
		d, err := w.record.Draft(keyOf("Patient/"+id), n, time.Now().Add(-time.Hour))
		drafts = append(drafts, d)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	err = w.db.Write(context.Background(), func(tx *store.Tx) error {
		writer := w.record.Writer(tx)
		for _, d := range drafts {
			if _, err := writer.Put(d, record.AnyVersion); err != nil {
				return err
			}
		}
		return writer.Flush()
	})
	if err != nil {
		b.Fatal(err)
	}
	return w, len(drafts)
}
