package sheet

import (
	"iter"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// read gives all rows of a question, each read by scan; doing says in an error what was
// being done.
func read[T any](rows iter.Seq2[store.Row, error], doing string, scan func(to *T, row store.Row) error) (all []T, err error) {
	for row, err := range rows {
		var one T
		if err == nil {
			err = scan(&one, row)
		}
		if err != nil {
			return nil, fault.Wrap(err, "%s", doing)
		}
		all = append(all, one)
	}
	return all, nil
}

func moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
