package standard_test

import (
	"fmt"

	"continuum/plan/standard"
)

func Example() {
	s, _ := standard.Of("PersonalisedCSP")
	strengths, _ := s.Find("Care and support plan > Strengths")
	fmt.Println(strengths.Name, strengths.Cardinality())
	for _, e := range strengths.Children {
		fmt.Println("-", e.Name, e.Cardinality(), e.Type)
	}
	// Output:
	// Strengths 0..*
	// - Coded value 0..1 any
	// - Free text 0..1 text
}
