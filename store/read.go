package store

import (
	"iter"
	"time"

	"continuum/internal/fault"
)

// All gives all rows of a question, each read by scan; doing says in an error what was
// being done.
func All[T any](rows iter.Seq2[Row, error], doing string, scan func(to *T, row Row) error) (all []T, err error) {
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

// Moment is a time as it was kept, in microseconds since 1970.
func Moment(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// MaybeMoment is one that need not be; the zero time then.
func MaybeMoment(micros *int64) time.Time {
	if micros == nil {
		return time.Time{}
	}
	return Moment(*micros)
}
