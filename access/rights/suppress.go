package rights

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/place"
	"continuum/record"
	"continuum/record/definition"
	"continuum/store"
)

// Suppression is the registrations of people who were erased: a build leaves them, and
// all that is said of them, out. It holds digests and none of the partners' ids.
type Suppression struct {
	secret  []byte
	digests map[[sha256.Size]byte]bool
}

// Suppressed reads it.
func (r *Rights) Suppressed(ctx context.Context) (*Suppression, error) {
	s := &Suppression{r.secret, map[[sha256.Size]byte]bool{}}
	err := r.db.Read(ctx, func(tx *store.Tx) error {
		for row, err := range tx.Query("SELECT digest FROM rights_suppressed") {
			var digest []byte
			if err == nil {
				err = row.Scan(&digest)
			}
			if err != nil {
				return err
			}
			if len(digest) == sha256.Size {
				s.digests[[sha256.Size]byte(digest)] = true
			}
		}
		return nil
	})
	return s, fault.Wrap(err, "reading who was erased")
}

// Has tells whether a partner's registration is suppressed. A nil one has none.
func (s *Suppression) Has(x link.Registration) bool {
	return s != nil && len(s.digests) > 0 && s.digests[digestOf(s.secret, x)]
}

// Len is how many there are.
func (s *Suppression) Len() int { return len(s.digests) }

func digestOf(secret []byte, x link.Registration) (digest [sha256.Size]byte) {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(x.Source))
	h.Write([]byte{0})
	h.Write([]byte(x.LocalID))
	h.Sum(digest[:0])
	return digest
}

// suppress keeps some registrations from coming back.
func (r *Rights) suppress(tx *store.Tx, all []link.Registration) error {
	for _, x := range all {
		digest := digestOf(r.secret, x)
		if _, err := tx.Exec("INSERT INTO rights_suppressed (digest, since) VALUES ($1, $2) ON CONFLICT DO NOTHING", digest[:], r.Now()); err != nil {
			return fault.Wrap(err, "suppressing a registration")
		}
	}
	return nil
}

// registrations are those of a person: in the build, and as their live Patients have
// them.
func (r *Rights) registrations(ctx context.Context, tx *store.Tx, person string) (all []link.Registration, err error) {
	if r.Built != nil {
		all, err = r.Built.RegistrationsOf(ctx, person)
		if err != nil && fault.CodeOf(err) != fault.NotFound {
			return nil, fault.Wrap(err, "finding the registrations of a person")
		}
	}
	known := map[link.Registration]bool{}
	for _, x := range all {
		known[x] = true
	}
	patients, err := r.Record.PatientsOf(tx, person)
	if err != nil {
		return nil, fault.Wrap(err, "finding the Patients of a person")
	}
	for _, key := range patients {
		some, err := r.registeredBy(tx, key)
		if err != nil {
			return nil, err
		}
		for _, x := range some {
			if !known[x] {
				known[x] = true
				all = append(all, x)
			}
		}
	}
	return all, nil
}

// registeredBy gives the registrations that a live Patient says are its own.
func (r *Rights) registeredBy(tx *store.Tx, key record.Key) (all []link.Registration, err error) {
	x, err := r.Record.Read(tx, key)
	if err != nil {
		if fault.CodeOf(err) == fault.NotFound {
			err = nil
		}
		return nil, err
	}
	n, err := x.Parsed()
	if err != nil {
		return nil, err
	}
	systems := systemsOf(r.Place)
	for i := range n.Get("identifier").Items() {
		if source := systems[i.Get("system").Text()]; source != "" && i.Get("value").Text() != "" {
			all = append(all, link.Registration{Source: source, LocalID: i.Get("value").Text()})
		}
	}
	return all, nil
}

// systemsOf gives the partners by the systems of their ids of people.
func systemsOf(p *place.Place) map[string]string {
	all := map[string]string{}
	for _, x := range p.Partners {
		all[x.PersonSystem()] = x.ID
	}
	return all
}

var patientType = definition.ResourceOf("Patient")
