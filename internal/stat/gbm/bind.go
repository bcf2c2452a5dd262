package gbm

import (
	"fmt"
	"strings"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// binding is a model's column found in a frame.
type binding struct {
	numbers []float32
	codes   []int32
	known   []int32 // the model's level for each level of the frame, -1 where it has none
}

// level is the model's level of a row, -1 where it is missing or not known.
func (b *binding) level(row int) int32 {
	if c := b.codes[row]; c >= 0 && int(c) < len(b.known) {
		return b.known[c]
	}
	return -1
}

// bind finds columns in a frame by name; what is missing or of another kind is
// refused, all in one error.
func bind(f *frame.Frame, columns []Column) ([]binding, error) {
	out := make([]binding, len(columns))
	var absent, other []string
	for i, want := range columns {
		have := f.Column(want.Name)
		switch {
		case have == nil:
			absent = append(absent, want.Name)
		case have.Kind != want.Kind:
			other = append(other, fmt.Sprintf("%s (a %s, the model needs a %s)", want.Name, have.Kind, want.Kind))
		case have.Kind == frame.Number && len(have.Numbers) != f.Rows, have.Kind == frame.Category && len(have.Codes) != f.Rows:
			other = append(other, fmt.Sprintf("%s (not one value a row)", want.Name))
		default:
			out[i] = binding{numbers: have.Numbers, codes: have.Codes, known: translate(have.Levels, want.Levels)}
		}
	}
	return out, refuse(absent, other)
}

// translate finds the levels of one list in another.
func translate(from, to []string) []int32 {
	place := make(map[string]int32, len(to))
	for i, level := range to {
		place[level] = int32(i)
	}
	out := make([]int32, len(from))
	for i, level := range from {
		out[i] = -1
		if at, ok := place[level]; ok {
			out[i] = at
		}
	}
	return out
}

func refuse(absent, other []string) error {
	var reasons []string
	if len(absent) > 0 {
		reasons = append(reasons, "columns the model needs are missing: "+strings.Join(absent, ", "))
	}
	if len(other) > 0 {
		reasons = append(reasons, "columns are not of the kind the model needs: "+strings.Join(other, ", "))
	}
	if len(reasons) == 0 {
		return nil
	}
	return &fault.Error{Code: fault.Invalid, Reason: strings.Join(reasons, "; "), Fix: "give a table with the columns the model was learned on"}
}
