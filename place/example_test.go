package place_test

import (
	"fmt"

	"continuum/place"
)

// A later package describes its file as a struct and reads it with every problem at once.
func ExampleDecode() {
	var ward struct {
		Title string   `yaml:"title" check:"required"`
		Team  string   `yaml:"team" check:"required,id"`
		Beds  int      `yaml:"beds"`
		Days  []string `yaml:"days" check:"oneof=mon|tue|wed|thu|fri|sat|sun"`
	}
	text := `title: Virtual ward
tema: north_team
beds: twenty
days: [mon, tues]
`
	for _, problem := range place.Decode("programmes/ward.yaml", []byte(text), &ward) {
		fmt.Println(problem)
	}
	// Output:
	// programmes/ward.yaml:1: "team" is missing; add "team: …"
	// programmes/ward.yaml:2: unknown key "tema"; did you mean "team"?
	// programmes/ward.yaml:3: expected a whole number (found "twenty"); write it in digits, without quotes
	// programmes/ward.yaml:4: days "tues" is not one of those known; did you mean "tue"?
}
