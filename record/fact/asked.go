package fact

import (
	"time"

	"continuum/link"
	"continuum/record/resource"
	"continuum/warehouse"
)

// Asked is a Patient as a registration, to ask the linkage who it could be: by the
// name that is used, and of all else by the first. A birth date that is not told to
// the day is left out.
func Asked(n resource.Node) link.Record {
	var p warehouse.Person
	nameInto(&p, n)
	home := n.Get("address").First()
	born := n.Get("birthDate").Text()
	if _, err := time.Parse(time.DateOnly, born); err != nil {
		born = ""
	}
	return link.Record{
		NHSNumber: numberOf(n), Title: p.Title, GivenName: p.GivenName, FamilyName: p.FamilyName,
		BirthDate: born, Sex: sexOf(n.Get("gender").Text()), Postcode: home.Get("postalCode").Text(), Address: linesOf(home),
		Phone: contactOf(n, "phone"), Email: contactOf(n, "email"),
	}
}
