package splink_test

import (
	"context"
	"fmt"

	"continuum/link/splink"
)

// A model trained elsewhere, run over three records.
func Example() {
	model, err := splink.Parse("model.json", []byte(`{
		"link_type": "dedupe_only",
		"probability_two_random_records_match": 0.1,
		"blocking_rules_to_generate_predictions": ["l.birth_date = r.birth_date"],
		"comparisons": [{"output_column_name": "name", "comparison_levels": [
			{"sql_condition": "name_l IS NULL OR name_r IS NULL", "is_null_level": true},
			{"sql_condition": "name_l = name_r", "m_probability": 0.8, "u_probability": 0.01},
			{"sql_condition": "jaro_winkler_similarity(name_l, name_r) >= 0.88", "m_probability": 0.15, "u_probability": 0.01},
			{"sql_condition": "ELSE", "m_probability": 0.05, "u_probability": 0.98}]}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	records := &splink.Table{
		Columns: []string{"name", "birth_date"},
		Rows:    [][]string{{"Mary Smith", "1938-11-09"}, {"Mary Smyth", "1938-11-09"}, {"John Brown", "1938-11-09"}},
	}
	for pair, err := range model.Pairs(context.Background(), records) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d and %d: level %d, weight %.2f, probability %.3f\n", pair.Left, pair.Right, pair.Gammas[0], pair.Weight, pair.Probability)
	}
	// Output:
	// 0 and 1: level 1, weight 0.74, probability 0.625
	// 0 and 2: level 0, weight -7.46, probability 0.006
	// 1 and 2: level 0, weight -7.46, probability 0.006
}
