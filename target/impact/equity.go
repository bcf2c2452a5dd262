package impact

import (
	"math"
	"slices"
	"sort"

	"continuum/internal/fault"
)

// Rule asks that a group of people gets at least a share of whoever is enrolled, a
// number of places, or both.
type Rule struct {
	Name   string // of the group, for messages
	Group  int    // as in the groups of FairList
	Share  float64
	People int
}

// Fair is a list that keeps equity rules, and what they cost.
type Fair struct {
	List
	Cost  float64   // value given up beside the list without any rule, in pence
	Costs []float64 // the same for each rule if it were the only one
	Below int       // people enrolled for a rule though their own value is not above 0
}

// ChooseFair is Choose under equity rules: of all lists that keep them it takes the
// one of the highest value, whatever its length. Group has a group a person, -1 for
// none; no two rules may name one group. Rules that no list can keep are an error.
// Shadow is what one more place would add under the rules.
func ChooseFair(ids []string, values []float64, group []int, places int, rules []Rule) (Fair, error) {
	free, err := Choose(ids, values, places)
	if err != nil {
		return Fair{}, err
	}
	if err := checkRules(rules, len(ids), len(group)); err != nil {
		return Fair{}, err
	}
	order := ranked(ids, values, func(int) bool { return true })
	best := func(rules []Rule, places int) (Fair, error) { return newFair(order, values, group, rules).best(places) }
	out, err := best(rules, places)
	if err != nil {
		return Fair{}, err
	}
	out.Pays, out.Cost = free.Pays, free.Total-out.Total
	if len(out.Chosen) == places && places < len(ids) {
		more, err := best(rules, places+1)
		if err == nil && more.Total > out.Total {
			out.Full, out.Shadow = true, more.Total-out.Total
		}
	}
	for _, r := range rules {
		alone, err := best([]Rule{r}, places)
		if err != nil {
			return Fair{}, err
		}
		out.Costs = append(out.Costs, free.Total-alone.Total)
	}
	return out, nil
}

func checkRules(rules []Rule, people, groups int) error {
	if people != groups {
		return fault.New(fault.Internal, "%d groups for %d people", groups, people)
	}
	seen, share := map[int]string{}, 0.0
	for _, r := range rules {
		if !(r.Share >= 0 && r.Share <= 1) || r.People < 0 {
			return fault.New(fault.Invalid, "the equity rule for %s asks for a share of %v and %d places; a share is from 0 to 1, places 0 or more", r.Name, r.Share, r.People)
		}
		if other, twice := seen[r.Group]; twice {
			return fault.New(fault.Invalid, "the equity rules for %s and %s are about one group", other, r.Name)
		}
		seen[r.Group], share = r.Name, share+r.Share
	}
	if share > 1+1e-9 {
		return fault.New(fault.Invalid, "the equity rules ask for %.0f%% of the places together", 100*share)
	}
	return nil
}

// fair looks for the best list of each length. Everybody has a rank: 0 is the best.
type fair struct {
	order  []int // row of each rank
	values []float64
	rules  []Rule
	lanes  [][]int     // ranks of the people of each rule, and last of everybody else
	sums   [][]float64 // of the values of the first so many of a lane
	pays   int         // people with a value above 0
}

func newFair(order []int, values []float64, group []int, rules []Rule) *fair {
	f := &fair{order: order, values: values, rules: rules, lanes: make([][]int, len(rules)+1)}
	for rank, row := range order {
		lane := slices.IndexFunc(rules, func(r Rule) bool { return r.Group == group[row] })
		if lane < 0 {
			lane = len(rules)
		}
		f.lanes[lane] = append(f.lanes[lane], rank)
		if values[row] > 0 {
			f.pays++
		}
	}
	for _, lane := range f.lanes {
		sums := make([]float64, len(lane)+1)
		for i, rank := range lane {
			sums[i+1] = sums[i] + values[order[rank]]
		}
		f.sums = append(f.sums, sums)
	}
	return f
}

// best tries every length that can be the best: whoever is enrolled beyond the
// minimum of a group has a value above 0.
func (f *fair) best(places int) (Fair, error) {
	share, people := 0.0, 0
	for i, r := range f.rules {
		share, people = share+r.Share, people+r.People
		if r.People > len(f.lanes[i]) {
			return Fair{}, fault.New(fault.Invalid, "the equity rule for %s asks for %d places, but there are only %d such people", r.Name, r.People, len(f.lanes[i]))
		}
	}
	if people > places {
		return Fair{}, fault.New(fault.Invalid, "the equity rules ask for %d places, but there are only %d", people, places)
	}
	longest := min(places, len(f.order))
	if share < 1 {
		longest = min(longest, int(float64(f.pays+people+len(f.rules))/(1-share))+1)
	}
	var counts []int
	total := math.Inf(-1)
	for k := people; k <= longest; k++ {
		if c, sum, ok := f.length(k); ok && sum > total {
			counts, total = c, sum
		}
	}
	if counts == nil {
		return Fair{}, fault.New(fault.Invalid, "no list keeps all equity rules; ask for less")
	}
	return f.list(counts, total), nil
}

// least is how many of a lane must be enrolled among k.
func (f *fair) least(lane, k int) int {
	if lane == len(f.rules) {
		return 0
	}
	r := f.rules[lane]
	return max(r.People, int(math.Ceil(r.Share*float64(k)-1e-9)))
}

// length finds the best list of k people: the best of each group up to its minimum,
// and whoever is best of all the others.
func (f *fair) length(k int) (counts []int, total float64, ok bool) {
	need := 0
	for lane := range f.lanes {
		m := f.least(lane, k)
		if need += m; m > len(f.lanes[lane]) || need > k {
			return nil, 0, false
		}
	}
	taken := func(rank int) (n int) {
		for lane := range f.lanes {
			n += max(f.least(lane, k), sort.SearchInts(f.lanes[lane], rank))
		}
		return n
	}
	rank := sort.Search(len(f.order), func(rank int) bool { return taken(rank) >= k })
	for lane := range f.lanes {
		n := max(f.least(lane, k), sort.SearchInts(f.lanes[lane], rank))
		counts, total = append(counts, n), total+f.sums[lane][n]
	}
	return counts, total, true
}

func (f *fair) list(counts []int, total float64) Fair {
	var ranks []int
	for lane, n := range counts {
		ranks = append(ranks, f.lanes[lane][:n]...)
	}
	slices.Sort(ranks)
	out := Fair{List: List{Total: total}}
	for _, rank := range ranks {
		row := f.order[rank]
		out.Chosen = append(out.Chosen, row)
		if f.values[row] <= 0 {
			out.Below++
		}
	}
	return out
}
