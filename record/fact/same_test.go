package fact_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/record"
	"continuum/record/definition"
	"continuum/record/fact"
	"continuum/store"
)

func (x *town) everybody(t *testing.T) (all fact.Persons) {
	t.Helper()
	err := x.db.Read(t.Context(), func(tx *store.Tx) (err error) {
		all, _, err = x.Everybody(t.Context(), tx, x.live)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (x *town) same(t *testing.T, id string) (all fact.Persons) {
	t.Helper()
	err := x.db.Read(t.Context(), func(tx *store.Tx) (err error) {
		all, err = x.Same(t.Context(), tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestPersons shows who live Patients are.
func TestPersons(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		mary, tom := x.person(t, "hospital", "M1"), x.person(t, "hospital", "M2")
		x.arrives(
			t,
			livePatient("by-mrn", "M1", "", "", ""),
			livePatient("by-number", "", marysNumber, marysBirth, ""),
			livePatient("other-birth", "", marysNumber, "1938-11-08", ""),
			livePatient("linked", "", "", "", linkTo("by-mrn")),
			livePatient("linked-on", "", "", "", linkTo("linked")),
			livePatient("to-fact", "", "", "", linkTo(tom)),
			livePatient("stranger", "M77", "", "", ""),
			livePatient("stranger-too", "M77", "9990000034", "1999-01-01", ""),
			livePatient("stranger-linked", "", "9990000034", "1999-01-01", linkTo("nobody")),
			livePatient("both", "M1", "", "", linkTo(tom)), // then those who only follow go to the lesser
		)
		want := fact.Persons{
			"by-mrn": mary, "by-number": mary, "linked": min(mary, tom), "linked-on": min(mary, tom), "to-fact": tom, "other-birth": "Patient/other-birth",
			"stranger": "Patient/stranger", "stranger-too": "Patient/stranger", "stranger-linked": "Patient/stranger", "both": min(mary, tom),
		}
		if diff := cmp.Diff(want, x.everybody(t)); diff != "" {
			t.Error(diff)
		}
		for id, person := range want {
			if got := x.same(t, id)[id]; got != person {
				t.Errorf("%s is %s, want %s", id, got, person)
			}
		}
		if got := x.same(t, "nobody"); len(got) != 3 {
			t.Errorf("who is linked to by one that is not here: %v", got)
		}
		if got := x.same(t, "never-seen"); len(got) != 0 {
			t.Errorf("%v", got)
		}
		seen := x.see(t, "by-mrn")
		for _, h := range seen.Held {
			if h.Type.Name == "Patient" && seen.Persons[h.String()] != mary {
				t.Errorf("%s is %q", h.Key, seen.Persons[h.String()])
			}
		}
	})
}

// TestEverybodyAgreesWithEachOne compares the two ways to tell who is who, over
// Patients that share identifiers and links by chance.
func TestEverybodyAgreesWithEachOne(t *testing.T) {
	x := river(t)
	chance := rand.New(rand.NewPCG(1, 2))
	some := func(all ...string) string { return all[chance.IntN(len(all))] }
	var all []string
	const many = 120
	for i := range many {
		link := ""
		if chance.IntN(3) == 0 {
			link = linkTo(fmt.Sprint(chance.IntN(many+5)), some(x.person(t, "hospital", "M1"), "9", x.person(t, "clinic", "3")))
		}
		all = append(all, livePatient(fmt.Sprint(i), some("", "", "", "", "M1", "M2", "M7", "M8", fmt.Sprint("N", chance.IntN(30))),
			some("", "", "", marysNumber, "9990000018", "9990000034", "9990000042"), some("", marysBirth, "1950-01-02", "1999-01-01"), link))
		if i%10 == 0 {
			x.arrives(t, all...)
			all = nil
			together := x.everybody(t)
			for id, person := range together {
				if got := x.same(t, id); got[id] != person {
					t.Fatalf("%d Patients: %s is %s, with all %s", i, id, got[id], person)
				}
			}
		}
	}
}

func TestBearer(t *testing.T) {
	x := river(t)
	mary := x.person(t, "clinic", "1")
	for _, c := range []struct {
		id, person string
		fact       bool
	}{
		{mary, mary, true},
		{mary + "-reg-0011223344556677", mary, true},
		{"P00000000000", "", true},
		{"live", "", false},
		{strings.ToLower(mary), "", false},
		{"", "", false},
	} {
		if person, isFact, err := x.Bearer(t.Context(), c.id); person != c.person || isFact != c.fact || err != nil {
			t.Errorf("%s: %s %v %v", c.id, person, isFact, err)
		}
	}
}

func TestSaysWho(t *testing.T) {
	x := river(t)
	says := func(text string) string { return x.SaysWho(parsed(t, []byte(text))) }
	first := says(livePatient("a", "M1", marysNumber, marysBirth, ""))
	for _, c := range []struct {
		patient string
		same    bool
	}{
		{livePatient("b", "M1", marysNumber, marysBirth, `,"name":[{"family":"Smith"}],"gender":"female"`), true},
		{livePatient("a", "M2", marysNumber, marysBirth, ""), false},
		{livePatient("a", "M1", marysNumber, "1938-11-08", ""), false},
		{livePatient("a", "M1", "", marysBirth, ""), false},
		{livePatient("a", "M1", marysNumber, marysBirth, linkTo("b")), false},
	} {
		if (says(c.patient) == first) != c.same {
			t.Errorf("%s says %s, the first %s", c.patient, says(c.patient), first)
		}
	}
}

func TestNeighbours(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		one := livePatient("one", "M77", "9990000034", "1999-01-01", linkTo("to", x.person(t, "clinic", "1")))
		x.arrives(t, one, livePatient("mrn", "M77", "", "", ""), livePatient("nhs", "", "9990000034", "1999-01-01", ""),
			livePatient("born", "", "9990000034", "1999-01-02", ""), livePatient("from", "", "", "", linkTo("one")), livePatient("on", "", "", "", linkTo("from")))
		var got []string
		err := x.db.Read(t.Context(), func(tx *store.Tx) error {
			all, err := x.Neighbours(t.Context(), tx, record.Key{Type: definition.ResourceOf("Patient"), ID: "one"}, parsed(t, []byte(one)))
			for _, key := range all {
				got = append(got, key.ID)
			}
			return err
		})
		if err != nil || strings.Join(got, " ") != "mrn nhs to from" {
			t.Errorf("%v %v", got, err)
		}
	})
}
