package warehouse

import (
	"context"
	"database/sql/driver"
	"fmt"
	"runtime/debug"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"
	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
	"continuum/source"
)

// link works out who is who among all registrations and writes the identity table.
func (r *run) link(ctx context.Context, staged *source.Staged) (report link.Report, err error) {
	err = r.timed("link", func() error {
		cfg := r.ruled()
		linker := link.New(cfg)
		keys, err := r.registrations(ctx, staged, linker)
		if err != nil {
			return err
		}
		if len(keys) == 0 {
			return &fault.Error{Code: fault.Invalid, File: "sources", Reason: "no feed of table registration gives a sound row, so there is nobody to link", Fix: "look into the extracts of these feeds; for FHIR, at `resource:` too"}
		}
		result, err := linker.Run(ctx, func(stage string, done, total int64) { r.Progress.Report("link: "+stage, done, total) })
		if err != nil {
			return fault.Wrap(err, "linking registrations")
		}
		report = result.Report
		if err := r.keepModel(cfg, result); err != nil {
			return err
		}
		return r.identify(ctx, keys, result)
	})
	debug.FreeOSMemory() // the linker's share is what sorting the facts needs next
	return report, err
}

// registrations hands every sound registration to the linker. The result does
// not depend on their order.
func (r *run) registrations(ctx context.Context, staged *source.Staged, linker *link.Linker) ([]link.Registration, error) {
	var feeds []int
	for i, f := range staged.Feeds {
		if f.Table == "registration" {
			feeds = append(feeds, i)
		}
	}
	if len(feeds) == 0 {
		return nil, &fault.Error{Code: fault.Invalid, File: "sources", Reason: "no feed fills table registration, so there is nobody to link", Fix: "add a feed with `table: registration`"}
	}
	var keys []link.Registration
	some := make(chan []link.Record, 64)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error {
		defer close(some)
		for _, i := range feeds {
			if err := r.recordsOf(ctx, staged.Sound(i), some); err != nil {
				return fault.Wrap(err, "reading the registrations of %s", staged.Feeds[i].Name)
			}
		}
		return nil
	})
	work.Go(func() error {
		for records := range some {
			for _, x := range records {
				linker.Add(x)
				keys = append(keys, link.Registration{Source: x.Source, LocalID: x.LocalID})
			}
		}
		return nil
	})
	return keys, work.Wait()
}

// recordsAtOnce is how many registrations go from the engine to the linker together.
const recordsAtOnce = 1024

// recordColumns are what the linker compares of a registration.
const recordColumns = `source, local_id, coalesce(nhs_number, ''), coalesce(title, ''), coalesce(given_name, ''),
	coalesce(middle_name, ''), coalesce(family_name, ''), coalesce(strftime(birth_date, '%Y-%m-%d'), ''), coalesce(sex, ''),
	coalesce(postcode, ''), coalesce(address, ''), coalesce(phone, ''), coalesce(email, ''), coalesce(gp_practice, ''), registered_to IS NOT NULL`

// recordFields are where recordColumns go.
func recordFields(x *link.Record) []any {
	return []any{
		&x.Source, &x.LocalID, &x.NHSNumber, &x.Title, &x.GivenName, &x.MiddleName, &x.FamilyName, &x.BirthDate,
		&x.Sex, &x.Postcode, &x.Address, &x.Phone, &x.Email, &x.Further[0], &x.Ended,
	}
}

// recordsOf reads the registrations of one feed.
func (r *run) recordsOf(ctx context.Context, sound string, to chan<- []link.Record) error {
	rows, err := r.db.QueryContext(ctx, "SELECT "+recordColumns+" FROM ("+sound+")")
	if err != nil {
		return err
	}
	defer rows.Close()
	send := func(some []link.Record) error {
		select {
		case to <- some:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var some []link.Record
	for rows.Next() {
		if len(some) == recordsAtOnce {
			if err := send(some); err != nil {
				return err
			}
			some = nil
		}
		if some == nil {
			some = make([]link.Record, 0, recordsAtOnce)
		}
		some = append(some, link.Record{})
		x := &some[len(some)-1]
		if err := rows.Scan(recordFields(x)...); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return send(some)
}

// appendIdentity writes each registration once, with the best reason among the
// rows of its history.
func appendIdentity(conn driver.Conn, keys []link.Registration, all [][]int, who *identity.Outcome, result *link.Result) error {
	out, err := duckdb.NewAppenderFromConn(conn, "", "identity")
	if err != nil {
		return err
	}
	for _, records := range all {
		weight, how := strongest(result, records)
		k := keys[records[0]]
		if err := out.AppendRow(k.Source, k.LocalID, who.Person(result.Person[records[0]]), float64(weight), how); err != nil {
			return err
		}
	}
	return out.Close()
}

// histories gathers the records of each registration.
func histories(registration []uint32) [][]int {
	var size []int
	for _, g := range registration {
		for int(g) >= len(size) {
			size = append(size, 0)
		}
		size[g]++
	}
	all, out := make([]int, len(registration)), make([][]int, len(size))
	for g, at := 0, 0; g < len(size); g++ {
		out[g] = all[at : at : at+size[g]]
		at += size[g]
	}
	for i, g := range registration {
		out[g] = append(out[g], i)
	}
	return out
}

// strongest is the best reason among records; of equal ones the first in the
// alphabet, so that the order of rows makes no difference.
func strongest(result *link.Result, records []int) (weight float32, how string) {
	for n, i := range records {
		if w, h := result.How(i); n == 0 || w > weight || w == weight && h < how {
			weight, how = w, h
		}
	}
	return weight, how
}

// unionOf selects from every staged feed of one canonical table, sound rows
// only; "" when no feed fills it.
func unionOf(staged *source.Staged, table, columns string) string {
	var parts []string
	for i, f := range staged.Feeds {
		if f.Table == table {
			parts = append(parts, fmt.Sprintf("SELECT %s FROM (%s)", columns, staged.Sound(i)))
		}
	}
	return strings.Join(parts, " UNION ALL ")
}
