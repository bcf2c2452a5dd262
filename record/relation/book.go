package relation

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/link/identity"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/fact"
	"continuum/record/resource"
	"continuum/store"
	"continuum/warehouse"
)

// The topics of the events that changes tell.
const (
	Unclear    = "consent.unclear"      // a Consent, or a mark, of which not all could be represented: Doubts
	identified = "person.identified"    // a Patient says otherwise who it is; for this package
	renamed    = "organisation.renamed" // what others refer to is known otherwise; for this package
)

// Doubts is the payload of Unclear, whose subject is the resource.
type Doubts struct {
	Unclear []string `json:"unclear"` // in words, without anything that the resource says
}

// Warehouse is the live build.
type Warehouse interface {
	fact.Clusters
	// Who gives a person, or whoever carries on after one, or a fault.NotFound.
	Who(ctx context.Context, personID string) (warehouse.Known, error)
	// Facts gives all that the live build has on a person, as Who finds them.
	Facts(ctx context.Context, personID string) (warehouse.Facts, error)
	// FactsOf gives what some tables have on some people, each that the build knows.
	FactsOf(ctx context.Context, people, tables []string, take func(warehouse.Facts) error) error
	// Overview tells of the live build itself.
	Overview(ctx context.Context) (warehouse.Overview, error)
	// Register tells how ids of people came to be joined.
	Register() (*identity.Register, error)
}

// Book keeps who has to do with whom in a record.
type Book struct {
	*Directory
	db     *store.DB
	record *record.Record
	facts  *fact.Facts
	build  Warehouse // nil: there is none
	known  knownCache
}

// New makes the book of a record. build is nil where nothing was built.
func New(db *store.DB, r *record.Record, d *Directory, f *fact.Facts, build Warehouse) *Book {
	return &Book{Directory: d, db: db, record: r, facts: f, build: build}
}

// Watch lets resources say, as they change, who has to do with whom. It must be called
// before the record is written to.
func (b *Book) Watch() {
	for typ := range tellers {
		b.record.Watch([]string{typ}, b.changed)
	}
	b.record.Watch([]string{"Patient"}, b.identify)
	b.record.Watch([]string{"Organization", "CareTeam", "Location"}, b.rename)
}

// Handle registers what hears of the changes that Watch tells, for good. Register
// before the database runs.
func (b *Book) Handle(ctx context.Context) error {
	if err := b.db.Handle(ctx, identified, "relation", b.onIdentified); err != nil {
		return err
	}
	return b.db.Handle(ctx, renamed, "relation", b.onRenamed)
}

// changed keeps what a resource says now.
func (b *Book) changed(tx *store.Tx, before, after *record.Resource) error {
	if after == nil {
		return b.record.Unrelate(tx, before.String())
	}
	n, err := after.Parsed()
	if err != nil {
		return err
	}
	out, err := b.derive(tx, after.Key, n)
	if err != nil {
		return err
	}
	if before == nil && len(out.all) == 0 && len(out.unclear) == 0 {
		return nil // as of most
	}
	if before != nil {
		was, err := before.Parsed()
		if err != nil {
			return err
		}
		if moved(was, n, tellers[after.Type.Name].subject) {
			if err := b.record.Unrelate(tx, after.String()); err != nil {
				return err
			}
		}
	}
	return b.keep(tx, after.Key, n, out)
}

// moved tells whether a resource is about somebody else than it was.
func moved(was, is resource.Node, subject string) bool {
	return subject != "" && !resource.Equal(was.Get(subject), is.Get(subject))
}

// Says gives the relations that follow from a resource to whoever it is about, and in
// words what of it could not be represented; nothing for types that say nothing.
func (b *Book) Says(tx *store.Tx, n resource.Node) (all []record.Relation, unclear []string, err error) {
	t := definition.ResourceOf(n.Get("resourceType").Text())
	if t == nil || tellers[t.Name].tell == nil {
		return nil, nil, nil
	}
	out, err := b.derive(tx, record.Key{Type: t, ID: n.Get("id").Text()}, n)
	return out.all, out.unclear, err
}

// derive gives what a resource says.
func (b *Book) derive(tx *store.Tx, key record.Key, n resource.Node) (*said, error) {
	out := &said{now: time.Now()}
	r := &reader{Directory: b.Directory, record: b.record, tx: tx, root: n}
	err := tellers[key.Type.Name].tell(r, n, out)
	out.all = slices.DeleteFunc(tidy(out.all, out.now), func(x record.Relation) bool { return x.Party.Of != "" && !fits(x.Party.Of) })
	return out, fault.Wrap(err, "finding who has to do with %s", key)
}

// keep writes what a resource says of everybody it is about.
func (b *Book) keep(tx *store.Tx, key record.Key, n resource.Node, out *said) error {
	people, err := b.peopleOf(tx, key, n)
	if err != nil {
		return err
	}
	if len(people) == 0 && len(out.all) > 0 && key.Type.Name == "Consent" {
		out.doubt(unclearPatient)
	}
	for _, person := range people {
		if err := b.record.Relate(tx, key.String(), person, out.all); err != nil {
			return err
		}
	}
	return doubtful(tx, key, out)
}

const unclearPatient = "the person: nothing was taken"

// doubtful tells of what could not be represented.
func doubtful(tx *store.Tx, key record.Key, out *said) error {
	if len(out.unclear) == 0 {
		return nil
	}
	payload, err := json.Marshal(Doubts{out.unclear})
	if err != nil {
		return fault.Wrap(err, "telling what is unclear")
	}
	return tx.Emit(store.Event{Topic: Unclear, Subject: key.String(), Payload: payload})
}

var patientType = definition.ResourceOf("Patient")

// patients gives the Patients that a resource is about. A Consent finds them by an
// identifier as well: what it denies must not get lost.
func (b *Book) patients(tx *store.Tx, key record.Key, n resource.Node) (all []record.Key, err error) {
	if key.Type == patientType {
		return []record.Key{key}, nil
	}
	ref := n.Get(tellers[key.Type.Name].subject)
	if typ, id := localTo(ref.Get("reference").Text(), ref.Get("type").Text()); typ == "Patient" {
		return []record.Key{{Type: patientType, ID: id}}, nil
	}
	i := ref.Get("identifier")
	system, v := i.Get("system").Text(), strings.TrimSpace(i.Get("value").Text())
	if key.Type.Name != "Consent" || system == "" || v == "" {
		return nil, nil
	}
	x := record.Identity{Type: patientType, System: system, Value: v}
	found, err := b.record.Identified(tx, []record.Identity{x})
	return found[x], err
}

// peopleOf gives the keys of the people that a resource is about.
func (b *Book) peopleOf(tx *store.Tx, key record.Key, n resource.Node) (people []string, err error) {
	patients, err := b.patients(tx, key, n)
	if err != nil {
		return nil, err
	}
	for _, p := range patients {
		person, err := b.personOf(tx, p)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(people, person) {
			people = append(people, person)
		}
	}
	return people, nil
}

// personOf gives the key of the person that a Patient is, kept or a fact.
func (b *Book) personOf(tx *store.Tx, patient record.Key) (string, error) {
	person, isFact, err := b.facts.Bearer(context.Background(), patient.ID)
	if err != nil || !isFact || person == "" {
		if err != nil {
			return "", err
		}
		return b.record.PersonOf(tx, patient)
	}
	was, err := b.record.PersonOf(tx, patient)
	if err == nil && was != person {
		err = b.record.SetPerson(tx, patient, person)
	}
	return person, err
}
