package impact

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// bestAssignment tries everything.
func bestAssignment(choices []Choice, places []int, person int) float64 {
	if len(choices) == 0 || person == len(choices[0].Values) {
		return 0
	}
	top := bestAssignment(choices, places, person+1)
	for p, c := range choices {
		if v := c.Values[person]; v > 0 && places[p] > 0 {
			places[p]--
			top = max(top, v+bestAssignment(choices, places, person+1))
			places[p]++
		}
	}
	return top
}

func TestNoAssignmentIsWorthMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.IntRange(0, 6).Draw(t, "people")
		ids := make([]string, people)
		for i := range ids {
			ids[i] = fmt.Sprint("p", i)
		}
		var choices []Choice
		var places []int
		for p := range rapid.IntRange(1, 4).Draw(t, "programmes") {
			c := Choice{Name: fmt.Sprint("programme ", p), Places: rapid.IntRange(0, 3).Draw(t, "places")}
			for range people {
				v := float64(rapid.IntRange(-3, 9).Draw(t, "value"))
				if v == -3 {
					v = math.NaN()
				}
				c.Values = append(c.Values, v)
			}
			choices, places = append(choices, c), append(places, c.Places)
		}
		a, err := Assign(ids, choices)
		if err != nil {
			t.Fatal(err)
		}
		taken, total := make([]int, len(choices)), 0.0
		for i, p := range a.Of {
			if p != none {
				taken[p]++
				total += choices[p].Values[i]
			}
		}
		want := bestAssignment(choices, places, 0)
		if total != want || a.Total != want {
			t.Fatalf("a total of %v (%v said), the best is %v", total, a.Total, want)
		}
		for p := range choices {
			if taken[p] > choices[p].Places {
				t.Fatalf("%s has %d people on %d places", choices[p].Name, taken[p], choices[p].Places)
			}
			places[p]++
			if more := bestAssignment(choices, places, 0) - want; more != a.Shadow[p] {
				t.Fatalf("one more place of %s is worth %v, not %v", choices[p].Name, more, a.Shadow[p])
			}
			places[p]--
		}
	})
}

func TestAssignRefusesNonsense(t *testing.T) {
	for want, c := range map[string]Choice{
		"-1 places":   {Name: "x", Places: -1, Values: []float64{1}},
		"must be fin": {Name: "x", Values: []float64{math.Inf(1)}},
		"0 values":    {Name: "x"},
	} {
		if _, err := Assign([]string{"a"}, []Choice{c}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func excludes(pairs ...string) func(a, b string) bool {
	return func(a, b string) bool {
		for _, p := range pairs {
			if p == a+b || p == b+a {
				return true
			}
		}
		return false
	}
}

func TestAPersonInTwoExclusiveArmsIsNamed(t *testing.T) {
	arms := []Arm{{"zoe", "a"}, {"ann", "b"}, {"ann", "c"}, {"zoe", "b"}, {"bob", "a"}, {"bob", "c"}}
	err := CheckArms(arms, excludes("ab", "bc"))
	want := `person ann is in "b" and in "c", which exclude each other (and so is 1 other person); end one of the two, or declare the programmes compatible`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if err := CheckArms(arms, excludes()); err != nil {
		t.Errorf("compatible programmes: %v", err)
	}
}

func TestExclusiveSets(t *testing.T) {
	names := []string{"a", "b", "c", "d"}
	sets, err := Exclusive(names, excludes("ac"))
	if err != nil || fmt.Sprint(sets) != "[[0 2] [1] [3]]" {
		t.Errorf("%v, %v", sets, err)
	}
	_, err = Exclusive(names, excludes("ab", "bc"))
	if err == nil || !strings.Contains(err.Error(), `"a" and "c"`) {
		t.Errorf("a chain passed: %v", err)
	}
}

// BenchmarkAssign assigns a million people to five programmes of 2,000 places each.
func BenchmarkAssign(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	ids := make([]string, 1_000_000)
	choices := make([]Choice, 5)
	for p := range choices {
		choices[p] = Choice{Name: fmt.Sprint(p), Places: 2000, Values: make([]float64, len(ids))}
	}
	for i := range ids {
		ids[i] = fmt.Sprintf("%07d", i)
		need := random.ExpFloat64()
		for p := range choices {
			choices[p].Values[i] = 40_000 * (need*random.Float64() - 1)
		}
	}
	for b.Loop() {
		if _, err := Assign(ids, choices); err != nil {
			b.Fatal(err)
		}
	}
}
