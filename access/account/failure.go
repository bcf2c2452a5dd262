package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"math"
	"net/netip"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// lockOut is how failures of one kind hold up what comes next. It is a leaky
// bucket: each failure is forgotten after a while, one behind the other.
type lockOut struct {
	kind    string
	free    int           // failures that hold up nothing
	longest time.Duration // that one more can hold up
	forget  time.Duration // in which one is forgotten
}

// firstDelay is what the first failure that is not free holds up; it doubles.
const firstDelay = time.Second

var (
	ofName    = lockOut{"name", 5, 15 * time.Minute, 10 * time.Minute}
	ofAddress = lockOut{"address", 50, 5 * time.Minute, 20 * time.Second}
)

// delay is what n failures hold up.
func (l *lockOut) delay(n int) time.Duration {
	if n <= l.free {
		return 0
	}
	return min(l.longest, firstDelay<<min(n-l.free-1, 30))
}

// most is how many failures are counted: more would hold up nothing more.
func (l *lockOut) most() int {
	return l.free + 1 + int(math.Ceil(math.Log2(float64(l.longest/firstDelay))))
}

// failures is what is kept of a name or an address.
type failures struct {
	ends  time.Time // all are forgotten
	until time.Time // held up
}

// count is how many failures are not yet forgotten.
func (f failures) count(l *lockOut, now time.Time) int {
	return int((max(0, f.ends.Sub(now)) + l.forget - 1) / l.forget)
}

// more is after one more failure.
func (f failures) more(l *lockOut, now time.Time) failures {
	left := min(max(0, f.ends.Sub(now))+l.forget, time.Duration(l.most())*l.forget)
	f.ends = now.Add(left)
	f.until = now.Add(l.delay(f.count(l, now)))
	return f
}

// fewer is after one of them turned out to be none.
func (f failures) fewer(l *lockOut, now time.Time) failures {
	return failures{ends: f.ends.Add(-l.forget), until: now}
}

// about is what failures are filed under: nobody can read a name or an address from it.
func (a *Accounts) about(l *lockOut, what string) []byte {
	h := hmac.New(sha256.New, a.secret)
	h.Write([]byte("failure\x00" + l.kind + "\x00" + what))
	return h.Sum(nil)
}

// remote is what an address is counted as: of IPv6 the network that one customer has.
func remote(address string) string {
	if at, err := netip.ParseAddrPort(address); err == nil {
		address = at.Addr().String()
	}
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if net, err := ip.Prefix(64); err == nil {
			return net.String()
		}
	}
	return ip.String()
}

// failed reads what is kept of a name or an address.
func failed(tx *store.Tx, about []byte, now time.Time) (f failures, err error) {
	var ends, until int64
	err = tx.QueryRow("SELECT ends, until FROM account_failure WHERE about = $1", about).Scan(&ends, &until)
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return failures{now, now}, nil
	}
	return failures{time.UnixMicro(ends), time.UnixMicro(until)}, err
}

func keep(tx *store.Tx, about []byte, f failures) error {
	_, err := tx.Exec(`INSERT INTO account_failure (about, ends, until) VALUES ($1, $2, $3)
		ON CONFLICT (about) DO UPDATE SET ends = excluded.ends, until = excluded.until`, about, f.ends, f.until)
	return err
}

// side is one of those that an attempt is counted for.
type side struct {
	*lockOut
	about []byte
}

func (a *Accounts) side(l *lockOut, what string) side { return side{l, a.about(l, what)} }

// admit tells whether an attempt is looked at, and counts it as failed if it is. As
// much is written if it is not.
func (a *Accounts) admit(tx *store.Tx, sides ...side) (bool, error) {
	now := a.now()
	if err := forget(tx, now); err != nil {
		return false, err
	}
	held := false
	all := make([]failures, len(sides))
	for i, s := range sides {
		f, err := failed(tx, s.about, now)
		if err != nil {
			return false, err
		}
		all[i], held = f, held || now.Before(f.until)
	}
	for i, s := range sides {
		if !held {
			all[i] = all[i].more(s.lockOut, now)
		}
		if err := keep(tx, s.about, all[i]); err != nil {
			return false, err
		}
	}
	return !held, nil
}

// heldUp tells whether an address is held up, whoever it asks for: nothing is
// hashed, counted or noted then, so that a flood from it costs little.
func (a *Accounts) heldUp(ctx context.Context, from side) (held bool, err error) {
	err = a.db.Glance(ctx, func(tx *store.Tx) error {
		f, err := failed(tx, from.about, a.now())
		held = a.now().Before(f.until)
		return err
	})
	return held, err
}

// forget drops some of what holds up nobody any more.
func forget(tx *store.Tx, now time.Time) error {
	_, err := tx.Exec(`DELETE FROM account_failure WHERE about IN (
		SELECT about FROM account_failure WHERE ends < $1 AND until < $1 ORDER BY ends LIMIT 100)`, now)
	return err
}

// excuse takes back an attempt that was right. A name's failures are forgotten; an
// address has one fewer, so that an attacker's own account helps no further.
func (a *Accounts) excuse(tx *store.Tx, sides ...side) error {
	for _, s := range sides {
		f, err := failed(tx, s.about, a.now())
		if err != nil {
			return err
		}
		next := f.fewer(s.lockOut, a.now())
		if s.lockOut == &ofName {
			next = failures{ends: a.now(), until: a.now()}
		}
		if err := keep(tx, s.about, next); err != nil {
			return err
		}
	}
	return nil
}
