package record

import (
	"encoding/binary"
	"slices"
	"sync"

	"continuum/record/definition"
	"continuum/record/sight"
	"continuum/store"
)

// judge tells whether a resource of one type without labels may be seen, that is about
// somebody to whom some parties, by their numbers, are related.
type judge func(related []int64) bool

// newJudge gives what a rule, folded for the type, comes to.
func newJudge(rule sight.Rule) judge {
	switch rule := rule.(type) {
	case sight.Always:
		return func([]int64) bool { return bool(rule) }
	case sight.All:
		all := judges(rule)
		return func(related []int64) bool {
			return !slices.ContainsFunc(all, func(j judge) bool { return !j(related) })
		}
	case sight.Any:
		any := judges(rule)
		return func(related []int64) bool {
			return slices.ContainsFunc(any, func(j judge) bool { return j(related) })
		}
	case sight.Not:
		not := newJudge(rule.Rule)
		return func(related []int64) bool { return !not(related) }
	case sight.Related:
		numbers := partyNumbers(rule)
		return func(related []int64) bool {
			return slices.ContainsFunc(numbers, func(n int64) bool { return slices.Contains(related, n) })
		}
	}
	return func([]int64) bool { return false } // Labelled: there are none
}

func judges(rules []sight.Rule) []judge {
	all := make([]judge, len(rules))
	for i, one := range rules {
		all[i] = newJudge(one)
	}
	return all
}

// mostJudges is how many are kept.
const mostJudges = 10_000

// bench keeps the judges of rules that are asked again and again.
type bench struct {
	mu  sync.RWMutex
	all map[benchKey]judge
}

type benchKey struct {
	rule any
	of   *definition.Type
}

// of gives the judge of a view's rule for a type. A full bench begins anew.
func (b *bench) of(rule sight.Rule, t *definition.Type) judge {
	same, again := sight.Same(rule)
	if !again {
		return newJudge(sight.For(rule, []string{t.Name}))
	}
	key := benchKey{same, t}
	b.mu.RLock()
	j := b.all[key]
	b.mu.RUnlock()
	if j != nil {
		return j
	}
	j = newJudge(sight.For(rule, []string{t.Name}))
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil || len(b.all) >= mostJudges {
		b.all = map[benchKey]judge{}
	}
	b.all[key] = j
	return j
}

// bytesRelated are of one row of record_related, packed.
const bytesRelated = 24

// related gives the numbers of the parties that packed rows name, of which the relation
// holds at a time.
func related(packed []byte, now int64) (numbers []int64) {
	for ; len(packed) >= bytesRelated; packed = packed[bytesRelated:] {
		since, until := int64(binary.LittleEndian.Uint64(packed[8:])), int64(binary.LittleEndian.Uint64(packed[16:]))
		if since <= now && until > now {
			numbers = append(numbers, int64(binary.LittleEndian.Uint64(packed)))
		}
	}
	return numbers
}

// gather packs the rows of record_related again of one patient, or of all that are one
// person.
func gather(tx *store.Tx, column string, number int64) error {
	packed := map[int64][]byte{}
	for row, err := range tx.Query(`SELECT w.patient, l.party, l.since, l.until FROM record_whose w LEFT JOIN record_related l ON l.patient = w.patient
		WHERE w.`+column+" = $1 ORDER BY w.patient, l.party, l.since, l.until", number) {
		var patient int64
		var party, since, until *int64
		if err == nil {
			err = row.Scan(&patient, &party, &since, &until)
		}
		if err != nil {
			return err
		}
		if packed[patient] == nil {
			packed[patient] = []byte{}
		}
		for _, n := range []*int64{party, since, until} {
			if n != nil {
				packed[patient] = binary.LittleEndian.AppendUint64(packed[patient], uint64(*n))
			}
		}
	}
	for patient, rows := range packed {
		if _, err := tx.Exec("UPDATE record_whose SET related = $1 WHERE patient = $2", rows, patient); err != nil {
			return err
		}
	}
	return nil
}
