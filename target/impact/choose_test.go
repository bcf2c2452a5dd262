package impact

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func ExampleChoose() {
	ids := []string{"ada", "ben", "cyd", "dee"}
	l, _ := Choose(ids, []float64{500, -200, 900, 500}, 2)
	for _, i := range l.Chosen {
		fmt.Println(ids[i])
	}
	fmt.Println("one more place is worth", l.Shadow)
	// Output:
	// cyd
	// ada
	// one more place is worth 500
}

func TestAnEmptyListIsAnAnswer(t *testing.T) {
	l, err := Choose([]string{"a", "b"}, []float64{-1, 0}, Unlimited)
	if err != nil || len(l.Chosen) != 0 || l.Total != 0 || l.Shadow != 0 || l.Full {
		t.Errorf("%+v, %v", l, err)
	}
	if _, err := Choose([]string{"a"}, []float64{math.NaN()}, 1); err == nil {
		t.Error("a value that is no number passed")
	}
	if _, err := Choose([]string{"a"}, []float64{1}, -1); err == nil {
		t.Error("fewer places than none passed")
	}
}

// some draws people with values of few different sizes, so that there are ties.
func some(t *rapid.T, most int) (ids []string, values []float64) {
	for i := range rapid.IntRange(0, most).Draw(t, "people") {
		ids = append(ids, fmt.Sprint("p", i))
		values = append(values, float64(rapid.IntRange(-6, 8).Draw(t, "value")))
	}
	return ids, values
}

// best is the highest total of all sets of people that keep a rule.
func best(values []float64, places int, keeps func(chosen []int) bool) float64 {
	top := math.Inf(-1)
	for set := range 1 << len(values) {
		var chosen []int
		for i := range values {
			if set>>i&1 == 1 {
				chosen = append(chosen, i)
			}
		}
		if len(chosen) <= places && keeps(chosen) {
			top = max(top, sumAt(values, chosen))
		}
	}
	return top
}

func TestNoListIsWorthMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids, values := some(t, 8)
		places := rapid.IntRange(0, 9).Draw(t, "places")
		l, err := Choose(ids, values, places)
		if err != nil {
			t.Fatal(err)
		}
		all := func([]int) bool { return true }
		if want := best(values, places, all); l.Total != want {
			t.Fatalf("a total of %v, the best is %v", l.Total, want)
		}
		if want := best(values, places+1, all) - l.Total; l.Shadow != want {
			t.Fatalf("one more place is worth %v, not %v", want, l.Shadow)
		}
	})
}

func TestNoFairListIsWorthMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ids, values := some(t, 8)
		places := rapid.IntRange(0, 9).Draw(t, "places")
		var group []int
		for range ids {
			group = append(group, rapid.IntRange(-1, 2).Draw(t, "group"))
		}
		rules := []Rule{
			{Name: "most deprived", Group: 0, Share: float64(rapid.IntRange(0, 6).Draw(t, "share")) / 10},
			{Name: "young carers", Group: 2, People: rapid.IntRange(0, 3).Draw(t, "least")},
		}
		keeps := func(rules ...Rule) func(chosen []int) bool {
			return func(chosen []int) bool {
				for _, r := range rules {
					n := 0
					for _, i := range chosen {
						if group[i] == r.Group {
							n++
						}
					}
					if n < r.People || float64(n) < r.Share*float64(len(chosen))-1e-9 {
						return false
					}
				}
				return true
			}
		}
		want := best(values, places, keeps(rules...))
		f, err := ChooseFair(ids, values, group, places, rules)
		if math.IsInf(want, -1) {
			if err == nil {
				t.Fatalf("a list where none keeps the rules: %+v", f)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(f.Total-want) > 1e-9 || !keeps(rules...)(f.Chosen) || sumAt(values, f.Chosen) != f.Total {
			t.Fatalf("a total of %v by %v, the best is %v", f.Total, f.Chosen, want)
		}
		free := best(values, places, func([]int) bool { return true })
		if math.Abs(f.Cost-(free-want)) > 1e-9 {
			t.Fatalf("the rules cost %v, not %v", free-want, f.Cost)
		}
		for i, r := range rules {
			if alone := free - best(values, places, keeps(r)); math.Abs(f.Costs[i]-alone) > 1e-9 {
				t.Fatalf("the rule for %s costs %v, not %v", r.Name, alone, f.Costs[i])
			}
		}
	})
}

func TestRulesThatNobodyCanKeep(t *testing.T) {
	ids, values, group := []string{"a", "b"}, []float64{5, 4}, []int{0, 1}
	for want, rules := range map[string][]Rule{
		"there are only 1 such people": {{Name: "carers", Group: 0, People: 2}},
		"about one group":              {{Name: "x", Group: 0}, {Name: "y", Group: 0}},
		"120% of the places":           {{Name: "x", Group: 0, Share: 0.6}, {Name: "y", Group: 1, Share: 0.6}},
		"a share is from 0 to 1":       {{Name: "x", Group: 0, Share: math.NaN()}},
		"there are only 1":             {{Name: "x", Group: 0, People: 1}, {Name: "y", Group: 1, People: 1}},
	} {
		if _, err := ChooseFair(ids, values, group, 1, rules); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

func TestTiesAreBrokenById(t *testing.T) {
	l, err := Choose([]string{"c", "a", "b"}, []float64{7, 7, 7}, 2)
	if err != nil || !slices.Equal(l.Chosen, []int{1, 2}) {
		t.Errorf("%v, %v", l.Chosen, err)
	}
}
