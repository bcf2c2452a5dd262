package warehouse

import (
	"context"
	"database/sql"
	"strings"

	"continuum/internal/fault"
)

// MaxHits bounds one search.
const MaxHits = 200

// Search finds people by name or part of one, date of birth, NHS number or
// postcode, forgiving typing errors; best first.
func (l *Live) Search(ctx context.Context, query string, limit int) ([]Hit, error) {
	b, err := l.hold()
	if err != nil {
		return nil, err
	}
	defer b.release()
	found := b.index.Search(query, min(max(limit, 1), MaxHits))
	ids := make([]string, len(found))
	for i, h := range found {
		ids[i] = b.people[h.Person]
	}
	people, err := b.persons(ctx, ids)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, len(found))
	for i, h := range found {
		hits[i] = Hit{Person: people[ids[i]], Score: h.Score, Why: h.Why}
	}
	return hits, nil
}

const personColumns = `person_id, coalesce(nhs_number, ''), coalesce(title, ''), coalesce(given_name, ''), coalesce(family_name, ''),
	birth_date, death_date, sex, coalesce(ethnicity, ''), coalesce(address, ''), coalesce(postcode, ''), coalesce(phone, ''), coalesce(email, ''),
	coalesce(gp_practice, ''), coalesce(lsoa, ''), coalesce(imd_decile, 0)`

// persons reads the banners of several people by id.
func (b *opened) persons(ctx context.Context, ids []string) (map[string]Person, error) {
	out := map[string]Person{}
	if len(ids) == 0 {
		return out, nil
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(ids)), ", ")
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return out, b.query(ctx, "SELECT "+personColumns+" FROM person JOIN demographic USING (person_id) WHERE person_id IN ("+marks+")", args, func(scan scanner) error {
		p, err := scanPerson(scan)
		p.Ethnicity, p.GPPractice = b.ethnicities.name(p.Ethnicity), b.practices.name(p.GPPractice)
		out[p.ID] = p
		return err
	})
}

func scanPerson(scan scanner) (p Person, err error) {
	var born, died sql.NullTime
	err = scan(&p.ID, &p.NHSNumber, &p.Title, &p.GivenName, &p.FamilyName, &born, &died, &p.Sex, &p.Ethnicity,
		&p.Address, &p.Postcode, &p.Phone, &p.Email, &p.GPPractice, &p.LSOA, &p.IMDDecile)
	p.BirthDate, p.DeathDate = born.Time, died.Time
	return p, err
}

// scanner reads the current row into variables.
type scanner func(into ...any) error

// query runs one question and hands each row to row.
func (b *opened) query(ctx context.Context, question string, args []any, row func(scanner) error) error {
	s, err := b.prepared(ctx, question) //nolint:sqlclosecheck // it stays for the next question
	if err != nil {
		return fault.Wrap(err, "reading the record")
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return fault.Wrap(err, "reading the record")
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return fault.Wrap(err, "reading the record")
		}
	}
	return fault.Wrap(rows.Err(), "reading the record")
}

// prepared keeps the few questions there are ready on every connection.
func (b *opened) prepared(ctx context.Context, question string) (*sql.Stmt, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s, ok := b.statements[question]; ok {
		return s, nil
	}
	s, err := b.db.PrepareContext(ctx, question) //nolint:sqlclosecheck // closed with the build's database
	if err == nil {
		b.statements[question] = s
	}
	return s, err
}
