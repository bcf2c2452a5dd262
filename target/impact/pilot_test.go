package impact

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"continuum/internal/frame"
)

func tiny4(treated, events []float64) Pilot {
	return Pilot{
		Data:    &frame.Frame{Rows: len(treated), Columns: []frame.Column{{Name: "age", Kind: frame.Number, Numbers: make([]float32, len(treated))}}},
		Treated: treated, Events: events,
	}
}

func TestAPilotThatTellsNothingIsRefused(t *testing.T) {
	for want, p := range map[string]Pilot{
		"it must be 1 (helped) or 0 (not)":   tiny4([]float64{1, 0, 2}, []float64{5, 5, 5}),
		"counts are whole numbers":           tiny4([]float64{1, 0, 1}, []float64{5, 5, 0.5}),
		"0 people who were helped":           tiny4([]float64{0, 0, 0}, []float64{5, 5, 5}),
		"nobody of the pilot had an event":   tiny4([]float64{0, 1, 0}, []float64{0, 0, 0}),
		"has 4 events in all":                tiny4([]float64{0, 1, 0}, []float64{2, 2, 0}),
		"row 2: NaN events":                  tiny4([]float64{0, 1, 0}, []float64{2, math.NaN(), 0}),
		"row 1: treated is NaN; it must be ": tiny4([]float64{math.NaN(), 1}, []float64{2, 0}),
	} {
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func TestBalance(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	m := makePlace(random, 5000, truths["alike"])
	p := m.pilot()
	all := p.Balance()
	if far := unlike(all); len(far) > 0 {
		t.Errorf("randomised arms differ: %+v", far)
	}
	for i := range p.Treated {
		p.Treated[i] = yes(float64(m.data.Column("age").Numbers[i])+20*random.NormFloat64() > 70)
	}
	all = p.Balance()
	if all[0].Feature != "age" || all[0].Standardised < 0.5 || len(unlike(all)) == 0 {
		t.Errorf("arms by age differ by %+v", all[0])
	}
	names := map[string]bool{}
	for _, d := range all {
		names[d.Feature] = true
	}
	if !names["efi_deficits missing"] {
		t.Error("missing values are not compared")
	}
}

func TestFoldsHaveBothArms(t *testing.T) {
	p := tiny4([]float64{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}, make([]float64, 20))
	var n [folds][2]int
	for i, f := range p.folds() {
		n[f][int(p.Treated[i])]++
	}
	for k, arms := range n {
		if arms != [2]int{3, 1} {
			t.Errorf("fold %d has %v", k, arms)
		}
	}
}

// Yes and no lie 1 apart about their average over expected events; what is missing is
// average.
func TestModifiers(t *testing.T) {
	f := &frame.Frame{Rows: 4, Columns: []frame.Column{
		{Name: "alone", Kind: frame.Number, Numbers: []float32{0, 1, 1, float32(math.NaN())}},
		{Name: "falls", Kind: frame.Number, Numbers: []float32{0, 0, 0, 30}},
		{Name: "tenure", Kind: frame.Category, Codes: []int32{0, 1, -1, 0}, Levels: []string{"own", "rent"}},
		{Name: "always", Kind: frame.Number, Numbers: []float32{1, 1, 1, 1}},
		{Name: "note", Kind: frame.Text, Texts: []string{"a", "b", "c", "d"}},
	}}
	logs := []float64{0, 0, 0, math.Log(2)}
	all, notice := modifiers(f, logs)
	var names []string
	for _, m := range all {
		names = append(names, m.name)
	}
	if got := strings.Join(names, " "); got != "alone falls tenure=own tenure=rent expected events" || notice != "" {
		t.Fatalf("modifiers %q, %q", got, notice)
	}
	r := bind(all, f, f)
	z := make([]float64, len(all)+1)
	values(r, 1, logs, z)
	if z[0] != 1 || math.Abs(z[1]-1.0/3) > 1e-12 || math.Abs(z[4]-0.75) > 1e-12 {
		t.Errorf("the second person has %v", z)
	}
	values(r, 3, logs, z)
	if z[1] != 0 || z[2] <= 0 || z[2] > farthest {
		t.Errorf("the last person, whose alone is not known, has %v", z)
	}
	other := &frame.Frame{Rows: 1, Columns: []frame.Column{
		{Name: "alone", Kind: frame.Number, Numbers: []float32{1}},
		{Name: "falls", Kind: frame.Number, Numbers: []float32{1000}},
		{Name: "tenure", Kind: frame.Category, Codes: []int32{0}, Levels: []string{"rent"}},
	}}
	values(bind(all, f, other), 0, []float64{0}, z)
	if z[2] != farthest || math.Abs(z[4]-0.75) > 1e-12 || math.Abs(z[3]+0.75) > 1e-12 {
		t.Errorf("levels are found by name, far values are drawn in: %v", z)
	}
}
