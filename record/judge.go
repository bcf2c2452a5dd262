package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/record/sight"
	"continuum/store"
)

// Whole tells whether the view is of everything, so that nothing need be asked.
func (v View) Whole() bool {
	rule, is := sight.For(v.rule, nil).(sight.Always)
	return v.record != nil && is && bool(rule)
}

// Standing is how a resource stands to a view.
type Standing struct{ There, Seen bool }

// Standings tells which of some resources are there, and which of these may be seen.
func (v View) Standings(tx *store.Tx, keys []Key) (map[Key]Standing, error) {
	all := map[Key]Standing{}
	if v.record == nil {
		return all, nil
	}
	byType := map[*definition.Type][]string{}
	for _, key := range keys {
		byType[key.Type] = append(byType[key.Type], key.ID)
	}
	e := v.eyes()
	for t, ids := range byType {
		for some := range slices.Chunk(ids, fetchAtOnce) {
			if err := e.standings(tx, t, some, all); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

func (e *eyes) standings(tx *store.Tx, t *definition.Type, ids []string, all map[Key]Standing) error {
	s := &statement{}
	s.put("SELECT r.id, CASE WHEN ")
	if seen := e.clause([]*definition.Type{t}); seen != nil {
		seen.holds(s, "r.ordinal")
	} else {
		s.put("1 = 1")
	}
	s.put(" THEN 1 ELSE 0 END FROM record_resource r WHERE r.type = ").arg(e.types[t]).put(" AND r.id IN ")
	list(s, ids)
	s.put(" AND r.version > 0 AND NOT r.deleted")
	for row, err := range s.rows(tx) {
		var id string
		var seen int64
		if err == nil {
			err = row.Scan(&id, &seen)
		}
		if err != nil {
			return err
		}
		all[Key{t, id}] = Standing{true, seen == 1}
	}
	return nil
}

// Takes tells which of some drafts may be seen, were they written.
func (v View) Takes(tx *store.Tx, drafts []*Draft) (map[Key]bool, error) {
	all, patients := map[Key]bool{}, map[string]string{}
	if v.record == nil {
		return all, nil
	}
	for _, d := range drafts {
		for _, key := range d.people {
			patients[key] = ""
		}
	}
	e := v.eyes()
	if err := e.whoAre(tx, patients); err != nil {
		return nil, err
	}
	related, err := e.relatedNow(tx, e, patients)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		x := sight.Item{Type: d.Type.Name, Labels: d.labels}
		for _, key := range d.people {
			x.People = append(x.People, related[patients[key]])
		}
		all[d.Key] = sight.Holds(v.rule, &x)
	}
	return all, nil
}
