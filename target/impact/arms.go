package impact

import (
	"cmp"
	"slices"

	"continuum/internal/fault"
)

// Arm is somebody's place in a programme.
type Arm struct{ Person, Programme string }

// CheckArms refuses people who are in two programmes that exclude each other. It
// names the first such person by id, and how many more there are.
func CheckArms(arms []Arm, exclude func(a, b string) bool) error {
	sorted := slices.Clone(arms)
	slices.SortFunc(sorted, func(a, b Arm) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Programme, b.Programme))
	})
	var first *fault.Error
	more := 0
	for low := 0; low < len(sorted); {
		high := low
		for high < len(sorted) && sorted[high].Person == sorted[low].Person {
			high++
		}
		if a, b, found := clash(sorted[low:high], exclude); found && first == nil {
			first = fault.New(fault.Invalid, "person %s is in %q and in %q, which exclude each other", sorted[low].Person, a, b)
			first.Fix = "end one of the two, or declare the programmes compatible"
		} else if found {
			more++
		}
		low = high
	}
	switch {
	case first == nil:
		return nil
	case more > 0:
		first.Reason += plural(more, " (and so is %d other person)", " (and so are %d others)")
	}
	return first
}

func clash(arms []Arm, exclude func(a, b string) bool) (a, b string, found bool) {
	for i := range arms {
		for _, other := range arms[i+1:] {
			if arms[i].Programme != other.Programme && exclude(arms[i].Programme, other.Programme) {
				return arms[i].Programme, other.Programme, true
			}
		}
	}
	return "", "", false
}
