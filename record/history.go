package record

import (
	"time"

	"continuum/record/definition"
	"continuum/store"
)

// Scope says whose history is wanted: one resource's, those of a type, or all.
type Scope struct {
	Type *definition.Type // nil: of all types
	ID   string           // "": of all ids
}

// Span is a page of a history.
type Span struct {
	Since  time.Time // zero: from the beginning
	Before time.Time // versions made before; zero: up to now
	Count  int
}

// History gives versions, deletions among them, the newest first. Versions of one
// instant are never parted: a page may be longer than asked for.
func (r *Record) History(tx *store.Tx, of Scope, span Span) ([]Resource, error) {
	return r.history(tx, of, span, nil)
}

func (r *Record) history(tx *store.Tx, of Scope, span Span, e *eyes) ([]Resource, error) {
	limit, err := r.oldest(tx, of, span, e)
	if err != nil {
		return nil, err
	}
	s := &statement{}
	r.versions(s, of, span, e, "type, id, version, at, deleted, content")
	s.put(" WHERE at >= ").arg(limit).put(" ORDER BY at DESC, type, id, version DESC")
	var all []Resource
	for row, err := range tx.Query(s.text.String(), s.args...) {
		var x Resource
		var typ, at int64
		var packed []byte
		if err == nil {
			err = row.Scan(&typ, &x.ID, &x.Version, &at, &x.Deleted, &packed)
		}
		if err == nil && !x.Deleted {
			x.Content, err = r.packer.unpack(packed)
		}
		if err != nil {
			return nil, err
		}
		x.Type, x.At = r.names[typ], time.UnixMicro(at).UTC()
		all = append(all, x)
	}
	return all, nil
}

// oldest finds when the last version of a page was made.
func (r *Record) oldest(tx *store.Tx, of Scope, span Span, e *eyes) (int64, error) {
	s := &statement{}
	s.put("SELECT coalesce(min(at), 0) FROM (")
	r.versions(s, of, span, e, "at")
	s.put(" ORDER BY at DESC LIMIT ").arg(max(span.Count, 1)).put(") AS page")
	return s.one(tx)
}

// versions writes a query of all versions in scope that may be seen.
func (r *Record) versions(s *statement, of Scope, span Span, e *eyes, columns string) {
	var types []*definition.Type
	if of.Type != nil {
		types = append(types, of.Type)
	}
	bounds := func(made string) {
		if !span.Since.IsZero() {
			s.put(" AND ", made, ".at >= ").arg(span.Since)
		}
		if !span.Before.IsZero() {
			s.put(" AND ", made, ".at < ").arg(span.Before)
		}
		if of.Type != nil {
			s.put(" AND c.type = ").arg(r.types[of.Type])
		}
		if of.ID != "" {
			s.put(" AND c.id = ").arg(of.ID)
		}
	}
	s.put("SELECT ", columns, " FROM (SELECT c.type, c.id, c.version, c.at, c.deleted, c.content FROM record_resource c WHERE c.version > 0")
	bounds("c")
	if seen := e.clause(types); seen != nil {
		s.put(" AND ")
		seen.holds(s, "c.ordinal")
	}
	s.put(" UNION ALL SELECT c.type, c.id, v.version, v.at, v.deleted, v.content FROM record_version v JOIN record_resource c ON c.ordinal = v.ordinal WHERE 1 = 1")
	bounds("v")
	e.before(s, types, "v.ordinal", "v.version", "c.type")
	s.put(") AS versions")
}
