package fact

import (
	"container/list"
	"sync"

	"continuum/warehouse"
)

// person is one person mapped.
type person struct {
	known warehouse.Known
	facts []mapped
	at    map[string]int // position by id
	size  int            // bytes, about
}

func (p *person) edition() string { return edition(p.known.Build, p.known.Edition) }

func newPerson(known warehouse.Known, facts []mapped) *person {
	p := &person{known: known, facts: facts, at: make(map[string]int, len(facts))}
	const parsed = 3 // a resource and its tree take about three times its text
	for i, x := range facts {
		p.at[x.ID] = i
		p.size += parsed * len(x.Content)
	}
	return p
}

// mostCached is how many bytes of people are kept mapped: whoever looks at a person
// asks for several things in a row.
const mostCached = 32 << 20

// edition names a build with the list of people who are hidden in it: an answer that is
// kept holds for both.
func edition(build, hidden string) string {
	if hidden == "" {
		return build
	}
	return build + "+" + hidden
}

// cache keeps the people who were mapped last, of one build.
type cache struct {
	mu     sync.Mutex
	people map[string]*list.Element // of *person, by id
	recent *list.List               // the latest first
	size   int
}

func newCache() *cache {
	return &cache{people: map[string]*list.Element{}, recent: list.New()}
}

// get gives a person as an edition of a build has them, nil where they are not kept.
func (c *cache) get(build, id string) *person {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.people[id]
	if e == nil || e.Value.(*person).edition() != build {
		return nil
	}
	c.recent.MoveToFront(e)
	return e.Value.(*person)
}

// put keeps a person, and lets go of those who were asked for longest ago.
func (c *cache) put(p *person) {
	if p.size > mostCached {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.people[p.known.Person.ID]; e != nil {
		c.drop(e)
	}
	c.people[p.known.Person.ID] = c.recent.PushFront(p)
	c.size += p.size
	for c.size > mostCached {
		c.drop(c.recent.Back())
	}
}

func (c *cache) drop(e *list.Element) {
	p := c.recent.Remove(e).(*person)
	delete(c.people, p.known.Person.ID)
	c.size -= p.size
}
