package record

import (
	"time"

	"continuum/store"
)

// glanced is a resource as one question tells of it, with the first it is about.
type glanced struct {
	current
	about   bool // there is a row that says about whom
	labels  int64
	person  string
	related []byte // nil: it is not known
	rows    int    // whom it is about
}

// ReadWhose is Read by a single question, and gives whom the resource is about. It is
// not told where that takes more: where it has labels of sensitivity, or is about
// several people. Then Read and PeopleIn tell.
func (v View) ReadWhose(tx *store.Tx, key Key) (x Resource, person string, told bool, err error) {
	if v.record == nil {
		return x, "", true, Missing(key)
	}
	g, err := v.record.glance(tx, key)
	switch {
	case err != nil:
		return x, "", true, err
	case g.rows == 0 || g.Version == 0:
		return x, "", true, Missing(key)
	case g.rows > 1 || g.labels != 0 || !g.about || g.person != "" && g.related == nil:
		return x, "", false, nil
	case !v.record.bench.of(v.rule, key.Type)(related(g.related, time.Now().UnixMicro())):
		return x, "", true, Missing(key)
	case g.Deleted:
		return x, "", true, &GoneError{g.Resource}
	}
	g.Content, err = v.record.packer.unpack(g.packed)
	return g.Resource, g.person, true, err
}

const glanceAt = `SELECT r.version, r.at, r.deleted, r.content, a.labels, coalesce(w.name, ''), w.related
	FROM record_resource r LEFT JOIN record_sight a ON a.ordinal = r.ordinal LEFT JOIN record_whose w ON w.patient = a.patient
	WHERE r.type = $1 AND r.id = $2 LIMIT 2`

func (r *Record) glance(tx *store.Tx, key Key) (g glanced, err error) {
	g.Key = key
	for row, err := range tx.Query(glanceAt, r.types[key.Type], key.ID) {
		var at int64
		var labels *int64
		if err == nil {
			err = row.Scan(&g.Version, &at, &g.Deleted, &g.packed, &labels, &g.person, &g.related)
		}
		if err != nil {
			return g, err
		}
		if g.about = labels != nil; g.about {
			g.labels = *labels
		}
		g.rows++
		g.At = time.UnixMicro(at).UTC()
	}
	return g, nil
}
