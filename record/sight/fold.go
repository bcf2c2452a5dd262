package sight

import "slices"

// For is a rule as it stands for resources of some types, of any where none is named:
// what is certain of these is left out, and what asks the same thing twice is asked
// once. It is Always where all is certain. It is made of the kinds of this package
// only, has no nil, and no All or Any of less than two.
func For(r Rule, types []string) Rule {
	if r == nil {
		return Always(false)
	}
	return r.fold(types)
}

func (r Always) fold([]string) Rule { return r }

func (r All) fold(types []string) Rule {
	var out All
	var none Any // none of these may hold
	for _, one := range r {
		switch one := For(one, types).(type) {
		case Always:
			if !one {
				return one
			}
		case All:
			for _, x := range one {
				if not, is := x.(Not); is {
					none = append(none, not.Rule)
				} else {
					out = append(out, x)
				}
			}
		case Not:
			none = append(none, one.Rule)
		default:
			out = append(out, one)
		}
	}
	if len(none) > 0 {
		not := Not{none}.fold(types)
		if certain, is := not.(Always); is && !bool(certain) {
			return certain
		}
		out = append(out, not)
	}
	switch len(out) {
	case 0:
		return Always(true)
	case 1:
		return out[0]
	}
	return out
}

func (r Any) fold(types []string) Rule {
	var out Any
	var ofType OfType
	var labelled Labelled
	var related Related
	for _, one := range r {
		one = For(one, types)
		some, is := one.(Any)
		if !is {
			some = Any{one}
		}
		for _, x := range some {
			switch x := x.(type) {
			case Always:
				if x {
					return x
				}
			case OfType:
				ofType = append(ofType, x...)
			case Labelled:
				labelled = append(labelled, x...)
			case Related:
				related = append(related, x...)
			default:
				out = append(out, x)
			}
		}
	}
	for _, x := range []Rule{ofType.fold(types), labelled.fold(types), related.fold(types)} {
		if certain, is := x.(Always); !is {
			out = append(out, x)
		} else if certain {
			return certain
		}
	}
	switch len(out) {
	case 0:
		return Always(false)
	case 1:
		return out[0]
	}
	return out
}

func (r Not) fold(types []string) Rule {
	if r.Rule == nil {
		return Always(false)
	}
	switch inner := For(r.Rule, types).(type) {
	case Always:
		return !inner
	case Not:
		return inner.Rule
	default:
		return Not{inner}
	}
}

func (r OfType) fold(types []string) Rule {
	if len(types) == 1 {
		return Always(slices.Contains(r, types[0]))
	}
	met := slices.DeleteFunc(single(r), func(t string) bool { return len(types) > 0 && !slices.Contains(types, t) })
	switch {
	case len(met) == 0:
		return Always(false)
	case len(types) > 0 && !slices.ContainsFunc(types, func(t string) bool { return !slices.Contains(met, t) }):
		return Always(true)
	}
	return OfType(met)
}

func (r Labelled) fold([]string) Rule {
	if len(r) == 0 {
		return Always(false)
	}
	return Labelled(single(r))
}

func (r Related) fold([]string) Rule {
	var out Related
	for _, p := range r {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return Always(false)
	}
	return out
}

// single is each of some texts once, in order.
func single(some []string) []string { return slices.Compact(slices.Sorted(slices.Values(some))) }

// Bound gives parties of which one has a relation to whomever a folded rule holds of,
// so that who they are related to is where to look; false where it may hold of others.
func Bound(r Rule) (Related, bool) {
	switch r := r.(type) {
	case Always:
		return nil, !bool(r)
	case Related:
		return r, true
	case All:
		var least Related
		bound := false
		for _, one := range r {
			if some, is := Bound(one); is && (!bound || len(some) < len(least)) {
				least, bound = some, true
			}
		}
		return least, bound
	case Any:
		var all Related
		for _, one := range r {
			some, is := Bound(one)
			if !is {
				return nil, false
			}
			all = append(all, some...)
		}
		return all, true
	}
	return nil, false
}
