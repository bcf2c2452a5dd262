package fact_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/definition"
)

// erased is a list of registrations of people who were erased.
type erased []registration

func (e erased) Has(r registration) bool { return slices.Contains(e, r) }
func (e erased) Len() int                { return len(e) }

// Whoever is hidden in the build has no facts, and is named in nobody else's, also
// where answers were kept before.
func TestWhoIsHiddenHasNoFacts(t *testing.T) {
	x := ownRiver(t)
	ann, mary := x.person(t, "clinic", "3"), x.person(t, "clinic", "1")
	x.arrives(t, livePatient("new", "", "9990000026", "1960-03-04", ""))
	if got := x.foundOf(t, ann, mary); got != "named 1, by number 1, by id 1, read true, beside true, Mary's names her true, the live Patient is theirs true" {
		t.Errorf("before: %s", got)
	}
	x.live.Hide(erased{{Source: "clinic", LocalID: "3"}})
	if got := x.foundOf(t, ann, mary); got != "named 0, by number 0, by id 0, read false, beside false, Mary's names her false, the live Patient is theirs false" {
		t.Errorf("after: %s", got)
	}
}

// foundOf tells what is found of Ann, and what Mary's facts say of her.
func (x *town) foundOf(t *testing.T, ann, mary string) string {
	t.Helper()
	named, _, err := x.Named(t.Context(), "ann brown 04/03/1960", 10)
	if err != nil {
		t.Fatal(err)
	}
	named = slices.DeleteFunc(named, func(id string) bool { return id != ann })
	byNumber, err := x.People(t.Context(), place.NHSNumber, "9990000026")
	if err != nil {
		t.Fatal(err)
	}
	byID, err := x.People(t.Context(), x.place.Partners[0].PersonSystem(), "3")
	if err != nil {
		t.Fatal(err)
	}
	_, err = x.Read(t.Context(), record.Key{Type: definition.ResourceOf("Patient"), ID: ann})
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		t.Fatal(err)
	}
	says := ""
	for _, h := range x.see(t, mary).Held {
		says += string(h.Content)
	}
	theirs := fmt.Sprint(x.see(t, "new").Persons)
	return fmt.Sprintf("named %d, by number %d, by id %d, read %v, beside %v, Mary's names her %v, the live Patient is theirs %v", len(named), len(byNumber), len(byID),
		err == nil, len(x.see(t, ann).Held) > 0, strings.Contains(says, "Ann Brown") || strings.Contains(says, ann) || strings.Contains(says, "01234 111111"), strings.Contains(theirs, ann))
}
