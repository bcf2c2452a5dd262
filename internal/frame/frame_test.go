package frame_test

import (
	"math"
	"testing"

	"continuum/internal/frame"
)

func people() *frame.Frame {
	return &frame.Frame{Rows: 3, Columns: []frame.Column{
		{Name: "age", Kind: frame.Number, Numbers: []float32{70, float32(math.NaN()), 81}},
		{Name: "ward", Kind: frame.Category, Codes: []int32{1, 0, -1}, Levels: []string{"east", "west"}},
		{Name: "id", Kind: frame.Text, Texts: []string{"a", "b", ""}},
	}}
}

func TestTakeKeepsTheOrderAskedFor(t *testing.T) {
	f := people().Take([]int{2, 0, 0})
	age, ward, id := f.Column("age"), f.Column("ward"), f.Column("id")
	if f.Rows != 3 || age.Numbers[0] != 81 || age.Numbers[1] != 70 || age.Numbers[2] != 70 {
		t.Errorf("ages are %v", age.Numbers)
	}
	if ward.Codes[0] != -1 || ward.Levels[ward.Codes[1]] != "west" || id.Texts[2] != "a" {
		t.Errorf("wards are %v, ids %v", ward.Codes, id.Texts)
	}
	if age.Codes != nil || ward.Numbers != nil {
		t.Error("a column has values of another kind")
	}
}

func TestMissing(t *testing.T) {
	f := people()
	for name, row := range map[string]int{"age": 1, "ward": 2, "id": 2} {
		for i := range f.Rows {
			if got := f.Column(name).Missing(i); got != (i == row) {
				t.Errorf("%s of row %d missing: %v", name, i, got)
			}
		}
	}
}

func TestWithout(t *testing.T) {
	f := people().Without("age", "nothing")
	if len(f.Columns) != 2 || f.Column("age") != nil || f.Column("ward") == nil || f.Rows != 3 {
		t.Errorf("left are %+v", f.Columns)
	}
}
