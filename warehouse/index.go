package warehouse

import (
	"context"
	"io"
	"path/filepath"

	"continuum/internal/fault"
	"continuum/warehouse/find"
)

// index writes the search index: every spelling of every person, people
// numbered by the order of their ids.
func (r *run) index(ctx context.Context) error {
	var people int
	if err := r.db.QueryRowContext(ctx, "SELECT count(*) FROM facts.person").Scan(&people); err != nil {
		return fault.Wrap(err, "counting people")
	}
	rows, err := r.db.QueryContext(ctx, `SELECT DISTINCT p.rowid, coalesce(g.given_name, ''), coalesce(g.middle_name, ''), coalesce(g.family_name, ''),
		coalesce(strftime(g.birth_date, '%Y-%m-%d'), ''), coalesce(g.postcode, ''), coalesce(g.nhs_number, '')
		FROM facts.registration g JOIN facts.person p USING (person_id) ORDER BY ALL`)
	if err != nil {
		return fault.Wrap(err, "reading names for the search index")
	}
	defer rows.Close()
	b := find.NewBuilder(people)
	for rows.Next() {
		var e find.Entry
		if err := rows.Scan(&e.Person, &e.Given, &e.Middle, &e.Family, &e.BirthDate, &e.Postcode, &e.NHSNumber); err != nil {
			return fault.Wrap(err, "reading names for the search index")
		}
		b.Add(e)
	}
	if err := rows.Err(); err != nil {
		return fault.Wrap(err, "reading names for the search index")
	}
	ix := b.Index()
	return writeNew(filepath.Join(r.dir, indexFile), func(w io.Writer) error {
		_, err := ix.WriteTo(w)
		return err
	})
}
