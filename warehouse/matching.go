package warehouse

import (
	"context"
	"runtime/debug"

	"continuum/internal/fault"
	"continuum/link"
)

// matching is the linkage index of one build. It holds the details of everybody, so
// it is made when somebody first asks and goes with the build.
type matching struct {
	index             *link.Index
	ids               []string // of people, by their number in the index
	threshold, margin float64
}

// making is a matching that is being made, for all who wait for it.
type making struct {
	done chan struct{}
	got  *matching
	err  error
}

// matcher gives the index of a build. It is made once, however many ask, and goes on
// being made when those who asked give up.
func (l *Live) matcher(ctx context.Context, b *opened) (*matching, error) {
	m := l.begin(b)
	select {
	case <-m.done:
		return m.got, m.err
	case <-ctx.Done():
		return nil, &fault.Error{Code: fault.Unavailable, Reason: "the index of who is who is still being made", Err: ctx.Err(), Fix: "ask again in a minute"}
	}
}

func (l *Live) begin(b *opened) *making {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m := b.making; m != nil {
		return m
	}
	m := &making{done: make(chan struct{})}
	b.making = m
	b.users.Add(1) // the caller holds it too
	go func() {
		defer b.release()
		m.got, m.err = l.dir.match(context.Background(), b)
		if m.err != nil { // the next who asks tries again
			b.mu.Lock()
			b.making = nil
			b.mu.Unlock()
		}
		close(m.done)
		debug.FreeOSMemory() // most of what making it took
	}()
	return m
}

// match makes the index from all registrations of a build and the people they are.
func (d Dir) match(ctx context.Context, b *opened) (*matching, error) {
	cfg, model, err := d.model(b.id)
	if err != nil {
		return nil, err
	}
	linker := link.New(cfg)
	if err := linker.Use(model); err != nil {
		return nil, err
	}
	m := &matching{threshold: cfg.Threshold, margin: cfg.Margin}
	person, err := m.read(ctx, b, linker)
	if err != nil {
		return nil, err
	}
	m.index, err = linker.Index(ctx, person)
	return m, fault.Wrap(err, "making the index of who is who")
}

// read adds all registrations in the order of their rows, which is that of people.
func (m *matching) read(ctx context.Context, b *opened, linker *link.Linker) (person []uint32, err error) {
	const question = "SELECT rowid, person_id, " + recordColumns + " FROM registration"
	err = b.query(ctx, question, nil, func(scan scanner) error {
		var row int
		var id string
		var x link.Record
		if err := scan(append([]any{&row, &id}, recordFields(&x)...)...); err != nil {
			return err
		}
		if row != len(person) {
			return fault.New(fault.Internal, "row %d of the registrations came after %d others", row, len(person))
		}
		if len(m.ids) == 0 || m.ids[len(m.ids)-1] != id {
			m.ids = append(m.ids, id)
		}
		person = append(person, uint32(len(m.ids)-1))
		linker.Add(x)
		return nil
	})
	return person, err
}
