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

func TestAnswersAboutIdentifiersAreOfOneBuild(t *testing.T) {
	var c askedCache
	of := func(build string) []warehouse.Known {
		return []warehouse.Known{{Build: build, Person: warehouse.Person{ID: "p"}}}
	}
	key := [2]string{"clinic", "1"}
	if _, asked := c.get("b1", key); asked {
		t.Error("nobody was asked yet")
	}
	c.put("b1", key, of("b1"))
	if people, asked := c.get("b1", key); !asked || len(people) != 1 {
		t.Error("the answer is lost")
	}
	if _, asked := c.get("b2", key); asked {
		t.Error("an answer of the build before")
	}
	c.put("b2", key, of("b1")) // a build went live between question and answer
	if _, asked := c.get("b2", key); asked {
		t.Error("an answer of another build")
	}
	c.put("b2", key, nil)
	if people, asked := c.get("b2", key); !asked || len(people) > 0 {
		t.Error("that nobody is known is an answer too")
	}
	for i := range mostAsked + 1 {
		c.put("b2", [2]string{"clinic", fmt.Sprint(i)}, nil)
	}
	if len(c.known) > mostAsked {
		t.Errorf("%d answers are kept", len(c.known))
	}
}
