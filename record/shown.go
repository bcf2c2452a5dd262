package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/record/sight"
	"continuum/store"
)

// shown leaves of what is held beside what may be seen.
func (r *Record) shown(tx *store.Tx, e *eyes, b *Beside) (*Beside, error) {
	if e == nil || b == nil {
		return b, nil
	}
	out := *b
	var err error
	if out.Held, err = r.seenOf(tx, e, b.Held, b); len(out.Held) == 0 {
		out.Build = "" // which would tell that there is somebody
	}
	return &out, err
}

// seenOf gives which of some resources may be seen, by their contents.
func (r *Record) seenOf(tx *store.Tx, e *eyes, all []Held, b *Beside) ([]Held, error) {
	rules := map[*definition.Type]sight.Rule{}
	about, labels := make([][]string, len(all)), make([][]string, len(all))
	patients := map[string]string{}
	for i := range all {
		h := &all[i]
		rule, known := rules[h.Type]
		if !known {
			rule = e.over([]*definition.Type{h.Type})
			rules[h.Type] = rule
		}
		if _, certain := rule.(sight.Always); certain {
			continue
		}
		var err error
		if about[i], err = r.aboutNode(h.Key, h.Node); err != nil {
			return nil, err
		}
		labels[i] = r.labelsOf(h.Node)
		for _, key := range about[i] {
			patients[key] = b.Persons[key]
		}
	}
	if err := r.whoAre(tx, patients); err != nil {
		return nil, err
	}
	related, err := r.relatedNow(tx, e, patients)
	if err != nil {
		return nil, err
	}
	for person, more := range b.Related {
		for _, party := range more {
			if related[person] != nil {
				related[person][party.Number()] = true
			}
		}
	}
	var met []Held
	for i := range all {
		x := sight.Item{Type: all[i].Type.Name, Labels: labels[i]}
		for _, key := range about[i] {
			x.People = append(x.People, related[patients[key]])
		}
		if sight.Holds(rules[all[i].Type], &x) {
			met = append(met, all[i])
		}
	}
	return met, nil
}

// whoAre finds who Patients are of whom it is not said yet.
func (r *Record) whoAre(tx *store.Tx, patients map[string]string) error {
	var ids []string
	for key, person := range patients {
		if person == "" {
			patients[key] = r.ownKey(key)
			_, id := r.place(key)
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for some := range slices.Chunk(ids, fetchAtOnce) {
		s := &statement{}
		s.put("SELECT p.id, w.name FROM record_resource p JOIN record_whose w ON w.patient = p.ordinal WHERE p.type = ").arg(r.types[definition.ResourceOf(patientName)]).put(" AND p.id IN ")
		list(s, some)
		for row, err := range s.rows(tx) {
			var id, person string
			if err == nil {
				err = row.Scan(&id, &person)
			}
			if err != nil {
				return err
			}
			patients[patientName+"/"+id] = person
		}
	}
	return nil
}

// parties are the numbers of those who have a relation to a person now.
type parties map[int64]bool

// Has tells whether a party is among them.
func (p parties) Has(party sight.Party) bool { return p[party.Number()] }

// relatedNow gives who has a relation to people now.
func (r *Record) relatedNow(tx *store.Tx, e *eyes, patients map[string]string) (map[string]parties, error) {
	related, numbers := map[string]parties{}, []int64{}
	for _, person := range patients {
		if related[person] == nil {
			related[person] = parties{}
			numbers = append(numbers, personNumber(person))
		}
	}
	slices.Sort(numbers)
	for some := range slices.Chunk(numbers, fetchAtOnce) {
		s := &statement{}
		s.put("SELECT name, party FROM record_relation WHERE ").in("person", some).put(" AND since <= ").arg(e.now).put(" AND until > ").arg(e.now)
		for row, err := range s.rows(tx) {
			var person string
			var party int64
			if err == nil {
				err = row.Scan(&person, &party)
			}
			if err != nil {
				return nil, err
			}
			related[person][party] = true
		}
	}
	return related, nil
}
