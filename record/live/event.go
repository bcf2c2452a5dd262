package live

import (
	"encoding/json"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/resource"
	"continuum/store"
)

// The topics of the events that changes of resources tell, however these came.
const (
	Registered         = "person.registered"         // a person was met for the first time
	Died               = "person.died"               // somebody said that the person is dead
	DeathWithdrawn     = "person.death-withdrawn"    // and took it back
	Merged             = "person.merged"             // two records turned out to be one person's
	Admitted           = "visit.admitted"            // came to stay in hospital
	Attended           = "visit.attended"            // came to an emergency department
	Transferred        = "visit.transferred"         // is in another place than was known
	Discharged         = "visit.discharged"          // left
	AdmissionWithdrawn = "visit.admission-withdrawn" // never came, after all
	DischargeWithdrawn = "visit.discharge-withdrawn" // is still there, after all
)

// Topics lists them all, for who registers handlers.
var Topics = []string{Registered, Died, DeathWithdrawn, Merged, Admitted, Attended, Transferred, Discharged, AdmissionWithdrawn, DischargeWithdrawn}

// Told is the payload of an event. Its subject is the reference of the live Patient.
type Told struct {
	Patient string    `json:"patient"`           // such as Patient/1
	Into    string    `json:"into,omitempty"`    // of a merge: who goes on
	Visit   string    `json:"visit,omitempty"`   // such as Encounter/1
	Class   string    `json:"class,omitempty"`   // of the visit: IMP, EMER ...
	Partner string    `json:"partner,omitempty"` // id; absent where it cannot be told
	Place   string    `json:"place,omitempty"`   // where the person is, or was last, in words
	From    string    `json:"from,omitempty"`    // of a transfer: where the person was
	At      string    `json:"at,omitempty"`      // when it happened, as precise as it was said, as FHIR writes it
	Told    time.Time `json:"told"`              // when we were told
}

// Watch lets changes of Patients and Encounters of a record tell events.
func Watch(r *record.Record, partners []place.Partner) {
	w := &watcher{r, partners}
	r.Watch([]string{"Patient"}, w.patient)
	r.Watch([]string{"Encounter"}, w.encounter)
}

type watcher struct {
	record   *record.Record
	partners []place.Partner
}

// told is an event being made.
type told struct {
	Told
	topic string
	at    When
}

func (w *watcher) emit(tx *store.Tx, t told) error {
	if t.Patient == "" {
		return nil // of nobody we know
	}
	t.At = t.at.Text
	payload, err := json.Marshal(t.Told)
	if err != nil {
		return fault.Wrap(err, "telling an event")
	}
	at := t.at.Time
	if at.IsZero() {
		at = t.Told.Told
	}
	return tx.Emit(store.Event{Topic: t.topic, Subject: t.Patient, Payload: payload, At: at})
}

// nodeOf reads a version; the zero Node where there is none.
func nodeOf(x *record.Resource) (resource.Node, error) {
	if x == nil || x.Content == nil {
		return resource.Node{}, nil
	}
	return x.Parsed()
}

// both reads the versions before and after.
func both(before, after *record.Resource) (was, is resource.Node, err error) {
	if was, err = nodeOf(before); err == nil {
		is, err = nodeOf(after)
	}
	return was, is, err
}

// patient tells what a change of a Patient means.
func (w *watcher) patient(tx *store.Tx, before, after *record.Resource) error {
	was, is, err := both(before, after)
	if after == nil || err != nil {
		return err
	}
	t := told{Told: Told{Patient: after.String(), Partner: partnerOf(is, w.partners, place.Partner.PersonSystem), Told: after.At}}
	if before == nil {
		t.topic = Registered
		if err := w.emit(tx, t); err != nil {
			return err
		}
	}
	wasDead, isDead := deathOf(was), deathOf(is)
	switch {
	case isDead != nil && wasDead == nil:
		t.topic, t.at = Died, isDead.At
		err = w.emit(tx, t)
	case isDead == nil && wasDead != nil:
		t.topic = DeathWithdrawn
		err = w.emit(tx, t)
	}
	if err != nil {
		return err
	}
	t.at = When{}
	return w.merges(tx, t, was, is)
}

// merges tells of links that are new. Of the two sides of a merge the first to be
// written tells it.
func (w *watcher) merges(tx *store.Tx, t told, was, is resource.Node) error {
	known := map[[2]string]bool{}
	for _, l := range linksOf(was) {
		known[l] = true
	}
	self := t.Patient
	for _, l := range linksOf(is) {
		opposite := map[string]string{"replaced-by": "replaces", "replaces": "replaced-by"}[l[0]]
		if opposite == "" || known[l] {
			continue
		}
		told, err := w.linked(tx, l[1], opposite, self)
		if err != nil {
			return err
		}
		if told {
			continue
		}
		t.topic, t.Patient, t.Into = Merged, self, l[1]
		if l[0] == "replaces" {
			t.Patient, t.Into = l[1], self
		}
		if err := w.emit(tx, t); err != nil {
			return err
		}
	}
	return nil
}

// linksOf gives the links of a Patient: type and reference.
func linksOf(n resource.Node) (all [][2]string) {
	for l := range n.Get("link").Items() {
		if to := l.Get("other").Get("reference").Text(); strings.HasPrefix(to, "Patient/") {
			all = append(all, [2]string{l.Get("type").Text(), to})
		}
	}
	return all
}

// linked tells whether a Patient has a link to another.
func (w *watcher) linked(tx *store.Tx, of, how, to string) (bool, error) {
	x, err := w.record.Read(tx, record.Key{Type: patientType, ID: strings.TrimPrefix(of, "Patient/")})
	if fault.CodeOf(err) == fault.NotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	n, err := x.Parsed()
	for _, l := range linksOf(n) {
		if l == [2]string{how, to} {
			return true, err
		}
	}
	return false, err
}

// partnerOf tells whose a resource is by its identifiers, "" where they do not say.
func partnerOf(n resource.Node, partners []place.Partner, system func(place.Partner) string) string {
	for x := range n.Get("identifier").Items() {
		for _, p := range partners {
			if x.Get("system").Text() == system(p) {
				return p.ID
			}
		}
	}
	return ""
}
