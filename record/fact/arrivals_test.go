package fact_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/record/fact"
	"continuum/store"
	"continuum/warehouse"
)

func (x *town) arrivals(t *testing.T, id string) fact.Arrivals {
	t.Helper()
	var a fact.Arrivals
	err := x.db.Read(t.Context(), func(tx *store.Tx) (err error) {
		a, err = x.Arrivals(t.Context(), tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestArrivals(t *testing.T) {
	onBoth(t, func(t *testing.T, x *town) {
		mary, ann := x.person(t, "clinic", "1"), x.person(t, "clinic", "3")
		x.arrives(
			t,
			livePatient("live", "M1", "", "", ""), livePatient("live2", "", "", "", linkTo("live")),
			liveStay("a", "live", "s1", "2026-06-09T11:00:00+01:00"), liveStay("b", "live2", "s99", ""),
			`{"resourceType":"Patient","id":"new","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"999 000 0026"}],
				"name":[{"use":"maiden","family":"Old"},{"family":"First"},{"use":"official","family":"Né","given":["Zo","Anna"],"prefix":["Ms"]},{"use":"usual","family":"Late"}],
				"telecom":[{"system":"phone","value":"1","use":"old"},{"system":"phone","value":"2"},{"system":"email","value":"z@river.example"}],
				"gender":"other","birthDate":"1990-02-03","deceasedDateTime":"2026-11-26",
				"address":[{"line":["Flat 1","2 Quay Lane"],"city":"River","postalCode":"RV1 2AB"}],"generalPractitioner":[{"display":"Dr Grey"}]}`,
			`{"resourceType":"Patient","id":"text","name":[{"text":"Only Words"}],"address":[{"text":"somewhere"}],"birthDate":"1990","deceasedBoolean":true}`,
		)
		for _, id := range []string{mary, "live", "live2"} {
			a := x.arrivals(t, id)
			if a.PersonID != mary || len(a.Visits) != 2 || a.Visits[0].Source != "hospital" || a.Visits[0].LocalID == a.Visits[1].LocalID || a.Person.ID == "" || a.Zone.String() != "Europe/London" {
				t.Errorf("%s: %+v", id, a)
			}
		}
		if a := x.arrivals(t, ann); a.PersonID != ann || a.Person.ID != "" || len(a.Visits) > 0 || a.Death != nil {
			t.Errorf("nobody told of Ann, yet %+v", a)
		}
		a := x.arrivals(t, "new")
		want := warehouse.Person{
			ID: "new", NHSNumber: "9990000026", Title: "Ms", GivenName: "Zo", FamilyName: "Né", BirthDate: day("1990-02-03"), Sex: "indeterminate",
			Address: "Flat 1, 2 Quay Lane, River", Postcode: "RV1 2AB", Phone: "2", Email: "z@river.example", GPPractice: "Dr Grey",
		}
		if diff := cmp.Diff(want, a.Person); diff != "" || a.PersonID != "" || a.Death == nil || a.Death.At.Text != "2026-11-26" {
			t.Errorf("%s %+v", diff, a)
		}
		want = warehouse.Person{ID: "text", FamilyName: "Only Words", Address: "somewhere"}
		if a = x.arrivals(t, "text"); !cmp.Equal(want, a.Person) || a.Death == nil || !a.Death.At.IsZero() {
			t.Errorf("%+v", a)
		}
		if a = x.arrivals(t, "nobody"); a.PersonID != "" || a.Person.ID != "" || len(a.Visits) > 0 {
			t.Errorf("%+v", a)
		}
	})
}
