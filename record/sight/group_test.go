package sight_test

import (
	"testing"

	"pgregory.net/rapid"

	"continuum/record/sight"
)

func TestByTypeMeansTheSame(t *testing.T) {
	types := []string{"Patient", "Observation", "Encounter"}
	party := sight.Party{Kind: sight.Registered, Of: "A"}
	var rule func(depth int) *rapid.Generator[sight.Rule]
	rule = func(depth int) *rapid.Generator[sight.Rule] {
		return rapid.Custom(func(t *rapid.T) sight.Rule {
			some := func() (all []sight.Rule) {
				for range rapid.IntRange(0, 3).Draw(t, "rules") {
					all = append(all, rule(depth-1).Draw(t, "rule"))
				}
				return all
			}
			switch rapid.IntRange(min(0, depth-3), 6).Draw(t, "kind") * min(depth, 1) {
			case 1, 2:
				return sight.All(some())
			case 3, 4:
				return sight.Any(some())
			case 5:
				return sight.Not{Rule: rule(depth-1).Draw(t, "not")}
			case 6:
				return sight.Always(rapid.Bool().Draw(t, "always"))
			}
			return rapid.SampledFrom([]sight.Rule{sight.OfType{"Patient", "Observation"}, sight.OfType{"Encounter"}, sight.Labelled{"a"}, sight.Related{party}}).Draw(t, "leaf")
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		r := rule(3).Draw(t, "rule")
		grouped := sight.ByType(r, types)
		for _, typ := range types {
			for _, labels := range [][]string{nil, {"a"}} {
				for _, people := range [][]sight.Person{nil, {sight.Parties{}}, {sight.Parties{party}}} {
					x := &sight.Item{Type: typ, Labels: labels, People: people}
					if sight.Holds(r, x) != sight.Holds(grouped, x) {
						t.Fatalf("%#v and %#v differ for %+v", r, grouped, x)
					}
				}
			}
		}
	})
}
