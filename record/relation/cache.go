package relation

import (
	"sync"
	"time"
)

// knownCache keeps whose relations are up to date, of one build.
type knownCache struct {
	mu    sync.Mutex
	build string
	at    map[string]time.Time
}

// mostKnown bounds it; freshly is how long it counts, for what is known of a person
// ends by itself with time.
const (
	mostKnown = 100_000
	freshly   = time.Hour
)

func (c *knownCache) has(build, person string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, is := c.at[person]
	return is && c.build == build && now.Sub(at) < freshly
}

func (c *knownCache) put(build, person string, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.build != build || len(c.at) >= mostKnown {
		c.build, c.at = build, map[string]time.Time{}
	}
	c.at[person] = now
}
