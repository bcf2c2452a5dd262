package impact

import "continuum/internal/fault"

// Exclusive sorts programmes into sets of which a person may be in one of each: the
// programmes of a set all exclude each other, those of different sets are
// compatible. Each set is assigned on its own. Programmes that exclude each other
// only in part (A and B, B and C, but not A and C) are refused by name.
func Exclusive(names []string, exclude func(a, b string) bool) ([][]int, error) {
	var sets [][]int
	placed := make([]bool, len(names))
	for first := range names {
		if placed[first] {
			continue
		}
		set := reach(names, first, exclude)
		for _, i := range set {
			placed[i] = true
			for _, j := range set {
				if i < j && !exclude(names[i], names[j]) {
					return nil, &fault.Error{
						Code: fault.Invalid, Reason: "the programmes \"" + names[i] + "\" and \"" + names[j] + "\" both exclude a third but not each other",
						Fix: "say that they exclude each other too, or that neither excludes the third",
					}
				}
			}
		}
		sets = append(sets, set)
	}
	return sets, nil
}

// reach are the programmes that exclude the first, or one that does, in their order.
func reach(names []string, first int, exclude func(a, b string) bool) (set []int) {
	in := make([]bool, len(names))
	in[first] = true
	for grew := true; grew; {
		grew = false
		for i := range names {
			for j := range names {
				if in[i] && !in[j] && exclude(names[i], names[j]) {
					in[j], grew = true, true
				}
			}
		}
	}
	for i := range names {
		if in[i] {
			set = append(set, i)
		}
	}
	return set
}
