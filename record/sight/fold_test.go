package sight

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var (
	foldTypes   = []string{"Observation", "Patient", "Organization"}
	foldLabels  = []string{"adoption", "sexual-health"}
	foldParties = []Party{{Registered, "L81001"}, {Self, "7"}, {Dissent, ""}}
)

// drawn gives rules by chance, nil among them.
func drawn(depth int) *rapid.Generator[Rule] {
	return rapid.Custom(func(t *rapid.T) Rule {
		kinds := 6
		if depth == 0 {
			kinds = 4
		}
		inner := func() []Rule { return rapid.SliceOfN(drawn(depth-1), 0, 3).Draw(t, "rules") }
		switch rapid.IntRange(-1, kinds).Draw(t, "kind") {
		case 0:
			return Always(rapid.Bool().Draw(t, "always"))
		case 1:
			return OfType(rapid.SliceOf(rapid.SampledFrom(foldTypes)).Draw(t, "types"))
		case 2:
			return Labelled(rapid.SliceOf(rapid.SampledFrom(foldLabels)).Draw(t, "labels"))
		case 3, 4:
			return Related(rapid.SliceOf(rapid.SampledFrom(foldParties)).Draw(t, "parties"))
		case 5:
			if rapid.Bool().Draw(t, "all") {
				return All(inner())
			}
			return Any(inner())
		case 6:
			return Not{drawn(depth-1).Draw(t, "not")}
		}
		return nil
	})
}

func subset[T any](t *rapid.T, some []T, name string) (out []T) {
	for _, x := range some {
		if rapid.Bool().Draw(t, name) {
			out = append(out, x)
		}
	}
	return out
}

// TestForMeansTheSame: a rule as it stands for some types holds of the same items, and
// who is bound is related.
func TestForMeansTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule, types := drawn(4).Draw(t, "rule"), subset(t, foldTypes, "searched")
		folded := For(rule, types)
		parties, bound := Bound(folded)
		for range 5 {
			x := Item{Type: rapid.SampledFrom(foldTypes).Draw(t, "type"), Labels: subset(t, foldLabels, "labelled")}
			if len(types) > 0 && !slices.Contains(types, x.Type) {
				continue
			}
			for range rapid.IntRange(0, 2).Draw(t, "people") {
				x.People = append(x.People, Parties(subset(t, foldParties, "related")))
			}
			want := Holds(rule, &x)
			if got := Holds(folded, &x); got != want {
				t.Fatalf("%#v for %v is %#v: of %+v %v, not %v", rule, types, folded, x, got, want)
			}
			if want && bound && !Holds(parties, &x) {
				t.Fatalf("%#v is bound to %v, but holds of %+v", folded, parties, x)
			}
		}
		sound(t, folded)
	})
}

// sound tells what For promises of the rules it gives.
func sound(t *rapid.T, rule Rule) {
	all := func(rules []Rule) {
		if len(rules) < 2 {
			t.Fatalf("%#v: of fewer than two", rule)
		}
		for _, one := range rules {
			if _, certain := one.(Always); certain {
				t.Fatalf("%#v: %v is certain", rule, one)
			}
			sound(t, one)
		}
	}
	switch rule := rule.(type) {
	case nil:
		t.Fatal("no rule")
	case All:
		all(rule)
	case Any:
		all(rule)
	case Not:
		sound(t, rule.Rule)
	case OfType:
		if len(rule) == 0 {
			t.Fatal("of no type")
		}
	case Labelled:
		if len(rule) == 0 {
			t.Fatal("of no label")
		}
	case Related:
		if len(rule) == 0 {
			t.Fatal("of no party")
		}
	}
}

// TestHolds tells what rules mean, one by one.
func TestHolds(t *testing.T) {
	gp, self := Party{Registered, "L81001"}, Party{Self, "7"}
	note := Item{Type: "Observation", Labels: []string{"adoption"}, People: []Person{Parties{gp}, Parties{self}}}
	place := Item{Type: "Organization"}
	for _, c := range []struct {
		name        string
		rule        Rule
		note, place bool
	}{
		{"no rule", nil, false, false},
		{"everything", Always(true), true, true},
		{"nothing", Always(false), false, false},
		{"one of those it is about", Related{gp}, true, false},
		{"one of them must be related to both", All{Related{gp}, Related{self}}, false, false},
		{"one of them is not related", Not{Related{gp}}, true, true},
		{"what is about nobody", Any{Related{gp}, OfType{"Organization"}}, true, true},
		{"not what is labelled", All{Always(true), Not{Labelled{"adoption"}}}, false, true},
		{"nothing hidden in a list", All{Always(true), nil}, false, false},
		{"nor in its opposite", Not{nil}, false, false},
		{"a choice without one", Any{nil, OfType{"Observation"}}, true, false},
		{"of none", Any{}, false, false},
		{"of no condition", All{}, true, true},
	} {
		if got := Holds(c.rule, &note); got != c.note {
			t.Errorf("%s: of the note %v", c.name, got)
		}
		if got := Holds(c.rule, &place); got != c.place {
			t.Errorf("%s: of the place %v", c.name, got)
		}
	}
}
