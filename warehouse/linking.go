package warehouse

import (
	"context"
	"database/sql/driver"
	"fmt"
	"runtime/debug"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/source"
)

// link works out who is who among all registrations and writes the identity table.
func (r *run) link(ctx context.Context, staged *source.Staged) (report link.Report, err error) {
	err = r.timed("link", func() error {
		linker := link.New(r.Link)
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
		return r.identify(ctx, keys, result)
	})
	debug.FreeOSMemory() // the linker's share is what sorting the facts needs next
	return report, err
}

// key is a registration's name in its partner's system.
type key struct{ source, localID string }

// registrations hands every sound registration to the linker, in an order that
// depends on the data alone.
func (r *run) registrations(ctx context.Context, staged *source.Staged, linker *link.Linker) ([]key, error) {
	query := unionOf(staged, "registration", `source, local_id, coalesce(nhs_number, ''), coalesce(title, ''), coalesce(given_name, ''),
		coalesce(middle_name, ''), coalesce(family_name, ''), coalesce(strftime(birth_date, '%Y-%m-%d'), ''), coalesce(sex, ''),
		coalesce(postcode, ''), coalesce(address, ''), coalesce(phone, ''), coalesce(email, ''), coalesce(gp_practice, ''), feed, _row`)
	if query == "" {
		return nil, &fault.Error{Code: fault.Invalid, File: "sources", Reason: "no feed fills table registration, so there is nobody to link", Fix: "add a feed with `table: registration`"}
	}
	rows, err := r.db.QueryContext(ctx, "SELECT * EXCLUDE (feed, _row) FROM ("+query+") ORDER BY source, local_id, feed, _row")
	if err != nil {
		return nil, fault.Wrap(err, "reading the registrations")
	}
	defer rows.Close()
	var keys []key
	for rows.Next() {
		var x link.Record
		if err := rows.Scan(&x.Source, &x.LocalID, &x.NHSNumber, &x.Title, &x.GivenName, &x.MiddleName, &x.FamilyName, &x.BirthDate,
			&x.Sex, &x.Postcode, &x.Address, &x.Phone, &x.Email, &x.GPPractice); err != nil {
			return nil, fault.Wrap(err, "reading the registrations")
		}
		linker.Add(x)
		keys = append(keys, key{x.Source, x.LocalID})
	}
	return keys, fault.Wrap(rows.Err(), "reading the registrations")
}

// identify writes one row for each registration: who it is, how surely and why.
func (r *run) identify(ctx context.Context, keys []key, result *link.Result) error {
	ids := personIDs(keys, result.Person, result.Persons, r.sectorRank())
	_, err := r.db.ExecContext(ctx, "CREATE TABLE identity (source VARCHAR, local_id VARCHAR, person_id VARCHAR, match_weight DOUBLE, how VARCHAR)")
	if err != nil {
		return fault.Wrap(err, "making the identity table")
	}
	conn, err := r.db.Conn(ctx)
	if err != nil {
		return fault.Wrap(err, "writing the identity table")
	}
	defer conn.Close()
	return fault.Wrap(conn.Raw(func(dc any) error {
		return appendIdentity(dc.(driver.Conn), keys, ids, result)
	}), "writing the identity table")
}

func appendIdentity(conn driver.Conn, keys []key, ids []string, result *link.Result) error {
	out, err := duckdb.NewAppenderFromConn(conn, "", "identity")
	if err != nil {
		return err
	}
	for start := 0; start < len(keys); {
		end := start + 1
		for end < len(keys) && keys[end] == keys[start] {
			end++
		}
		weight, how := strongest(result, start, end)
		k := keys[start]
		if err := out.AppendRow(k.source, k.localID, ids[result.Person[start]], float64(weight), how); err != nil {
			return err
		}
		start = end
	}
	return out.Close()
}

// strongest is the best reason among the rows of one registration's history.
func strongest(result *link.Result, start, end int) (weight float32, how string) {
	weight, how = result.How(start)
	for i := start + 1; i < end; i++ {
		if w, h := result.How(i); w > weight {
			weight, how = w, h
		}
	}
	return weight, how
}

// sectorRank orders partners by how lasting their local ids are: a GP registration names a person best.
func (r *run) sectorRank() map[string]int {
	rank := map[string]int{}
	for _, p := range r.Place.Partners {
		if p.Sector != "gp" {
			rank[p.ID] = 1
		}
	}
	return rank
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
