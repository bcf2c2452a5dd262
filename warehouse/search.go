package warehouse

import (
	"context"
	"database/sql"

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
	hits := make([]Hit, len(found))
	for i, h := range found {
		p, err := b.cards.person(int(h.Person))
		if err != nil {
			return nil, err
		}
		hits[i] = Hit{Person: b.named(p), Score: h.Score, Why: h.Why}
	}
	return unhidden(ctx, b, hits, func(h Hit) string { return h.Person.ID })
}

// named shows the codes of a person in words.
func (b *opened) named(p Person) Person {
	p.Ethnicity, p.GPPractice = b.ethnicities.name(p.Ethnicity), b.practices.name(p.GPPractice)
	return p
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
