package warehouse

import (
	"context"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
)

// bearer finds the person of an id, or of the one that carries on after it; nobody who
// is hidden.
func (l *Live) bearer(ctx context.Context, b *opened, id string) (Person, error) {
	p, err := l.carriesOn(b, id)
	if err != nil {
		return p, err
	}
	hidden, err := b.hides(ctx, p.ID)
	if err == nil && hidden {
		err = notFound()
	}
	if err != nil {
		return Person{}, err
	}
	return p, nil
}

func (l *Live) carriesOn(b *opened, id string) (Person, error) {
	if !identity.Valid(id) {
		return Person{}, notFound()
	}
	p, ok, err := b.cards.find(id)
	if ok || err != nil {
		return p, err
	}
	register, err := identity.Open(l.dir.journal(), b.id)
	if err != nil {
		return Person{}, err
	}
	current, retired := register.Resolve(id)
	if retired {
		return Person{}, &fault.Error{Code: fault.NotFound, Value: id, Reason: "no extract has a registration of this person any more", Fix: "see `continuum identity PLACE history ID`"}
	}
	if p, ok, err = b.cards.find(current); err == nil && !ok {
		err = notFound()
	}
	return p, err
}

func notFound() error {
	return &fault.Error{Code: fault.NotFound, Reason: "no person of this id in the live build", Fix: "search for the person by name, date of birth, NHS number or postcode"}
}

// PersonOf gives the id of the person to whom a registration belongs;
// fault.NotFound when the live build has no such registration.
func (l *Live) PersonOf(ctx context.Context, r link.Registration) (id string, err error) {
	b, err := l.hold()
	if err != nil {
		return "", err
	}
	defer b.release()
	if id, err = b.registered(ctx, r); err == nil && id != "" {
		id, err = b.unlessHidden(ctx, id)
	}
	if err == nil && id == "" {
		err = &fault.Error{Code: fault.NotFound, Value: r.Source + " " + r.LocalID, Reason: "the live build has no such registration", Fix: "give a partner and its local id as `continuum person` lists them"}
	}
	return id, err
}

// RegistrationsOf lists the registrations of a person, none when the live build
// knows nobody of this id. It does so of people who are hidden too: whoever erases
// asks by whom they are known.
func (l *Live) RegistrationsOf(ctx context.Context, id string) (all []link.Registration, err error) {
	b, err := l.hold()
	if err != nil {
		return nil, err
	}
	defer b.release()
	err = b.query(ctx, "SELECT source, local_id FROM identity WHERE person_id = ? ORDER BY ALL", []any{id}, func(scan scanner) error {
		var r link.Registration
		err := scan(&r.Source, &r.LocalID)
		all = append(all, r)
		return err
	})
	return all, err
}

// Register opens the journal of people's ids as of the build this serves.
func (l *Live) Register() (*identity.Register, error) {
	b, err := l.hold()
	if err != nil {
		return nil, err
	}
	defer b.release()
	return identity.Open(l.dir.journal(), b.id)
}
