package identity

import (
	"fmt"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/link"
)

// consistent says whether a new ruling can stand beside those in force: no two
// registrations are ruled apart that rulings hold together.
func consistent(force []Event, ruling *Event) error {
	if err := wellFormed(ruling); err != nil {
		return err
	}
	for i := range force {
		if e := &force[i]; e.Kind == ruling.Kind && sameSides(e, ruling) {
			return &fault.Error{Code: fault.Conflict, Reason: fmt.Sprintf("ruling %d says so already", e.Number)}
		}
	}
	all := append(slices.Clone(force), *ruling)
	groups := groupsOf(all)
	for i := range all {
		if e := &all[i]; e.Kind == Apart {
			if left, right, clash := groups.clash(e); clash {
				return contradiction(all, e, ruling.Number, left, right)
			}
		}
	}
	return nil
}

func wellFormed(ruling *Event) error {
	for _, r := range slices.Concat(ruling.Members, ruling.Others) {
		if r.Source == "" || r.LocalID == "" {
			return &fault.Error{Code: fault.Invalid, Value: r.Source + " " + r.LocalID, Reason: "a registration needs a source and a local id", Fix: "name both"}
		}
	}
	for _, r := range ruling.Members {
		if slices.Contains(ruling.Others, r) {
			return &fault.Error{Code: fault.Invalid, Value: r.Source + " " + r.LocalID, Reason: "the same registration stands on both sides", Fix: "name two registrations"}
		}
	}
	return nil
}

func sameSides(a, b *Event) bool {
	return slices.Equal(a.Members, b.Members) && slices.Equal(a.Others, b.Others) ||
		slices.Equal(a.Members, b.Others) && slices.Equal(a.Others, b.Members)
}

// groups leads each registration that rulings name to the one that stands for
// its group.
type groups map[link.Registration]link.Registration

func groupsOf(rulings []Event) groups {
	g := groups{}
	for i := range rulings {
		if rulings[i].Kind == Together {
			for _, pair := range chain(&rulings[i]) {
				if a, b := g.find(pair.Left), g.find(pair.Right); a != b {
					g[a] = b
				}
			}
		}
	}
	return g
}

func (g groups) find(r link.Registration) link.Registration {
	for {
		up, below := g[r]
		if !below {
			return r
		}
		if top, more := g[up]; more {
			g[r] = top
		}
		r = up
	}
}

// clash finds registrations of both sides that are of one group.
func (g groups) clash(apart *Event) (left, right link.Registration, clash bool) {
	side := map[link.Registration]link.Registration{}
	for _, r := range apart.Members {
		side[g.find(r)] = r
	}
	for _, r := range apart.Others {
		if l, both := side[g.find(r)]; both {
			return l, r, true
		}
	}
	return left, right, false
}

// contradiction names the rulings that hold together what another rules apart.
func contradiction(all []Event, apart *Event, fresh int64, left, right link.Registration) error {
	numbers := append(path(all, left, right), apart.Number)
	slices.Sort(numbers)
	var named []string
	for _, n := range numbers {
		if n == fresh {
			continue
		}
		e := all[slices.IndexFunc(all, func(e Event) bool { return e.Number == n })]
		named = append(named, fmt.Sprintf("ruling %d (%s, by %s)", n, e.Kind, e.Who))
	}
	return &fault.Error{
		Code: fault.Conflict, Reason: "contradicts " + strings.Join(named, " and "),
		Value: spell(Side{left}) + " and " + spell(Side{right}), Fix: "undo what is wrong of these first",
	}
}

// path lists the fewest rulings that hold two registrations together.
func path(all []Event, from, to link.Registration) (numbers []int64) {
	type step struct {
		before link.Registration
		ruling int64
	}
	came := map[link.Registration]step{from: {}}
	for queue := (Side{from}); len(queue) > 0; queue = queue[1:] {
		for i := range all {
			sides := slices.Concat(all[i].Members, all[i].Others)
			if all[i].Kind != Together || !slices.Contains(sides, queue[0]) {
				continue
			}
			for _, r := range sides {
				if _, seen := came[r]; !seen {
					came[r] = step{queue[0], all[i].Number}
					queue = append(queue, r)
				}
			}
		}
	}
	for at := to; at != from; at = came[at].before {
		numbers = append(numbers, came[at].ruling)
	}
	return numbers
}
