package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"sync/atomic"

	"golang.org/x/crypto/argon2"

	"continuum/internal/fault"
)

// hasher hashes passwords, a few at once: each takes megabytes, and attackers come
// in crowds.
type hasher struct {
	cost    Cost
	slots   chan struct{}
	waiting atomic.Int64
	dummy   hashed // no password's
}

// mostWaiting is how many may wait for each slot; who comes later is sent away.
const mostWaiting = 64

func newHasher(cost Cost, slots int) *hasher {
	h := &hasher{cost: cost, slots: make(chan struct{}, slots)}
	h.dummy = hashed{Cost: cost, salt: random(16), hash: random(32)}
	return h
}

// slot waits for a turn; give ends it.
func (h *hasher) slot(ctx context.Context) (give func(), err error) {
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > int64(mostWaiting*cap(h.slots)) {
		return nil, &fault.Error{Code: fault.Unavailable, Reason: "too many are signing in at once", Fix: "try again in a moment"}
	}
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, &fault.Error{Code: fault.Unavailable, Reason: "waiting to sign in", Err: ctx.Err()}
	}
}

// make hashes a password, by whoever holds a slot.
func (h *hasher) make(password string) string {
	made := hashed{Cost: h.cost, salt: random(16)}
	made.hash = made.of(password, 32)
	return made.String()
}

// right tells whether a password is the one that was hashed, by whoever holds a
// slot. Where there is no hash, as much is done for nothing.
func (h *hasher) right(hash, password string) (bool, error) {
	against, known := h.dummy, hash != ""
	if known {
		var err error
		if against, err = parseHash(hash); err != nil {
			return false, err
		}
	}
	same := subtle.ConstantTimeCompare(against.of(password, len(against.hash)), against.hash) == 1
	return same && known, nil
}

// old tells whether a hash was made at a lower cost than is asked for now.
func (h *hasher) old(hash string) bool {
	made, err := parseHash(hash)
	return err == nil && made.less(h.cost)
}

func (x hashed) of(password string, size int) []byte {
	return argon2.IDKey([]byte(password), x.salt, x.Passes, x.Memory, x.Lanes, uint32(size))
}

// random gives bytes that nobody can guess.
func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return b
}
