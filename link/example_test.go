package link_test

import (
	"context"
	"fmt"

	"continuum/link"
)

// Three partners know one person under different names; a fourth record is
// somebody else.
func Example() {
	l := link.New(link.DefaultConfig())
	l.Add(link.Record{Source: "gp", LocalID: "1", NHSNumber: "943 476 5919", GivenName: "Mary", FamilyName: "Smith", BirthDate: "1938-11-09", Postcode: "QA1 1AA"})
	l.Add(link.Record{Source: "hospital", LocalID: "A7", NHSNumber: "9434765919", GivenName: "MARY", FamilyName: "SMITH", BirthDate: "1938-09-11"})
	l.Add(link.Record{Source: "council", LocalID: "x", GivenName: "Polly", FamilyName: "Smith", BirthDate: "1938-11-09", Postcode: "QA11AA"})
	l.Add(link.Record{Source: "housing", LocalID: "9", GivenName: "John", FamilyName: "Brown", BirthDate: "1971-02-03", Postcode: "QA4 2BB"})
	result, err := l.Run(context.Background(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, person := range result.Person {
		_, how := result.How(i)
		fmt.Printf("person %d: %s\n", person, how)
	}
	// Output:
	// person 0: NHS number, given name and family name agree; date of birth one slip apart
	// person 0: NHS number, given name and family name agree; date of birth one slip apart
	// person 0: family name, date of birth and postcode agree; given name alike
	// person 1: single record
}
