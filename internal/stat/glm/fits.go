package glm

import "slices"

func (k *Number) wrong(means, coefficients int) string {
	n := 1 + len(k.Knots)
	if k.Missing {
		n++
	}
	switch {
	case means != n || coefficients != n:
		return "must have one mean and one coefficient a feature"
	case len(k.Deviate) != 1+len(k.Knots):
		return "must have one deviation a feature"
	case k.Low > k.High || k.Log && k.Low <= -1:
		return "has bounds that no value can meet"
	case !slices.IsSorted(k.Knots):
		return "must have its knots in order"
	case slices.ContainsFunc(k.Deviate, func(d float64) bool { return d < 0 }):
		return "has a deviation below 0"
	}
	return ""
}

func (k *Category) wrong(means, coefficients int) string {
	n := len(k.Groups)
	special := func(at int) bool { return at >= -1 && at < n }
	switch {
	case n == 0 || means != n || coefficients != n:
		return "must have one mean and one coefficient a group"
	case k.Prefix != nil && len(k.Prefix) != n:
		return "must say of every group whether it is a prefix"
	case !special(k.Other) || !special(k.Missing) || k.Other >= 0 && k.Other == k.Missing:
		return "has no such group for rare or missing values"
	}
	k.index()
	named := n
	for _, at := range []int{k.Other, k.Missing} {
		if at >= 0 {
			named--
		}
	}
	if len(k.places) != named {
		return "has a group twice"
	}
	return ""
}
