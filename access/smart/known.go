package smart

import (
	"context"
	"crypto/sha256"
	"sync"
	"sync/atomic"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Grant is what a good access token stands for. It is shared and not to be changed.
type Grant struct {
	ID       string // of what somebody agreed to, for the audit; no secret
	How      string // it came about: code, backend or minted
	App      string // id; "" where it was minted
	Account  string // for which the app acts; "" for itself
	Scopes   Scopes
	Patient  string // id of the Patient that was chosen, whom scopes of patient/ are about
	Purpose  string
	Audience string // "" whatever our address is
	Issued   time.Time
	Expires  time.Time
}

// How old what a process knows of tokens may be.
const (
	fresh     = 500 * time.Millisecond // after which it is asked whether something was taken back
	stale     = time.Second            // after which nothing is believed before that is known
	mostKnown = 20_000                 // tokens remembered
)

type fingerprint [sha256.Size]byte

// known remembers what tokens stand for, each with the number of what was taken back
// by when it was read. It is believed while that number has not risen.
type known struct {
	start    time.Time
	checked  atomic.Int64 // when the number was read, after start
	doubted  atomic.Int64 // before when it does not count
	revision atomic.Int64
	asking   sync.Mutex

	mu     sync.RWMutex
	tokens map[fingerprint]remembered
}

type remembered struct {
	grant    *Grant
	revision int64
}

func (k *known) begin() {
	k.start, k.tokens = time.Now(), map[fingerprint]remembered{}
	k.checked.Store(-int64(time.Hour))
}

// Recheck makes this process ask anew what tokens stand for, before it believes the
// next: call it after a transaction in which something was taken back.
func (s *Server) Recheck() { s.known.doubted.Store(int64(time.Since(s.known.start))) }

func (k *known) age() time.Duration {
	checked := k.checked.Load()
	if checked <= k.doubted.Load() {
		return time.Hour
	}
	return time.Since(k.start) - time.Duration(checked)
}

// current makes sure that what is known is not too old.
func (s *Server) current(ctx context.Context) error {
	k := &s.known
	age := k.age()
	if age < fresh || age < stale && !k.asking.TryLock() {
		return nil
	}
	if age >= stale {
		k.asking.Lock()
	}
	defer k.asking.Unlock()
	if k.age() < fresh {
		return nil // another asked meanwhile
	}
	began := int64(time.Since(k.start))
	var number int64
	err := s.db.Glance(ctx, func(tx *store.Tx) error {
		return tx.QueryRow("SELECT number FROM smart_revision WHERE id = 1").Scan(&number)
	})
	if err != nil {
		return err
	}
	k.revision.Store(number)
	k.checked.Store(began)
	return nil
}

// find gives what a token stands for, from memory if it can; nil where it is none.
func (s *Server) find(ctx context.Context, token string) (*Grant, error) {
	if err := s.current(ctx); err != nil {
		return nil, err
	}
	k, print := &s.known, fingerprint(sha256.Sum256([]byte(token)))
	k.mu.RLock()
	r, ok := k.tokens[print]
	k.mu.RUnlock()
	if ok && r.revision >= k.revision.Load() {
		return r.grant, nil
	}
	return s.look(ctx, print)
}

// look reads what a token stands for and remembers it.
func (s *Server) look(ctx context.Context, print fingerprint) (*Grant, error) {
	var found held
	var revision int64
	err := s.db.Glance(ctx, func(tx *store.Tx) (err error) {
		found, revision, err = heldOf(tx, print[:])
		return err
	})
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if found.kind != access || found.used || found.revoked || !found.ends.After(s.now()) {
		return nil, nil
	}
	g := &Grant{
		ID: found.id, How: found.how, App: found.app, Account: found.account, Scopes: found.scopes, Patient: found.patient,
		Purpose: found.purpose, Audience: found.audience, Issued: found.issued, Expires: found.ends,
	}
	s.known.remember(print, remembered{g, revision})
	return g, nil
}

func (k *known) remember(print fingerprint, r remembered) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.tokens) >= mostKnown {
		clear(k.tokens)
	}
	k.tokens[print] = r
}
