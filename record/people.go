package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/store"
)

// PeopleIn gives the keys of the people that some resources are about, each once, in
// order: of those that are kept what is kept says it, of those held beside a search
// what they say themselves.
func (r *Record) PeopleIn(tx *store.Tx, all []Resource, beside *Beside) ([]string, error) {
	patients, ids := map[string]string{}, map[*definition.Type][]string{}
	held := map[string]*Held{}
	if beside != nil {
		for i := range beside.Held {
			held[beside.Held[i].String()] = &beside.Held[i]
		}
	}
	for i := range all {
		h := held[all[i].String()]
		if h == nil {
			ids[all[i].Type] = append(ids[all[i].Type], all[i].ID)
			continue
		}
		about, err := r.aboutNode(h.Key, h.Node)
		if err != nil {
			return nil, err
		}
		for _, key := range about {
			patients[key] = beside.Persons[key]
		}
	}
	if err := r.whoAre(tx, patients); err != nil {
		return nil, err
	}
	people := []string{}
	for _, person := range patients {
		people = append(people, person)
	}
	for t, some := range ids {
		more, err := r.peopleOf(tx, t, some)
		if err != nil {
			return nil, err
		}
		people = append(people, more...)
	}
	slices.Sort(people)
	return slices.Compact(people), nil
}

// peopleOf gives them of resources of one type that are kept.
func (r *Record) peopleOf(tx *store.Tx, t *definition.Type, ids []string) (people []string, err error) {
	for some := range slices.Chunk(ids, fetchAtOnce) {
		s := &statement{}
		s.put("SELECT DISTINCT w.name FROM record_resource x JOIN record_sight a ON a.ordinal = x.ordinal JOIN record_whose w ON w.patient = a.patient WHERE x.type = ").arg(r.types[t])
		s.put(" AND x.id IN ")
		list(s, some)
		for row, err := range s.rows(tx) {
			var person string
			if err == nil {
				err = row.Scan(&person)
			}
			if err != nil {
				return nil, err
			}
			people = append(people, person)
		}
	}
	return people, nil
}

// PeopleOf gives the keys of the people that the matches of a search, and what it
// included, are about, as PeopleIn does.
func (r *Record) PeopleOf(tx *store.Tx, found *Found, beside *Beside) ([]string, error) {
	var held []Resource
	ordinals := make([]int64, 0, len(found.things)+len(found.beside))
	for _, t := range slices.Concat(found.things, found.beside) {
		if t > 0 {
			ordinals = append(ordinals, t)
		} else {
			held = append(held, found.asking.aside.held(t).Resource)
		}
	}
	people, err := r.PeopleIn(tx, held, beside)
	if err != nil {
		return nil, err
	}
	for _, some := range pieces(ordinals) {
		s := &statement{}
		s.put("SELECT DISTINCT w.name FROM record_sight a JOIN record_whose w ON w.patient = a.patient WHERE ")
		some.holds(s, "a.ordinal")
		for row, err := range s.rows(tx) {
			var person string
			if err == nil {
				err = row.Scan(&person)
			}
			if err != nil {
				return nil, err
			}
			people = append(people, person)
		}
	}
	slices.Sort(people)
	return slices.Compact(people), nil
}
