package web

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"continuum/internal/edge"

	"continuum/warehouse"
)

// pace bounds how often an address may try to get in: a bucket of tokens each, which
// fills again by itself. Behind one address a whole hospital may sit, so it is wide;
// it keeps one address from keeping the server busy, while guesses of one account are
// held up by its own count (package account).
type pace struct {
	now func() time.Time
	mu  sync.Mutex
	all map[netip.Prefix]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// Bounds of trying.
const (
	atOnce        = 120
	eachSecond    = 2
	mostAddresses = 20_000
)

func newPace(now func() time.Time) *pace {
	return &pace{now: now, all: map[netip.Prefix]bucket{}}
}

// take takes one try from an address, and tells how long to wait where there is none.
func (p *pace) take(address string) time.Duration {
	from := networkOf(address)
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	b, known := p.all[from]
	if !known {
		p.room(now)
		b = bucket{atOnce, now}
	}
	b = b.filled(now)
	if b.left < 1 {
		p.all[from] = b
		return time.Duration((1 - b.left) / eachSecond * float64(time.Second))
	}
	b.left--
	p.all[from] = b
	return 0
}

func (b bucket) filled(now time.Time) bucket {
	return bucket{min(atOnce, b.left+eachSecond*max(0, now.Sub(b.at).Seconds())), now}
}

// room forgets addresses where there are too many: first those that may try as often as
// any new one, and if all are at it, any of them.
func (p *pace) room(now time.Time) {
	if len(p.all) < mostAddresses {
		return
	}
	for from, b := range p.all {
		if b.filled(now).left >= atOnce {
			delete(p.all, from)
		}
	}
	for from := range p.all {
		if len(p.all) < mostAddresses {
			return
		}
		delete(p.all, from)
	}
}

// networkOf is what an address is counted as: of IPv6 the network that one customer has.
func networkOf(address string) netip.Prefix {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return netip.Prefix{}
	}
	ip = ip.Unmap().WithZone("")
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	net, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return net
}

// paced refuses who tries too often, and says when to try again.
func (s *site) paced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait := s.pace.take(edge.From(r)); wait > 0 {
			seconds := strconv.Itoa(int(math.Ceil(wait.Seconds())))
			w.Header().Set("Retry-After", seconds)
			s.apologise(w, r, warehouse.Overview{}, apology{
				http.StatusTooManyRequests, "Too many tries", "From where you are, too many have tried to sign in within a short time.", "Wait a minute and try again. What you typed elsewhere is kept.",
			})
			return
		}
		next.ServeHTTP(w, r)
	})
}
