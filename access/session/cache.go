package session

import (
	"maps"
	"sync"
	"time"

	"continuum/access/account"
)

// believed is how long what was read of a session is believed.
const believed = time.Second

// mostKnown is how many sessions a process remembers.
const mostKnown = 20_000

// known is what a process remembers of a session.
type known struct {
	session Session
	account account.Account
	read    time.Time
}

// cache remembers sessions for a moment. What is read while something is forgotten
// is not remembered: it may be what was there before.
type cache struct {
	mu    sync.Mutex
	all   map[key]known
	turns uint64 // how often something was forgotten
}

// get gives what is still believed.
func (c *cache) get(k key, now time.Time) (known, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.all[k]
	return found, ok && now.Sub(found.read) < believed
}

// turn is to be asked before reading what put is to remember.
func (c *cache) turn() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.turns
}

// put remembers what was read since a turn.
func (c *cache) put(k key, x known, turn uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if turn != c.turns {
		return
	}
	if len(c.all) >= mostKnown {
		maps.DeleteFunc(c.all, func(_ key, old known) bool { return x.read.Sub(old.read) >= believed })
	}
	if len(c.all) >= mostKnown {
		return
	}
	if c.all == nil {
		c.all = map[key]known{}
	}
	c.all[k] = x
}

// used notes that a session was used, so that one request writes it and not all.
func (c *cache) used(k key, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if x, ok := c.all[k]; ok {
		x.session.Used = at
		c.all[k] = x
	}
}

func (c *cache) forget(k key) {
	c.forgetAll(func(other key, _ known) bool { return other == k })
}

func (c *cache) forgetAccount(id string) {
	c.forgetAll(func(_ key, x known) bool { return x.session.Account == id })
}

func (c *cache) forgetAll(which func(key, known) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.turns++
	maps.DeleteFunc(c.all, which)
}
