package review

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"continuum/internal/fault"
	"continuum/store"
)

// write keeps what a batch found and moves the cursor on, unless somebody else has.
func (r *Review) write(tx *store.Tx, b *batch) error {
	n, err := tx.Exec("UPDATE review_cursor SET next = $1, at = $2, day = $3 WHERE id = 1 AND next = $4", b.to.next, b.to.at, b.to.day, b.from.next)
	if err != nil || n == 0 {
		return err
	}
	if b.to.day != b.from.day {
		if err := r.forget(tx, b.to.day); err != nil {
			return err
		}
	}
	if err := b.writeHabits(tx, &r.settings); err != nil {
		return err
	}
	fresh, err := b.writeHits(tx)
	if err != nil {
		return err
	}
	return r.alert(tx, fresh)
}

// forget drops what is too old to tell what is usual.
func (r *Review) forget(tx *store.Tx, day int64) error {
	since := day - int64(r.settings.UsualDays)
	if _, err := tx.Exec("DELETE FROM review_day WHERE day < $1", since); err != nil {
		return err
	}
	_, err := tx.Exec("DELETE FROM review_habit WHERE day < $1", since)
	return err
}

// writeHabits puts what is remembered of the batch's actors in place of what was.
func (b *batch) writeHabits(tx *store.Tx, s *Settings) error {
	actors := slices.Sorted(maps.Keys(b.habits))
	if len(actors) == 0 {
		return nil
	}
	in, args := list(actors, 1)
	if _, err := tx.Exec("DELETE FROM review_habit WHERE actor IN "+in, args...); err != nil {
		return err
	}
	in, args = list(actors, 2)
	if _, err := tx.Exec("DELETE FROM review_day WHERE day = $1 AND actor IN "+in, append([]any{b.to.day}, args...)...); err != nil {
		return err
	}
	var rows, days [][]any
	midnight := s.midnight(b.entries[len(b.entries)-1].At)
	for _, actor := range actors {
		h := b.habits[actor]
		text, err := json.Marshal(h)
		if err != nil {
			return fault.Wrap(err, "remembering an account's looks")
		}
		rows = append(rows, []any{actor, b.to.day, json.RawMessage(text)})
		if n := h.people(midnight); n > 0 {
			days = append(days, []any{actor, b.to.day, h.Role, n})
		}
	}
	if err := tx.Insert("review_habit", []string{"actor", "day", "habit"}, rows); err != nil || len(days) == 0 {
		return err
	}
	return tx.Insert("review_day", []string{"actor", "day", "role", "people"}, days)
}

// writeHits adds to findings and tells how many of each kind are new.
func (b *batch) writeHits(tx *store.Tx) (map[Kind]int, error) {
	fresh := map[Kind]int{}
	for _, k := range slices.SortedFunc(maps.Keys(b.hits), compareKeys) {
		h := b.hits[k]
		var first int64
		err := tx.QueryRow(`INSERT INTO review_finding (kind, actor, person, day, partner, serious, first, last, first_at, last_at, looks, counted, usual, state, done, officer, steps)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open', FALSE, '', 0)
			ON CONFLICT (actor, day, person, kind) DO UPDATE SET
				last = excluded.last, last_at = excluded.last_at, looks = review_finding.looks + excluded.looks,
				serious = CASE WHEN excluded.serious > review_finding.serious THEN excluded.serious ELSE review_finding.serious END,
				usual = CASE WHEN excluded.counted > review_finding.counted THEN excluded.usual ELSE review_finding.usual END,
				counted = CASE WHEN excluded.counted > review_finding.counted THEN excluded.counted ELSE review_finding.counted END
			RETURNING first`,
			string(k.kind), k.actor, k.person, b.to.day, h.partner, h.serious, h.first.Sequence, h.last.Sequence, h.first.At, h.last.At, h.looks, h.count, h.limit).Scan(&first)
		if err != nil {
			return nil, err
		}
		if first == h.first.Sequence {
			fresh[k.kind]++
		}
	}
	return fresh, nil
}

// compareKeys orders the findings of a batch, so that a batch always writes the same.
func compareKeys(a, b key) int {
	return cmp.Or(cmp.Compare(a.actor, b.actor), cmp.Compare(a.person, b.person), cmp.Compare(a.kind, b.kind))
}
