package record

import (
	"math"
	"slices"
	"sync"
	"time"

	"continuum/record/definition"
	"continuum/record/sight"
	"continuum/store"
)

// ReadWhose is Read, and gives whom the resource is about by the same question. Where
// that are several it gives none of them, and several is true: PeopleIn tells.
func (v View) ReadWhose(tx *store.Tx, key Key) (x Resource, person string, several bool, err error) {
	if v.record == nil {
		return x, "", false, Missing(key)
	}
	text, args := v.record.reads.of(v, key.Type).asked(key.ID, time.Now().UnixMicro())
	c, rows := current{Resource: Resource{Key: key}}, 0
	for row, err := range tx.Query(text, args...) {
		var at int64
		if err == nil {
			err = row.Scan(&c.Version, &at, &c.Deleted, &c.packed, &person)
		}
		if err != nil {
			return x, "", false, err
		}
		rows++
		c.At = time.UnixMicro(at).UTC()
	}
	switch {
	case rows == 0 || c.Version == 0:
		return x, "", false, Missing(key)
	case c.Deleted:
		return x, "", false, &GoneError{c.Resource}
	}
	c.Content, err = v.record.packer.unpack(c.packed)
	return c.Resource, person, rows > 1, err
}

// reading is the statement by which a resource of a type is read under a rule: it is
// the same but for the id and the instant.
type reading struct {
	text string
	args []any
	nows []int // of the arguments, those that are the instant
}

// whenever stands for the instant while a statement is written, and is none.
const whenever = math.MinInt64 + 1

// idAt is where the id stands among the arguments.
const idAt = 1

// asked gives the statement for one resource now.
func (r *reading) asked(id string, now int64) (text string, args []any) {
	args = slices.Clone(r.args)
	args[idAt] = id
	for _, i := range r.nows {
		args[i] = now
	}
	return r.text, args
}

// newReading writes it.
func newReading(v View, t *definition.Type) *reading {
	e := &eyes{v.record, v.rule, whenever}
	s := &statement{}
	s.put("SELECT r.version, r.at, r.deleted, r.content, coalesce(w.name, '') FROM record_resource r LEFT JOIN record_sight a ON a.ordinal = r.ordinal LEFT JOIN record_whose w ON w.patient = a.patient WHERE r.type = ")
	s.arg(v.record.types[t]).put(" AND r.id = ").arg("")
	if seen := e.clause([]*definition.Type{t}); seen != nil {
		s.put(" AND ")
		seen.holds(s, "r.ordinal")
	}
	s.put(" LIMIT 2")
	r := &reading{text: s.text.String(), args: s.args}
	for i, a := range s.args {
		if a == any(int64(whenever)) {
			r.nows = append(r.nows, i)
		}
	}
	return r
}

// mostReadings is how many statements are kept.
const mostReadings = 10_000

// readings keeps the statements of rules that are asked again and again.
type readings struct {
	mu  sync.RWMutex
	all map[readingKey]*reading
}

type readingKey struct {
	rule any
	of   *definition.Type
}

// of gives the statement for a type under the rule of a view. A full store begins anew.
func (k *readings) of(v View, t *definition.Type) *reading {
	rule, again := sight.Same(v.rule)
	if !again {
		return newReading(v, t)
	}
	key := readingKey{rule, t}
	k.mu.RLock()
	r := k.all[key]
	k.mu.RUnlock()
	if r != nil {
		return r
	}
	r = newReading(v, t)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.all == nil || len(k.all) >= mostReadings {
		k.all = map[readingKey]*reading{}
	}
	k.all[key] = r
	return r
}
