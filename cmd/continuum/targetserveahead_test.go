package main

import (
	"context"
	"testing"
	"time"

	"continuum/target/cohort"
	"continuum/target/cohort/cohorttest"
	"continuum/warehouse"
)

// onlyCrowd tells of a crowd, and when it was asked for.
type onlyCrowd struct {
	crowd *cohort.Crowd
	set   *cohort.Set
	times chan struct{}
}

func (a *onlyCrowd) Set() *cohort.Set { return a.set }

func (a *onlyCrowd) Crowd(context.Context) (*cohort.Crowd, func(), error) {
	a.times <- struct{}{}
	return a.crowd, func() {}, nil
}

// Cohorts are counted before anybody asks, once for each build, and one that cannot be
// counted does not keep the others from it.
func TestCohortsAreCountedAhead(t *testing.T) {
	p := cohorttest.Place(t, map[string]string{
		"cohorts/bad.sql": "-- title: Twice\nSELECT person_id FROM person UNION ALL SELECT person_id FROM person\n",
		"cohorts/old.sql": "-- title: Old\nSELECT person_id FROM person WHERE birth_date < DATE '1950-01-01'\n",
	})
	dir := warehouse.Dir(t.TempDir())
	cohorttest.Tables{"person": "BY NAME SELECT 'P0000000000' || CAST(i AS VARCHAR) AS person_id, DATE '1940-01-01' AS birth_date FROM range(1, 8) t(i)"}.Write(t, dir, "20261101T000000.000Z-000001")
	set, problems := cohort.Load(p)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	a := &onlyCrowd{crowd: cohorttest.Crowd(t, p, dir, cohorttest.IndexDate), set: set, times: make(chan struct{})}
	ctx, stop := context.WithCancel(t.Context())
	var failed []string
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		countAhead(ctx, a, time.Millisecond, func(id string) { failed = append(failed, id) })
	}()
	<-a.times
	<-a.times // the first round has ended
	stop()
	<-ended
	if len(failed) != 1 || failed[0] != "bad" {
		t.Errorf("cohorts %v failed, want the one that gives people twice, once", failed)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if f, err := a.crowd.Funnel(cancelled, "old"); err != nil || f.Size != 7 {
		t.Errorf("a page would still have to count: %v", err)
	}
}
