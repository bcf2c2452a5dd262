package record

import (
	"math"
	"time"

	"continuum/internal/fault"
	"continuum/record/sight"
	"continuum/store"
)

// Relation says that a party has a relation to a person for some time.
type Relation struct {
	Party  sight.Party
	Since  time.Time // zero: always has had
	Until  time.Time // from when it no longer holds; zero: until it is taken back
	Origin string    // by whose word, such as CareTeam/7, build or account:ID
}

// Holding gives the parties of the relations that hold at a time, each once.
func Holding(all []Relation, at time.Time) (parties sight.Parties) {
	for i := range all {
		x := &all[i]
		if !x.Since.After(at) && (x.Until.IsZero() || x.Until.After(at)) && !parties.Has(x.Party) {
			parties = append(parties, x.Party)
		}
	}
	return parties
}

// Bounds of what is said of relations, in bytes.
const (
	longestOrigin = 200
	longestParty  = 300
)

// always is an end that does not come.
const always = math.MaxInt64

func (x *Relation) times() (since, until int64) {
	since, until = math.MinInt64, always
	if !x.Since.IsZero() {
		since = x.Since.UnixMicro()
	}
	if !x.Until.IsZero() {
		until = x.Until.UnixMicro()
	}
	return since, until
}

// Relate replaces what an origin says of a person; of none it takes all back.
// The origin of each relation is this one. Invalid where a name is too long.
func (r *Record) Relate(tx *store.Tx, origin, person string, all []Relation) error {
	if err := checkPerson(person); err != nil {
		return err
	}
	if err := checkOrigin(origin); err != nil {
		return err
	}
	number := personNumber(person)
	if _, err := tx.Exec("DELETE FROM record_relation WHERE person = $1 AND origin = $2", number, origin); err != nil {
		return fault.Wrap(err, "forgetting relations")
	}
	type key struct{ party, since int64 }
	ends := map[key]int64{}
	var rows [][]any
	for i := range all {
		x := &all[i]
		if x.Party.Kind == "" || len(x.Party.Kind)+len(x.Party.Of) > longestParty {
			return fault.New(fault.Invalid, "a party has a kind, and at most %d bytes", longestParty)
		}
		since, until := x.times()
		at := key{x.Party.Number(), since}
		if _, met := ends[at]; !met {
			rows = append(rows, []any{number, at.party, origin, since, nil, person, x.Party.Kind, x.Party.Of})
			ends[at] = until
		}
		ends[at] = max(ends[at], until)
	}
	for _, row := range rows {
		row[4] = ends[key{row[1].(int64), row[3].(int64)}]
	}
	err := tx.Insert("record_relation", []string{"person", "party", "origin", "since", "until", "name", "kind", "party_of"}, rows)
	if err == nil {
		err = refresh(tx, "person", number)
	}
	return fault.Wrap(err, "keeping relations")
}

func checkOrigin(origin string) error {
	if origin == "" || len(origin) > longestOrigin {
		return fault.New(fault.Invalid, "the origin of a relation has 1 to %d bytes, not %d", longestOrigin, len(origin))
	}
	return nil
}

// Unrelate takes back all that an origin says, of anybody.
func (r *Record) Unrelate(tx *store.Tx, origin string) error {
	s := &statement{}
	people, err := s.put("SELECT DISTINCT person FROM record_relation WHERE origin = ").arg(origin).ordinals(tx)
	if err == nil {
		_, err = tx.Exec("DELETE FROM record_relation WHERE origin = $1", origin)
	}
	for _, person := range people {
		if err == nil {
			err = refresh(tx, "person", person)
		}
	}
	return fault.Wrap(err, "forgetting relations")
}

// refresh makes the rows of record_related anew, and what is gathered of them, of one patient or of all that are one
// person.
func refresh(tx *store.Tx, column string, number int64) error {
	_, err := tx.Exec("DELETE FROM record_related WHERE patient IN (SELECT patient FROM record_whose WHERE "+column+" = $1)", number)
	if err == nil {
		_, err = tx.Exec(`INSERT INTO record_related (patient, party, since, until) SELECT DISTINCT w.patient, l.party, l.since, l.until
			FROM record_whose w CROSS JOIN record_relation l WHERE w.`+column+" = $1 AND l.person = w.person", number)
	}
	if err == nil {
		err = gather(tx, column, number)
	}
	return err
}

// Relations gives all relations to a person that have not ended, by kind, party and
// origin; those that have not begun among them.
func (r *Record) Relations(tx *store.Tx, person string) (all []Relation, err error) {
	for row, err := range tx.Query("SELECT kind, party_of, origin, since, until FROM record_relation WHERE person = $1 AND until > $2 ORDER BY kind, party_of, origin, since",
		personNumber(person), time.Now().UnixMicro()) {
		var x Relation
		var since, until int64
		if err == nil {
			err = row.Scan(&x.Party.Kind, &x.Party.Of, &x.Origin, &since, &until)
		}
		if err != nil {
			return nil, fault.Wrap(err, "reading relations")
		}
		if since != math.MinInt64 {
			x.Since = time.UnixMicro(since).UTC()
		}
		if until != always {
			x.Until = time.UnixMicro(until).UTC()
		}
		all = append(all, x)
	}
	return all, nil
}

// RelatedTo gives the people to whom one of some parties has a relation now, in the
// order of their keys, the next after a key.
func (r *Record) RelatedTo(tx *store.Tx, parties []sight.Party, after string, most int) (people []string, err error) {
	now := time.Now().UnixMicro()
	s := &statement{}
	s.put("SELECT DISTINCT name FROM record_relation WHERE ").in("party", partyNumbers(parties)).put(" AND name > ").arg(after)
	s.put(" AND since <= ").arg(now).put(" AND until > ").arg(now).put(" ORDER BY name LIMIT ").arg(most)
	for row, err := range s.rows(tx) {
		var person string
		if err == nil {
			err = row.Scan(&person)
		}
		if err != nil {
			return nil, fault.Wrap(err, "reading relations")
		}
		people = append(people, person)
	}
	return people, nil
}

func partyNumbers(parties []sight.Party) []int64 {
	numbers := make([]int64, len(parties))
	for i, p := range parties {
		numbers[i] = p.Number()
	}
	return numbers
}
