package instrument_test

import (
	"fmt"

	"continuum/target/instrument"
)

// One person's codes, scored by two instruments in one pass.
func Example() {
	engine, err := instrument.Published().Compile([]string{"charlson", "hfrs"}, instrument.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	lane, person := engine.Lane(), engine.Person()
	for line, code := range []string{"I50.0", "e11.2", "F05", "W19"} {
		lane.Code(person, []byte(code), instrument.AnyPosition, instrument.Everything, int64(line+1))
	}
	var outcome instrument.Outcome
	for n, i := range engine.Instruments {
		lane.Score(person, n, &outcome)
		fmt.Printf("%s: %v %v\n", i.Name, outcome.Scores, outcome.Known)
		for _, r := range lane.Reasons(person, n, 0, &outcome) {
			fmt.Printf("  %+.1f %s\n", r.Points, r.Title)
		}
	}
	// Output:
	// charlson: [3 3] [true true]
	//   +1.0 heart failure
	//   +2.0 diabetes with lasting complications
	// hfrs: [6.4] [true]
	//   +3.2 delirium
	//   +3.2 fall, unspecified
}
