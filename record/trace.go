package record

import (
	"slices"
	"time"

	"continuum/record/definition"
	"continuum/store"
)

// Trace is a resource that tells of a person, in one of its versions at least.
type Trace struct {
	Key
	At      time.Time // when its newest version was made
	Deleted bool      // and keeps what it was before
	Others  bool      // it tells of somebody else too, in one of its versions
	ordinal int64
}

// sayings are parameters by which resources that name nobody tell of what is
// somebody's: whoever made an observation, whoever sent it on.
var sayings = map[string][]string{
	"Provenance": {"target", "entity"}, "AuditEvent": {"entity"}, "Linkage": {"item", "source"}, "DeviceMetric": {"source"}, "MessageHeader": {"focus"},
	"VerificationResult": {"target"}, "Bundle": {"composition", "message"}, "PaymentNotice": {"request", "response"}, "PaymentReconciliation": {"request"},
}

// Traces gives all resources that tell of a person, deleted ones too, in the order in
// which they came: those about one of the person's Patients, and those about nobody
// that point at these to tell of them. It reads whom all resources are about, so it is
// for what is done seldom.
func (r *Record) Traces(tx *store.Tx, person string) ([]Trace, error) {
	const question = `SELECT c.ordinal, c.type, c.id, c.at, c.deleted,
		EXISTS (SELECT 1 FROM record_sight o JOIN record_whose x ON x.patient = o.patient WHERE o.ordinal = c.ordinal AND x.person <> $1)
		OR EXISTS (SELECT 1 FROM record_sight_before o JOIN record_whose x ON x.patient = o.patient WHERE o.ordinal = c.ordinal AND x.person <> $1)
		FROM (SELECT s.ordinal FROM record_sight s JOIN record_whose w ON w.patient = s.patient WHERE w.person = $1
		UNION SELECT s.ordinal FROM record_sight_before s JOIN record_whose w ON w.patient = s.patient WHERE w.person = $1) AS mine
		JOIN record_resource c ON c.ordinal = mine.ordinal WHERE c.version > 0 ORDER BY c.ordinal`
	all, err := r.traced(tx, question, personNumber(person))
	if err != nil {
		return nil, err
	}
	more, err := r.tellers(tx, all)
	all = append(all, more...)
	slices.SortFunc(all, func(a, b Trace) int { return int(a.ordinal - b.ordinal) })
	return all, err
}

func (r *Record) traced(tx *store.Tx, question string, args ...any) (all []Trace, err error) {
	for row, err := range tx.Query(question, args...) {
		var x Trace
		var typ, at int64
		if err == nil {
			err = row.Scan(&x.ordinal, &typ, &x.ID, &at, &x.Deleted, &x.Others)
		}
		if err != nil {
			return nil, err
		}
		if x.Type, x.At = r.names[typ], time.UnixMicro(at).UTC(); x.Type != nil {
			all = append(all, x)
		}
	}
	return all, nil
}

