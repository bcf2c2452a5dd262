package review

import (
	"encoding/json"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Topic is that of the events that tell of new findings.
const Topic = "access.unusual"

// Alert is the payload of such an event. It names nobody, so that it can go out by
// e-mail or to a pager; the event's subject is the kind.
type Alert struct {
	Kind  Kind      `json:"kind"`
	Count int       `json:"count"` // of findings that are new
	At    time.Time `json:"at"`    // when they were found
}

// alert tells of new findings, an event for each kind.
func (r *Review) alert(tx *store.Tx, fresh map[Kind]int) error {
	at := r.now().UTC()
	for _, kind := range Kinds() {
		if fresh[kind] == 0 {
			continue
		}
		payload, err := json.Marshal(Alert{kind, fresh[kind], at})
		if err != nil {
			return fault.Wrap(err, "telling of unusual looks")
		}
		if err := tx.Emit(store.Event{Topic: Topic, Subject: string(kind), Payload: payload, At: at}); err != nil {
			return err
		}
	}
	return nil
}
