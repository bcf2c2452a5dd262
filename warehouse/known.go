package warehouse

import (
	"context"

	"continuum/link"
)

// Who tells whether the live build knows a person, from the card alone; for an id
// that was joined to another it is the person who carries on.
func (l *Live) Who(_ context.Context, personID string) (Known, error) {
	b, err := l.hold()
	if err != nil {
		return Known{}, err
	}
	defer b.release()
	p, err := l.bearer(b, personID)
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
		return b.numbered(id)
	}
	person, err := b.registered(ctx, link.Registration{Source: source, LocalID: id})
	if person == "" || err != nil {
		return nil, err
	}
	p, ok, err := b.cards.find(person)
	if ok {
		all = append(all, b.known(p))
	}
	return all, err
}

// registered gives the person of a registration, "" where there is none.
func (b *opened) registered(ctx context.Context, r link.Registration) (id string, err error) {
	err = b.query(ctx, "SELECT person_id FROM identity WHERE source = ? AND local_id = ?", []any{r.Source, r.LocalID}, func(scan scanner) error { return scan(&id) })
	return id, err
}

// numbered finds the people with an NHS number.
func (b *opened) numbered(number string) (all []Known, err error) {
	for _, h := range b.index.Search(number, MaxHits) {
		p, err := b.cards.person(int(h.Person))
		if err != nil {
			return nil, err
		}
		if p.NHSNumber == number && number != "" {
			all = append(all, b.known(p))
		}
	}
	return all, nil
}
