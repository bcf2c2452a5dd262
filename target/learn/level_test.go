package learn_test

import (
	"math"
	"testing"

	"continuum/target/learn"
)

// TestLevel: after it as many events are expected of rows as there were, and the order of
// the scores is the same.
func TestLevel(t *testing.T) {
	for _, kind := range []learn.Kind{learn.Binary, learn.Count} {
		m := invent(3000, 5, kind)
		model, _, err := learn.Train(t.Context(), m.request(kind))
		if err != nil {
			t.Fatal(err)
		}
		before, err := model.Predict(t.Context(), m.data)
		if err != nil {
			t.Fatal(err)
		}
		more := make([]float64, len(m.outcome)) // a year with more events
		events := 0.0
		for i, y := range m.outcome {
			if more[i] = y; i%20 == 0 {
				more[i] = 1
			}
			events += more[i]
		}
		hash := model.Hash()
		if err := model.Level(t.Context(), m.data, more, nil, nil); err != nil {
			t.Fatal(err)
		}
		after, err := model.Predict(t.Context(), m.data)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, p := range after {
			sum += p
			if i > 0 && (before[i] < before[i-1]) != (p < after[i-1]) {
				t.Fatalf("%s: rows %d and %d have changed places", kind, i-1, i)
			}
		}
		if math.Abs(sum/events-1) > 1e-6 {
			t.Errorf("%s: %.3f events expected of %.0f", kind, sum, events)
		}
		if model.Hash() == hash {
			t.Errorf("%s: it has the hash of before", kind)
		}
	}
}
