package sight

import (
	"strings"
	"sync"
)

// Remember is a rule that remembers what it is for some types, for who asks it often.
func Remember(r Rule) Rule { return &memo{rule: For(r, nil)} }

type memo struct {
	rule  Rule
	known sync.Map // folded rules, by the types
}

func (m *memo) holds(x *Item, p Person) bool { return m.rule.holds(x, p) }

func (m *memo) fold(types []string) Rule {
	if len(types) == 0 {
		return m.rule
	}
	key := types[0]
	if len(types) > 1 {
		key = strings.Join(types, " ")
	}
	if r, known := m.known.Load(key); known {
		return r.(Rule)
	}
	r := For(m.rule, types)
	m.known.Store(key, r)
	return r
}

// Same gives what stands for a rule that remembers, so that others can keep what they
// made of it; ok is false for any other.
func Same(r Rule) (key any, ok bool) {
	m, ok := r.(*memo)
	return m, ok
}
