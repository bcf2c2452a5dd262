package identity

import (
	"continuum/internal/fault"
	"continuum/link"
)

// state is what events add up to.
type state struct {
	merged  map[string]Event // how each id was joined to the one that carried on then
	retired map[string]int64 // ids without a registration, with the event that says so
	gone    map[link.Registration]absence
}

// absence is the memory of a registration that no extract has any more.
type absence struct {
	id    string // whose it was
	event int64
}

func newState() state {
	return state{map[string]Event{}, map[string]int64{}, map[link.Registration]absence{}}
}

// follow adds up those events that are of certain builds; line counts from 1
// where that fails.
func follow(events []Event, builds map[string]bool) (s state, line int64, err error) {
	s = newState()
	for i := range events {
		if e := &events[i]; e.aboutID() && builds[e.Build] {
			if err := s.apply(e); err != nil {
				return s, int64(i + 1), err
			}
		}
	}
	return s, 0, nil
}

func (s *state) apply(e *Event) error {
	switch e.Kind {
	case Merged:
		if s.resolve(e.Into) == e.ID {
			return &fault.Error{Code: fault.Invalid, Value: e.ID, Reason: "a person joined to themselves"}
		}
		s.merged[e.ID] = *e
		delete(s.retired, e.ID)
	case Retired:
		s.retired[e.ID] = e.Number
	case Returned, Split:
		delete(s.merged, e.ID)
		delete(s.retired, e.ID)
	}
	for _, r := range e.Members {
		if e.Kind == Left || e.Kind == Retired {
			s.gone[r] = absence{e.ID, e.Number}
		} else {
			delete(s.gone, r)
		}
	}
	return nil
}

// resolve follows an id to the one that carries on. Each merge leads to an id
// that led nowhere then, so that the way has an end.
func (s *state) resolve(id string) string {
	for {
		m, joined := s.merged[id]
		if !joined {
			return id
		}
		id = m.Into
	}
}
