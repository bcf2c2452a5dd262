package check_test

import (
	"fmt"

	"continuum/record/check"
	"continuum/record/resource"
)

// All that is wrong is told at once.
func ExampleResource() {
	n, err := resource.Parse([]byte(`{"resourceType":"Patient","birthdate":"1938-11-09","gender":"f","name":{"family":"Smith"}}`), resource.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range check.Resource(n) {
		fmt.Println(p)
	}
	// Output:
	// Patient.birthdate: Patient has no such element (found "1938-11-09"); did you mean birthDate?
	// Patient.gender: the code is not in the value set http://hl7.org/fhir/ValueSet/administrative-gender (found "f"); use one of its codes: female, male, other, unknown
	// Patient.name: an object stands where an array should; put it into an array: the element repeats
}
