package store

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestAll(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		must(t, db.Write(t.Context(), add("a", 7)))
		must(t, db.Read(t.Context(), func(tx *Tx) error {
			scan := func(to *string, row Row) error { return row.Scan(to) }
			all, err := All(tx.Query("SELECT id FROM thing WHERE n = $1", 7), "reading things", scan)
			if err != nil || len(all) != 1 || all[0] != "a" {
				t.Errorf("%v (%v)", all, err)
			}
			all, err = All(tx.Query("SELECT id FROM thing"), "reading things", func(*string, Row) error { return errors.New("damaged") })
			if all != nil || err == nil || !strings.Contains(err.Error(), "reading things: damaged") {
				t.Errorf("%v (%v)", all, err)
			}
			return nil
		}))
	})
}

func TestMoments(t *testing.T) {
	at := time.Date(2026, 11, 9, 17, 0, 0, 1000, time.UTC)
	micros := at.UnixMicro()
	if !Moment(micros).Equal(at) || Moment(micros).Location() != time.UTC || !MaybeMoment(&micros).Equal(at) || !MaybeMoment(nil).IsZero() {
		t.Errorf("%v, %v", Moment(micros), MaybeMoment(&micros))
	}
}
