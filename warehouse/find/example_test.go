package find_test

import (
	"fmt"

	"continuum/warehouse/find"
)

func Example() {
	b := find.NewBuilder(2)
	b.Add(find.Entry{Person: 0, Given: "Mary", Family: "Smith", BirthDate: "1938-11-09", NHSNumber: "9434765919"})
	b.Add(find.Entry{Person: 0, Given: "Molly", Family: "Smith", BirthDate: "1938-11-09"})
	b.Add(find.Entry{Person: 1, Given: "Marie", Family: "Smythe", BirthDate: "1938-09-11"})
	ix := b.Index()
	for _, query := range []string{"SMITH, Mary", "smith 9/11/38", "943 476"} {
		for _, h := range ix.Search(query, 10) {
			fmt.Printf("%-13s person %d %.2f %s\n", query, h.Person, h.Score, h.Why)
		}
	}
	// Output:
	// SMITH, Mary   person 0 1.00 family name equal; given name equal
	// SMITH, Mary   person 1 0.77 family name sounds alike; given name is another form
	// smith 9/11/38 person 0 1.00 family name equal; date of birth equal
	// smith 9/11/38 person 1 0.75 family name sounds alike; date of birth has day and month swapped
	// 943 476       person 0 0.90 NHS number begins with "943 476"
}
