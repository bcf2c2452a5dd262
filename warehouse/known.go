package warehouse

import (
	"context"

	"continuum/link"
)

// Who tells whether the live build knows a person, from the card alone; for an id
// that was joined to another it is the person who carries on.
func (l *Live) Who(ctx context.Context, personID string) (Known, error) {
	b, err := l.hold()
	if err != nil {
		return Known{}, err
	}
	defer b.release()
	p, err := l.bearer(ctx, b, personID)
	if err != nil {
		return Known{}, err
	}
	return b.known(p), nil
}

// With finds the people of the live build with a partner's id for them, or, where
// source is empty, with an NHS number. Nobody is no fault.
func (l *Live) With(ctx context.Context, source, id string) (all []Known, err error) {
	b, err := l.hold()
	if err != nil {
		return nil, err
	}
	defer b.release()
	if source == "" {
		return b.numbered(ctx, id)
	}
	person, err := b.registered(ctx, link.Registration{Source: source, LocalID: id})
	if err == nil && person != "" {
		person, err = b.unlessHidden(ctx, person)
	}
	if person == "" || err != nil {
		return nil, err
	}
	p, ok, err := b.cards.find(person)
	if ok {
		all = append(all, b.known(p))
	}
	return all, err
}

// registeredSQL writes who each registration is in the order of the partners' ids:
// identity lies in the order of people, so that one registration is found there
// only by reading all. It repeats identity, and so is no table of the manifest.
const registeredSQL = "CREATE TABLE facts.registered AS SELECT source, local_id, person_id FROM identity ORDER BY ALL"

// registered gives the person of a registration, "" where there is none.
func (b *opened) registered(ctx context.Context, r link.Registration) (id string, err error) {
	table, err := b.registryTable(ctx)
	if err != nil {
		return "", err
	}
	question := "SELECT person_id FROM " + table + " WHERE source = ? AND local_id = ?"
	err = b.query(ctx, question, []any{r.Source, r.LocalID}, func(scan scanner) error { return scan(&id) })
	return id, err
}

// registryTable is the table to ask: builds of before registered was written have
// identity only.
func (b *opened) registryTable(ctx context.Context) (string, error) {
	if table, known := b.registry.Load().(string); known {
		return table, nil
	}
	table := "identity"
	const question = "SELECT table_name FROM duckdb_tables() WHERE table_name = 'registered'"
	if err := b.query(ctx, question, nil, func(scan scanner) error { return scan(&table) }); err != nil {
		return "", err
	}
	b.registry.Store(table)
	return table, nil
}

// numbered finds the people with an NHS number.
func (b *opened) numbered(ctx context.Context, number string) (all []Known, err error) {
	for _, h := range b.index.Search(number, MaxHits) {
		p, err := b.cards.person(int(h.Person))
		if err != nil {
			return nil, err
		}
		if p.NHSNumber != number || number == "" {
			continue
		}
		hidden, err := b.hides(ctx, p.ID)
		if err != nil {
			return nil, err
		}
		if !hidden {
			all = append(all, b.known(p))
		}
	}
	return all, nil
}
