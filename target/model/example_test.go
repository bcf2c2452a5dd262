package model_test

import (
	"fmt"
	"math"

	"continuum/target/model"
)

// The value of a feature is told in words that a person can read.
func ExampleColumn_Say() {
	c := model.Column{Words: "days since the last emergency admission", One: "emergency admission in the last year", Form: model.Since}
	fmt.Println(c.Say(12, ""))
	fmt.Println(c.Say(math.NaN(), ""))
	// Output:
	// 12 days since the last emergency admission
	// no emergency admission in the last year
}
