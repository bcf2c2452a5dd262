package review

import (
	"math"
	"time"

	"continuum/store"
)

// Total counts a partner's findings of one kind.
type Total struct {
	Partner   string    `json:"partner"`
	Kind      Kind      `json:"kind"`
	Findings  int64     `json:"findings"`
	Looks     int64     `json:"looks"`
	Actors    int64     `json:"actors"`    // different accounts
	Open      int64     `json:"open"`      // neither accepted nor closed
	Asked     int64     `json:"asked"`     // and wait for the actor
	Escalated int64     `json:"escalated"` // and wait for the partner
	Accepted  int64     `json:"accepted"`
	Closed    int64     `json:"closed"`
	Oldest    time.Time `json:"oldest,omitzero"` // first look of the oldest that is open
}

// Totals counts the findings whose first look lies in a period, by partner and kind, in
// their order. The zero until is for ever.
func (r *Review) Totals(tx *store.Tx, since, until time.Time) ([]Total, error) {
	end := int64(math.MaxInt64)
	if !until.IsZero() {
		end = until.UnixMicro()
	}
	var all []Total
	for row, err := range tx.Query(`SELECT partner, kind, count(*), CAST(sum(looks) AS BIGINT), count(DISTINCT actor),
			count(CASE WHEN NOT done THEN 1 END), count(CASE WHEN state = 'asked' THEN 1 END), count(CASE WHEN state = 'escalated' THEN 1 END),
			count(CASE WHEN state = 'accepted' THEN 1 END), count(CASE WHEN state = 'closed' THEN 1 END), min(CASE WHEN NOT done THEN first_at END)
		FROM review_finding WHERE first_at >= $1 AND first_at < $2 GROUP BY partner, kind ORDER BY partner, kind`, since.UnixMicro(), end) {
		var t Total
		var kind string
		var oldest *int64
		if err == nil {
			err = row.Scan(&t.Partner, &kind, &t.Findings, &t.Looks, &t.Actors, &t.Open, &t.Asked, &t.Escalated, &t.Accepted, &t.Closed, &oldest)
		}
		if err != nil {
			return nil, err
		}
		t.Kind = Kind(kind)
		if oldest != nil {
			t.Oldest = time.UnixMicro(*oldest).UTC()
		}
		all = append(all, t)
	}
	return all, nil
}