// tellers gives what is about nobody and tells of some resources. Others holds where
// it tells of other people's too.
func (r *Record) tellers(tx *store.Tx, of []Trace) (all []Trace, err error) {
	var numbers []int64
	for t, codes := range sayings {
		for _, code := range codes {
			if number, is := r.parameters[definition.ResourceOf(t)][code]; is {
				numbers = append(numbers, number)
			}
		}
	}
	slices.Sort(numbers)
	mine, met := map[int64]bool{}, map[int64]bool{}
	for _, x := range of {
		mine[x.ordinal] = !x.Others
	}
	for some := range slices.Chunk(of, fetchAtOnce) {
		found, err := r.tellersOf(tx, some, numbers)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			if _, is := mine[x.ordinal]; !is && !met[x.ordinal] {
				met[x.ordinal] = true
				all = append(all, x)
			}
		}
	}
	for i := range all {
		if all[i].Others, err = toldOfOthers(tx, all[i].ordinal, mine); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (r *Record) tellersOf(tx *store.Tx, some []Trace, numbers []int64) ([]Trace, error) {
	s := &statement{}
	s.put("SELECT DISTINCT c.ordinal, c.type, c.id, c.at, c.deleted, FALSE FROM record_reference l JOIN record_resource c ON c.ordinal = l.ordinal WHERE ")
	s.in("l.parameter", numbers).put(" AND ").in("l.target", ordinalsOf(some))
	s.put(" AND EXISTS (SELECT 1 FROM record_sight s WHERE s.ordinal = c.ordinal AND s.patient = 0)")
	if err := s.fits(); err != nil {
		return nil, err
	}
	return r.traced(tx, s.text.String(), s.args...)
}

func ordinalsOf(some []Trace) []int64 {
	all := make([]int64, len(some))
	for i := range some {
		all[i] = some[i].ordinal
	}
	return all
}

// toldOfOthers tells whether a resource points at something of a person that is not
// mine alone.
func toldOfOthers(tx *store.Tx, ordinal int64, mine map[int64]bool) (others bool, err error) {
	const question = `SELECT DISTINCT l.target FROM record_reference l WHERE l.ordinal = $1
		AND EXISTS (SELECT 1 FROM record_sight s WHERE s.ordinal = l.target AND s.patient <> 0)`
	for row, err := range tx.Query(question, ordinal) {
		var target int64
		if err == nil {
			err = row.Scan(&target)
		}
		if err != nil {
			return false, err
		}
		others = others || !mine[target]
	}
	return others, nil
}

// TraceOf gives the trace of one resource; NotFound where it has never been here.
func (r *Record) TraceOf(tx *store.Tx, key Key) (Trace, error) {
	all, err := r.traced(tx, "SELECT ordinal, type, id, at, deleted, FALSE FROM record_resource WHERE type = $1 AND id = $2 AND version > 0", r.types[key.Type], key.ID)
	if err == nil && len(all) == 0 {
		err = Missing(key)
	}
	if err != nil {
		return Trace{}, err
	}
	return all[0], nil
}

// Every gives all versions of some resources, the oldest of each first, one by one. It
// holds few of them at a time.
func (r *Record) Every(tx *store.Tx, of []Trace, take func(Resource) error) error {
	keys := map[int64]Key{}
	for some := range slices.Chunk(of, fetchAtOnce) {
		clear(keys)
		for _, x := range some {
			keys[x.ordinal] = x.Key
		}
		if err := r.every(tx, ordinalsOf(some), keys, take); err != nil {
			return err
		}
	}
	return nil
}

func (r *Record) every(tx *store.Tx, ordinals []int64, keys map[int64]Key, take func(Resource) error) error {
	s := &statement{}
	s.put("SELECT ordinal, version, at, deleted, content FROM (SELECT ordinal, version, at, deleted, content FROM record_resource WHERE ").in("ordinal", ordinals)
	s.put(" UNION ALL SELECT ordinal, version, at, deleted, content FROM record_version WHERE ").in("ordinal", ordinals).put(") AS versions ORDER BY ordinal, version")
	for row, err := range s.rows(tx) {
		var x Resource
		var ordinal, at int64
		var packed []byte
		if err == nil {
			err = row.Scan(&ordinal, &x.Version, &at, &x.Deleted, &packed)
		}
		if err == nil && !x.Deleted {
			x.Content, err = r.packer.unpack(packed)
		}
		if err != nil {
			return err
		}
		x.Key, x.At = keys[ordinal], time.UnixMicro(at).UTC()
		if err := take(x); err != nil {
			return err
		}
	}
	return nil
}

// PatientsOf gives the Patients that are a person, those only pointed at too.
func (r *Record) PatientsOf(tx *store.Tx, person string) (all []Key, err error) {
	const question = "SELECT p.id FROM record_whose w JOIN record_resource p ON p.ordinal = w.patient WHERE w.person = $1 ORDER BY p.id"
	for row, err := range tx.Query(question, personNumber(person)) {
		x := Key{Type: definition.ResourceOf(patientName)}
		if err == nil {
			err = row.Scan(&x.ID)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

// Entries is how much of a type is kept about a person.
type Entries struct {
	Person string
	Type   *definition.Type
	Count  int64     // of resources, deleted ones too
	Last   time.Time // when the newest version was made
}

// Entries gives what is kept about a person, or about everybody where it is "", by
// person and type. What take does must not ask the database.
func (r *Record) Entries(tx *store.Tx, person string, take func(Entries) error) error {
	s := &statement{}
	s.put("SELECT w.name, s.type, count(DISTINCT c.ordinal), max(c.at) FROM record_whose w JOIN record_sight s ON s.patient = w.patient JOIN record_resource c ON c.ordinal = s.ordinal WHERE c.version > 0")
	if person != "" {
		s.put(" AND w.person = ").arg(personNumber(person))
	}
	s.put(" GROUP BY w.name, s.type ORDER BY w.name, s.type")
	for row, err := range s.rows(tx) {
		var x Entries
		var typ, at int64
		if err == nil {
			err = row.Scan(&x.Person, &typ, &x.Count, &at)
		}
		if err != nil {
			return err
		}
		if x.Type, x.Last = r.names[typ], time.UnixMicro(at).UTC(); x.Type == nil {
			continue
		}
		if err := take(x); err != nil {
			return err
		}
	}
	return nil
}

// Deaths gives when people died, so far as their Patients say it, of one person or of
// everybody where it is "". A date that is not told to the day counts by its end.
func (r *Record) Deaths(tx *store.Tx, person string) (map[string]time.Time, error) {
	s := &statement{}
	s.put("SELECT w.name, max(d.high) FROM record_date d JOIN record_whose w ON w.patient = d.ordinal WHERE d.parameter = ").arg(r.parameters[definition.ResourceOf(patientName)]["death-date"])
	if person != "" {
		s.put(" AND w.person = ").arg(personNumber(person))
	}
	s.put(" GROUP BY w.name")
	all := map[string]time.Time{}
	for row, err := range s.rows(tx) {
		var name string
		var at int64
		if err == nil {
			err = row.Scan(&name, &at)
		}
		if err != nil {
			return nil, err
		}
		all[name] = time.UnixMicro(at).UTC()
	}
	return all, nil
}
