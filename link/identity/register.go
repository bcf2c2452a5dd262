package identity

import (
	"time"

	"continuum/internal/fault"
	"continuum/link"
)

// Register is what is known of people's ids besides the identity table of the
// build being served: where retired ids lead, whose registrations have left, and
// what people ruled. It is for one goroutine, except that any number may ask
// Resolve, History, Rulings and InForce of one that does not change.
type Register struct {
	journal journal
	live    string

	events  []Event
	sound   int64 // bytes of the journal that hold the events
	descent descent
	served  map[string]bool // the line of builds that leads to live
	state   state
	rulings []Event // in force, oldest first
}

// Open reads the journal in a file, which need not exist yet, as of the build
// being served: "" where there is none.
func Open(file, live string) (*Register, error) {
	r := &Register{journal: journal(file), live: live}
	events, sound, err := r.journal.read()
	if err != nil {
		return nil, err
	}
	return r, r.take(events, sound)
}

// take works out what events mean.
func (r *Register) take(events []Event, sound int64) error {
	d, line, err := descentOf(events)
	if err != nil {
		return r.journal.at(err, line)
	}
	if len(d.base) > 0 && !d.knows(r.live) {
		return &fault.Error{
			Code: fault.Conflict, File: string(r.journal), Value: r.live, Reason: "does not know the build being served",
			Fix: "restore this file and the builds from one backup, or serve a build that it knows",
		}
	}
	served := d.set(r.live)
	s, line, err := follow(events, served)
	if err != nil {
		return r.journal.at(err, line)
	}
	r.events, r.sound, r.descent, r.served, r.state = events, sound, d, served, s
	r.rulings = inForce(events)
	return nil
}

// change adds to the journal: under its lock, after reading what others have
// written to it since, in steps that are each durable before the next.
func (r *Register) change(decide func() ([][]Event, error)) error {
	unlock, err := r.journal.lock()
	if err != nil {
		return err
	}
	defer unlock()
	events, sound, err := r.journal.read()
	if err != nil {
		return err
	}
	if err := r.take(events, sound); err != nil {
		return err
	}
	steps, err := decide()
	if err != nil {
		return err
	}
	for _, step := range steps {
		if sound, err = r.journal.add(sound, step); err != nil {
			return err
		}
		events = append(events, step...)
	}
	return r.take(events, sound)
}

// next is the number of the next event.
func (r *Register) next() int64 {
	if len(r.events) == 0 {
		return 1
	}
	return r.events[len(r.events)-1].Number + 1
}

// Commit writes a build's events, just before the build is served. From then on
// the register is as of that build. If the build is never served after all, its
// events count for nothing.
func (r *Register) Commit(build string, at time.Time, events []Event) error {
	base := r.live
	err := r.change(func() ([][]Event, error) {
		if r.descent.knows(build) {
			return nil, &fault.Error{Code: fault.Conflict, File: string(r.journal), Value: build, Reason: "the build has closed its events already"}
		}
		told, n := make([]Event, len(events)), r.next()
		for i, e := range events {
			e.Number, e.Build, e.At = n+int64(i), build, at
			told[i] = e
		}
		closing := Event{Number: n + int64(len(events)), At: at, Kind: Built, Build: build, Base: base}
		return [][]Event{told, {closing}}, nil
	})
	if err != nil {
		return err
	}
	r.live = build
	return r.take(r.events, r.sound)
}

// Resolve follows an id to the one that carries on, which is the same id while it
// is in use; retired says that nobody carries on, because none of the person's
// registrations is in any extract.
func (r *Register) Resolve(id string) (current string, retired bool) {
	current = r.state.resolve(id)
	_, retired = r.state.retired[current]
	return current, retired
}

// Knows tells whether a build closed its events in the journal, or another grew
// from it; "", before any build, is always known.
func (r *Register) Knows(build string) bool { return r.descent.knows(build) }

// Past gives the events of the builds that lead to the one being served, oldest
// first. Each build's end with one of kind Built.
func (r *Register) Past() []Event {
	var out []Event
	for i := range r.events {
		if r.served[r.events[i].Build] {
			out = append(out, r.events[i])
		}
	}
	return out
}

// Rulings are the pairs of registrations in force, for link.Config.
func (r *Register) Rulings() (together, apart []link.RegistrationPair) {
	for i := range r.rulings {
		e := &r.rulings[i]
		if e.Kind == Together {
			together = append(together, chain(e)...)
		} else {
			apart = append(apart, across(e)...)
		}
	}
	return together, apart
}
