package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/record/index"
	"continuum/record/resource"
	"continuum/store"
)

// A resource is about those Patients at whom it points by patient or subject; one that
// names nobody so, by any other parameter that makes it a member of a Patient's
// compartment in R4. So an observation of a child is about the child and not about the
// mother who made it, while a form that a person filled in about nobody is theirs. A
// Patient is about itself.

// wayToPeople is the parameters of a type by which it names whom it is about: those of
// the second step where those of the first lead to nobody.
type wayToPeople [2][]string

const patientName = "Patient"

// waysToPeople finds them for each type.
func (r *Record) waysToPeople() {
	r.people = map[*definition.Type]wayToPeople{}
	for t := range resources() {
		var way wayToPeople
		for _, code := range []string{"patient", "subject"} {
			if p := t.Parameter(code); p != nil && p.Kind == definition.Reference {
				way[0] = append(way[0], code)
			}
		}
		for _, code := range t.CompartmentOf(definition.ResourceOf(patientName)) {
			if !slices.Contains(way[0], code) {
				way[1] = append(way[1], code)
			}
		}
		r.people[t] = way
	}
}

// about gives the keys of the Patients a resource is about, by the targets of its
// parameters.
func (r *Record) about(key Key, targets func(code string) ([]string, error)) (people []string, err error) {
	if key.Type.Name == patientName {
		return []string{key.String()}, nil
	}
	patients := r.types[definition.ResourceOf(patientName)]
	for _, codes := range r.people[key.Type] {
		for _, code := range codes {
			met, err := targets(code)
			if err != nil {
				return nil, err
			}
			for _, target := range met {
				if typ, _ := r.place(target); typ == patients && !slices.Contains(people, target) {
					people = append(people, target)
				}
			}
		}
		if len(people) > 0 {
			break
		}
	}
	return people, nil
}

// aboutNode gives them by a content.
func (r *Record) aboutNode(key Key, n resource.Node) ([]string, error) {
	return r.about(key, func(code string) (targets []string, err error) {
		values, err := index.Of(n, code)
		for _, v := range values {
			if v.Target != "" {
				targets = append(targets, v.Target)
			}
		}
		return targets, err
	})
}

// aboutRows gives them by the rows of an index.
func (r *Record) aboutRows(key Key, rows *rows) ([]string, error) {
	return r.about(key, func(code string) (targets []string, err error) {
		number := r.parameters[key.Type][code]
		for _, x := range rows.references {
			if x.parameter == number {
				targets = append(targets, x.target)
			}
		}
		return targets, nil
	})
}

var sightColumns = []string{"ordinal", "patient", "type", "labels"}

// sighted notes whom a resource is about and how it is labelled.
func (w *Writer) sighted(ordinal int64, d *Draft) error {
	labels, err := w.bitsOf(d.labels)
	if err != nil {
		return err
	}
	rows, err := w.sightings(ordinal, d.Type, d.people, labels)
	w.sights = append(w.sights, rows...)
	return err
}

// sightings makes the rows of a resource.
func (w *Writer) sightings(ordinal int64, t *definition.Type, people []string, labels int64) (rows [][]any, err error) {
	of := []int64{0}
	if len(people) > 0 {
		of = nil
	}
	for _, key := range people {
		patient, err := w.known(key)
		if err != nil {
			return nil, err
		}
		of = append(of, patient)
	}
	for _, patient := range of {
		rows = append(rows, []any{ordinal, patient, w.types[t], labels})
	}
	return rows, nil
}

// flushSights puts in what was noted.
func (w *Writer) flushSights() error {
	rows := w.sights
	w.sights = nil
	return w.tx.Insert("record_sight", sightColumns, rows)
}

// outdate keeps whom the version that was is about, and forgets it of what is now
// unless it is deleted: then nothing else says it.
func outdate(tx *store.Tx, ordinal, version int64, deleted bool) error {
	_, err := tx.Exec("INSERT INTO record_sight_before (ordinal, version, patient, labels) SELECT ordinal, "+cast("$2")+", patient, labels FROM record_sight WHERE ordinal = $1", ordinal, version)
	if err == nil && !deleted {
		_, err = tx.Exec("DELETE FROM record_sight WHERE ordinal = $1", ordinal)
	}
	return err
}

// cast says that a parameter is a number where nothing else does.
func cast(parameter string) string { return "CAST(" + parameter + " AS BIGINT)" }
