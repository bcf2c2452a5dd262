package access

import (
	"strings"
	"sync"

	"continuum/record/sight"
)

// mostCached is how many rules are kept: one for each actor, purpose and action.
const mostCached = 20_000

// cache keeps the rules that policies gave. They depend on who acts and what for
// alone, not on the record, so they stand until the policies change.
type cache struct {
	mu    sync.RWMutex
	rules map[string]sight.Rule
}

func newCache() *cache { return &cache{rules: map[string]sight.Rule{}} }

func (c *cache) get(key string) (sight.Rule, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	r, is := c.rules[key]
	return r, is
}

// put keeps a rule; a full cache begins anew.
func (c *cache) put(key string, r sight.Rule) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.rules) >= mostCached {
		clear(c.rules)
	}
	c.rules[key] = r
}

// fingerprint is all of an actor that a rule depends on.
func fingerprint(a *Actor, action string) string {
	var b strings.Builder
	part := func(texts ...string) {
		for _, x := range texts {
			b.WriteString(x)
			b.WriteByte(0)
		}
		b.WriteByte(1)
	}
	part(action, a.Account, a.Kind, a.Partner, a.Practice, a.Practitioner, a.Purpose)
	part(a.Roles...)
	part(a.Teams...)
	part(a.Wards...)
	if a.Strong {
		part("strong")
	}
	if a.Limits != nil {
		part(a.Limits.Scopes.String(), a.Limits.Patient, a.Limits.wide())
	}
	return b.String()
}
