package warehouse

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"continuum/internal/fault"
	"continuum/link"
)

// Erased tells which registrations are of people who were erased.
type Erased interface {
	Has(r link.Registration) bool
	Len() int // how many registrations it has; it only ever has more
}

// erasure is a list as it was handed over; its length is its edition.
type erasure struct {
	Erased
	edition string
}

// Hide hides people who were erased from every question that begins afterwards, until
// a build without them is served: nobody finds them, and where another's facts name
// them as somebody around that person, only that there is somebody is told. Whoever has one
// registration on the list is hidden whole, for what a build adds up of several
// registrations cannot be taken apart again. It costs nothing when the list has not
// grown since the last call, and may be called at any time.
func (l *Live) Hide(e Erased) {
	now, n := l.erased.Load(), e.Len()
	switch {
	case n == 0 && now == nil, now != nil && now.Len() == n:
	case n == 0:
		l.erased.Store(nil)
	default:
		l.erased.Store(&erasure{e, strconv.Itoa(n)})
	}
}

// mostHiding is of how many people it is kept at hand whether they are hidden.
const mostHiding = 1 << 20

// hiding remembers of people of a build whether they are hidden, by one list.
type hiding struct {
	mu    sync.Mutex
	by    *erasure
	known map[string]bool
}

// unknown gives the people of whom it is not known yet.
func (h *hiding) unknown(by *erasure, ids []string) (some []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by != by || len(h.known)+len(ids) > mostHiding {
		h.by, h.known = by, map[string]bool{}
	}
	for _, id := range ids {
		if _, known := h.known[id]; !known && id != "" {
			some = append(some, id)
		}
	}
	return some
}

func (h *hiding) learn(by *erasure, found map[string]bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by != by {
		return
	}
	for id, hidden := range found {
		h.known[id] = hidden
	}
}

func (h *hiding) is(by *erasure, id string) (hidden, known bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by != by {
		return false, false
	}
	hidden, known = h.known[id]
	return hidden, known
}

// erasure is the list by which people of the build are hidden, nil where nobody is.
func (b *opened) erasure() *erasure {
	if b.erased == nil {
		return nil
	}
	return b.erased.Load()
}

// edition is that of Known.
func (b *opened) edition() string {
	if e := b.erasure(); e != nil {
		return e.edition
	}
	return ""
}

func (b *opened) isErased(r link.Registration) bool {
	e := b.erasure()
	return e != nil && e.Has(r)
}

// hides tells whether a person of the build is hidden.
func (b *opened) hides(ctx context.Context, id string) (bool, error) {
	e := b.erasure()
	if e == nil {
		return false, nil
	}
	if hidden, known := b.hiding.is(e, id); known {
		return hidden, nil
	}
	found, err := b.judge(ctx, e, []string{id})
	return found[id], err
}

// hidden tells which of some people of the build are hidden.
func (b *opened) hidden(ctx context.Context, ids []string) (map[string]bool, error) {
	e := b.erasure()
	if e == nil {
		return nil, nil
	}
	all := map[string]bool{}
	for some := range slices.Chunk(b.hiding.unknown(e, ids), mostJudged) {
		found, err := b.judge(ctx, e, some)
		if err != nil {
			return nil, err
		}
		for id, hidden := range found {
			all[id] = hidden
		}
	}
	for _, id := range ids {
		if hidden, known := b.hiding.is(e, id); known {
			all[id] = hidden
		}
	}
	return all, nil
}

// mostJudged is how many people one question asks for.
const mostJudged = 512

// judge looks at all registrations of some people. The numbers of ids are powers of
// two, so that there are few questions to prepare.
func (b *opened) judge(ctx context.Context, e *erasure, ids []string) (map[string]bool, error) {
	places := 1
	for places < len(ids) {
		places *= 2
	}
	found := make(map[string]bool, len(ids))
	args := make([]any, places)
	for i := range args {
		id := ids[min(i, len(ids)-1)]
		args[i], found[id] = id, false
	}
	question := "SELECT person_id, source, local_id FROM identity WHERE person_id IN (?" + strings.Repeat(", ?", places-1) + ")"
	err := b.query(ctx, question, args, func(scan scanner) error {
		var id string
		var r link.Registration
		err := scan(&id, &r.Source, &r.LocalID)
		if err == nil && e.Has(r) {
			found[id] = true
		}
		return err
	})
	if err != nil {
		return nil, fault.Wrap(err, "finding who is hidden")
	}
	b.hiding.learn(e, found)
	return found, nil
}

// unlessHidden is the id of a person, "" where they are hidden.
func (b *opened) unlessHidden(ctx context.Context, id string) (string, error) {
	hidden, err := b.hides(ctx, id)
	if hidden || err != nil {
		return "", err
	}
	return id, nil
}

// lookAhead finds out at once of many people whether they are hidden.
func (b *opened) lookAhead(ctx context.Context, ids []string) error {
	_, err := b.hidden(ctx, ids)
	return err
}

// unhidden takes those who are hidden out of a list.
func unhidden[T any](ctx context.Context, b *opened, all []T, person func(T) string) ([]T, error) {
	if b.erasure() == nil || len(all) == 0 {
		return all, nil
	}
	ids := make([]string, len(all))
	for i, x := range all {
		ids[i] = person(x)
	}
	hidden, err := b.hidden(ctx, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(x T) bool { return hidden[person(x)] }), nil
}
