package review

import (
	"context"
	"fmt"
	"testing"

	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// BenchmarkCatchUp reads a real log of 500 staff who look at 20,000 people, more of them a day than
// is usual, one in a hundred beyond their team, and some for no reason.
func BenchmarkCatchUp(b *testing.B) {
	const staff, people, entries = 500, 20_000, 100_000
	w := &town{map[string]Account{}, map[string]Person{}}
	for i := range staff {
		w.staff[fmt.Sprint("a", i)] = Account{Person: fmt.Sprint("Patient/", i), Partner: "trust", Teams: []string{fmt.Sprint("team", i%20)}}
	}
	for i := range people {
		p := Person{Surname: fmt.Sprint("Name", i%997), Address: fmt.Sprint(i%31, " High Street"), Postcode: fmt.Sprint("BS", i/15), Relations: []sight.Party{{Kind: sight.Caseload, Of: fmt.Sprint("team", i%20)}, {Kind: sight.Caseload, Of: "trust"}}}
		for range i % 7 {
			p.Events = append(p.Events, Event{"trust", noon, noon})
		}
		w.people[fmt.Sprint("Patient/", i)] = p
	}
	db := opened(b, sqlite(b))
	log, err := audit.Open(b.Context(), db, nil)
	must(b, err)
	for from := 0; from < entries; from += 5000 {
		var some []audit.Entry
		for i := from; i < from+5000; i++ {
			person := (i/staff*37+i)%(people/20)*20 + i%20 // of the actor's team, another each time
			if i%100 == 99 {
				person = i * 104729 % people
			}
			e := read(fmt.Sprint("a", i%staff), fmt.Sprint("Patient/", person))
			e.Name, e.Session, e.Request, e.Policies, e.Resources = "Dr Sam Jones", "5b1c", fmt.Sprint("r", i), []string{"care-team"}, e.People
			some = append(some, e)
		}
		must(b, db.Write(context.Background(), func(tx *store.Tx) error { return log.Append(tx, some...) }))
	}
	must(b, log.Pack(b.Context()))
	r := reviewing(b, db, log, w)
	for b.Loop() {
		b.StopTimer()
		must(b, db.Write(b.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec("UPDATE review_cursor SET next = 0, at = 0, day = 0")
			return err
		}))
		b.StartTimer()
		must(b, r.CatchUp(b.Context()))
	}
	b.ReportMetric(float64(entries)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
	b.ReportMetric(float64(len(found(b, r, Query{}))), "findings")
}
