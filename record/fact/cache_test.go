package fact

import (
	"fmt"
	"testing"

	"continuum/warehouse"
)

func TestTheCacheStaysWithinItsBounds(t *testing.T) {
	c := newCache()
	one := func(build, id string, size int) *person {
		return &person{known: warehouse.Known{Build: build, Person: warehouse.Person{ID: id}}, size: size}
	}
	const people = 10
	for i := range people {
		c.put(one("b1", fmt.Sprint(i), mostCached/4))
		c.get("b1", "0") // somebody is looked at all the time
	}
	if c.size > mostCached || len(c.people) != c.recent.Len() || c.get("b1", "0") == nil || c.get("b1", "9") == nil || c.get("b1", "1") != nil {
		t.Errorf("%d bytes, %d people", c.size, len(c.people))
	}
	if c.get("b2", "0") != nil {
		t.Error("a person of another build")
	}
	c.put(one("b2", "0", 10))
	if c.get("b2", "0") == nil || c.get("b1", "0") != nil || c.size > mostCached || len(c.people) != c.recent.Len() {
		t.Error("a person is kept as two builds have them")
	}
	c.put(one("b2", "large", mostCached+1))
	if c.get("b2", "large") != nil {
		t.Error("a person too large to keep")
	}
}
