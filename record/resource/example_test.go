package resource_test

import (
	"fmt"

	"continuum/record/resource"
)

// A measurement keeps its digits, and a server sets only what is its own.
func Example() {
	n, err := resource.Parse([]byte(`{"resourceType":"Observation","valueQuantity":{"value":71.30}}`), resource.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n.Get("valueQuantity").Get("value").Text())
	edit := resource.NewEdit(n)
	resource.Stamp{ID: "7", VersionID: "1"}.Apply(edit)
	stored, err := edit.Bytes()
	fmt.Println(string(stored), err)
	// Output:
	// 71.30
	// {"resourceType":"Observation","id":"7","meta":{"versionId":"1"},"valueQuantity":{"value":71.30}} <nil>
}

// What cannot be read is told with its place.
func ExampleParse_refused() {
	_, err := resource.Parse([]byte("{\"name\": [\n  {\"given\": [\"Mary\",]}]}"), resource.Limits{})
	fmt.Println(err)
	// Output:
	// not usable JSON at line 2, column 21, in $.name[0].given[1]: a value should stand here; write a string, a number, true, false, null, an array or an object
}
