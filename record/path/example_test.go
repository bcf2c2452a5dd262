package path_test

import (
	"fmt"

	"continuum/record/path"
	"continuum/record/resource"
)

// A search parameter is compiled once and run over every resource.
func Example() {
	telephone, err := path.Compile("Patient.telecom.where(system = 'phone').value", path.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	person, err := resource.Parse([]byte(`{"resourceType": "Patient", "telecom": [
		{"system": "email", "value": "mary@example.org"},
		{"system": "phone", "value": "01934 000000"}]}`), resource.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = telephone.Each(person, nil, func(v path.Value) bool {
		fmt.Println(v)
		return true
	})
	fmt.Println(err)
	// Output:
	// 01934 000000
	// <nil>
}
