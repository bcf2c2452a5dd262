package record

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/store"
)

// A person is named by a key: the build's id of them where a build knows them, else
// the key of the Patient who carries on, "Patient/7". Several Patients may be one
// person. Every Patient that is here or pointed at has a row that says who it is, from
// the first: nobody is overlooked because nobody has said who they are yet.

// longestPerson is how long the key of a person may be, in bytes.
const longestPerson = 200

// personNumber stands for a person in tables. Nobody can aim at it.
func personNumber(person string) int64 {
	h := sha256.Sum256([]byte(person))
	return int64(binary.BigEndian.Uint64(h[:]) >> 1)
}

func checkPerson(person string) error {
	if person == "" || len(person) > longestPerson {
		return fault.New(fault.Invalid, "the key of a person has 1 to %d bytes, not %d", longestPerson, len(person))
	}
	return nil
}

// SetPerson says who a Patient is, whether it is here or may come. A Patient of whom
// nobody said it is the person "Patient/id".
func (r *Record) SetPerson(tx *store.Tx, patient Key, person string) error {
	if err := checkPerson(person); err != nil {
		return err
	}
	if patient.Type == nil || patient.Type.Name != patientName {
		return fault.New(fault.Invalid, "%s is no Patient", patient)
	}
	ordinal, err := r.ordinalOf(tx, patient.String())
	if err == nil {
		_, err = tx.Exec("UPDATE record_whose SET person = $1, name = $2 WHERE patient = $3", personNumber(person), person, ordinal)
	}
	if err == nil {
		err = refresh(tx, "patient", ordinal)
	}
	return fault.Wrap(err, "saying who %s is", patient)
}

// PersonOf gives the key of the person that a Patient is, also of one that is not here.
func (r *Record) PersonOf(tx *store.Tx, patient Key) (person string, err error) {
	err = tx.QueryRow("SELECT w.name FROM record_resource p JOIN record_whose w ON w.patient = p.ordinal WHERE p.type = $1 AND p.id = $2", r.types[patient.Type], patient.ID).Scan(&person)
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return r.ownKey(patient.String()), nil
	}
	return person, fault.Wrap(err, "finding who %s is", patient)
}

// WithPersons says who Patients are whose ids tell it, such as those of a build's people:
// f gives "" for others.
func WithPersons(f func(id string) (person string)) Option {
	return func(r *Record) { r.persons = f }
}

// ownKey is who a Patient is of whom nobody said it.
func (r *Record) ownKey(patient string) string {
	if r.persons != nil {
		if person := r.persons(strings.TrimPrefix(patient, patientName+"/")); person != "" {
			return person
		}
	}
	return patient
}

// ownPerson makes a Patient a person of its own, unless it is known who it is.
func (r *Record) ownPerson(tx *store.Tx, ordinal int64, patient string) error {
	key := r.ownKey(patient)
	added, err := tx.Exec("INSERT INTO record_whose (patient, person, name) VALUES ($1, $2, $3) ON CONFLICT (patient) DO NOTHING", ordinal, personNumber(key), key)
	if added == 0 || err != nil {
		return err
	}
	return refresh(tx, "patient", ordinal) // somebody may be related to the person already
}

// isPatient tells whether a type is that of people.
func isPatient(t *definition.Type) bool { return t != nil && t.Name == patientName }
