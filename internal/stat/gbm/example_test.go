package gbm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"continuum/internal/frame"
	"continuum/internal/stat/gbm"
)

// A model is learned from a table, kept as JSON, and says of each person how likely
// the outcome is, and why.
func Example() {
	people := &frame.Frame{Rows: 400, Columns: []frame.Column{
		{Name: "falls", Kind: frame.Number, Numbers: make([]float32, 400)},
		{Name: "home", Kind: frame.Category, Codes: make([]int32, 400), Levels: []string{"alone", "family"}},
	}}
	admitted := make([]float64, 400)
	for i := range 400 {
		falls, alone := i%4, i/4%2 == 0
		people.Columns[0].Numbers[i] = float32(falls)
		if !alone {
			people.Columns[1].Codes[i] = 1
		}
		if falls >= 2 && (alone || i%3 == 0) {
			admitted[i] = 1
		}
	}
	ctx := context.Background()
	model, err := gbm.Train(ctx, people, gbm.Target{Y: admitted}, nil, gbm.Options{Loss: gbm.Logistic, Trees: 50, Depth: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := json.Marshal(model)
	if err != nil {
		fmt.Println(err)
		return
	}
	var kept gbm.Model
	if err := json.Unmarshal(data, &kept); err != nil {
		fmt.Println(err)
		return
	}
	reasons := make([]float64, len(kept.Columns))
	for _, row := range []int{0, 2, 6} {
		base, err := kept.Explain(people, row, reasons)
		if err != nil {
			fmt.Println(err)
			return
		}
		risk := 1 / (1 + math.Exp(-(base + reasons[0] + reasons[1])))
		fmt.Printf("%.0f falls, %s: risk %.2f; falls %+.1f, home %+.1f\n",
			people.Columns[0].Numbers[row], people.Columns[1].Levels[people.Columns[1].Codes[row]], risk, reasons[0], reasons[1])
	}
	// Output:
	// 0 falls, alone: risk 0.01; falls -4.2, home +0.6
	// 2 falls, alone: risk 0.99; falls +4.2, home +1.9
	// 2 falls, family: risk 0.34; falls +2.9, home -1.9
}
