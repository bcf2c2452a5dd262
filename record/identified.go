package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/store"
)

// Identity is an identifier of a resource of some type.
type Identity struct {
	Type   *definition.Type
	System string
	Value  string
}

// Identified finds the resources that have some identifiers, those that are there:
// one statement for each type and two hundred identifiers.
func (r *Record) Identified(tx *store.Tx, all []Identity) (map[Identity][]Key, error) {
	byType := map[*definition.Type]map[tokenRow]Identity{}
	for _, x := range all {
		if byType[x.Type] == nil {
			byType[x.Type] = map[tokenRow]Identity{}
		}
		byType[x.Type][tokenRow{r.parameters[x.Type]["identifier"], hashOf(x.Value), hashOf(x.System)}] = x
	}
	found := map[Identity][]Key{}
	for t, rows := range byType {
		codes := make([]int64, 0, len(rows))
		for row := range rows {
			codes = append(codes, row.code)
		}
		slices.Sort(codes)
		for some := range slices.Chunk(slices.Compact(codes), fetchAtOnce) {
			if err := r.identifiedOf(tx, t, some, rows, found); err != nil {
				return nil, err
			}
		}
	}
	return found, nil
}

// identifiedOf notes the resources of a type with one of some codes whose systems
// are those asked for.
func (r *Record) identifiedOf(tx *store.Tx, t *definition.Type, codes []int64, asked map[tokenRow]Identity, found map[Identity][]Key) error {
	number := r.parameters[t]["identifier"]
	s := &statement{}
	s.put("SELECT i.code, i.system, x.id FROM record_token i JOIN record_resource x ON x.ordinal = i.ordinal WHERE i.parameter = ").arg(number)
	s.put(" AND i.code IN ")
	list(s, codes)
	s.put(" AND x.version > 0 AND NOT x.deleted ORDER BY x.ordinal")
	for row, err := range tx.Query(s.text.String(), s.args...) {
		key, id := tokenRow{parameter: number}, ""
		if err == nil {
			err = row.Scan(&key.code, &key.system, &id)
		}
		if err != nil {
			return err
		}
		if x, is := asked[key]; is {
			found[x] = append(found[x], Key{t, id})
		}
	}
	return nil
}

// Pointing finds the resources of a type that point, by one of its search
// parameters, at one of some resources, which need not be here themselves.
func (r *Record) Pointing(tx *store.Tx, t *definition.Type, parameter string, at []Key) (all []Key, err error) {
	for some := range slices.Chunk(at, fetchAtOnce) {
		s := &statement{}
		s.put("SELECT DISTINCT x.ordinal, x.id FROM record_reference l JOIN record_resource x ON x.ordinal = l.ordinal WHERE l.parameter = ").arg(r.parameters[t][parameter])
		s.put(" AND l.target IN (SELECT ordinal FROM record_resource WHERE ")
		for i, key := range some {
			if i > 0 {
				s.put(" OR ")
			}
			s.put("type = ").arg(r.types[key.Type]).put(" AND id = ").arg(key.ID)
		}
		s.put(") AND x.version > 0 AND NOT x.deleted ORDER BY 1")
		for row, err := range tx.Query(s.text.String(), s.args...) {
			var ordinal int64
			key := Key{Type: t}
			if err == nil {
				err = row.Scan(&ordinal, &key.ID)
			}
			if err != nil {
				return nil, err
			}
			all = append(all, key)
		}
	}
	return all, nil
}
