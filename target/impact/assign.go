package impact

import (
	"cmp"
	"math"
	"slices"

	"continuum/internal/fault"
)

// Choice is a programme that people can be assigned to.
type Choice struct {
	Name   string
	Places int
	Values []float64 // one a person, in pence; NaN: not eligible
}

// Assignment is who is in which programme.
type Assignment struct {
	Of     []int     // a person's programme, -1 for none
	Total  float64   // sum of the values, in pence
	Shadow []float64 // of each programme: what one more place would add, in pence
}

// Assign gives each person at most one programme, nobody one whose value is not
// above 0 for them, and no programme more people than it has places, so that the
// sum of the values is the highest there is.
//
// People are added one by one, best first; each finds the shortest augmenting path
// through the programmes, by which others may be moved or lose their place
// (successive shortest paths: Jewell 1958; Edmonds and Karp 1972). With few
// programmes a path is found among programmes alone, so that the time is in
// proportion to people x programmes^3.
func Assign(ids []string, choices []Choice) (Assignment, error) {
	a := &assignment{ids: ids, choices: choices, of: make([]int, len(ids))}
	for _, c := range choices {
		if err := checkChoice(c, ids); err != nil {
			return Assignment{}, err
		}
		a.free = append(a.free, c.Places)
	}
	for i := range a.of {
		a.of[i] = none
	}
	a.moves = newMoves(len(choices))
	for _, person := range a.arrivals() {
		a.add(person)
	}
	return Assignment{Of: a.of, Total: a.total(), Shadow: a.shadow()}, nil
}

func checkChoice(c Choice, ids []string) error {
	if len(c.Values) != len(ids) {
		return fault.New(fault.Internal, "programme %q has %d values for %d people", c.Name, len(c.Values), len(ids))
	}
	if c.Places < 0 {
		return fault.New(fault.Invalid, "programme %q has %d places; there cannot be fewer than none", c.Name, c.Places)
	}
	for i, v := range c.Values {
		if math.IsInf(v, 0) {
			return fault.New(fault.Invalid, "the value of programme %q for person %s is %v; it must be finite, or NaN where the person is not eligible", c.Name, ids[i], v)
		}
	}
	return nil
}

// none is where people are who have no programme.
const none = -1

type assignment struct {
	ids     []string
	choices []Choice
	of      []int
	free    []int
	moves   moves
}

func (a *assignment) gain(person, programme int) (float64, bool) {
	v := a.choices[programme].Values[person]
	return v, v > 0
}

// arrivals are the people for whom anything pays, by their highest value.
func (a *assignment) arrivals() []int {
	best := make([]float64, len(a.ids))
	var people []int
	for i := range a.ids {
		for p := range a.choices {
			if v, pays := a.gain(i, p); pays {
				best[i] = max(best[i], v)
			}
		}
		if best[i] > 0 {
			people = append(people, i)
		}
	}
	slices.SortFunc(people, func(x, y int) int {
		return cmp.Or(cmp.Compare(best[y], best[x]), cmp.Compare(a.ids[x], a.ids[y]), x-y)
	})
	return people
}

// add finds the cheapest way for a person into the assignment and takes it.
func (a *assignment) add(person int) {
	cost, from := a.paths(person)
	end, last, least := none, none, 0.0
	for p := range a.choices {
		if a.free[p] > 0 && cost[p] < least {
			end, last, least = p, none, cost[p]
		}
		if out, ok := a.moves.cheapest(a, p, none); ok && cost[p]+out.loss < least {
			end, last, least = p, p, cost[p]+out.loss
		}
	}
	if end == none {
		return
	}
	if last == none {
		a.free[end]--
	} else {
		out, _ := a.moves.cheapest(a, end, none)
		a.put(out.person, none)
	}
	for from[end] != none {
		before := from[end]
		moved, _ := a.moves.cheapest(a, before, end)
		a.put(moved.person, end)
		end = before
	}
	a.put(person, end)
}

// paths finds the cheapest way of a new person to a place in each programme, by
// which others move on, and the programme before each on that way (Bellman-Ford).
func (a *assignment) paths(person int) (cost []float64, from []int) {
	for p := range a.choices {
		from = append(from, none)
		if v, pays := a.gain(person, p); pays {
			cost = append(cost, -v)
		} else {
			cost = append(cost, math.Inf(1))
		}
	}
	for range a.choices {
		changed := false
		for p := range a.choices {
			for q := range a.choices {
				if p == q || math.IsInf(cost[p], 1) {
					continue
				}
				if m, ok := a.moves.cheapest(a, p, q); ok && cost[p]+m.loss < cost[q]-tiny {
					cost[q], from[q], changed = cost[p]+m.loss, p, true
				}
			}
		}
		if !changed {
			break
		}
	}
	return cost, from
}

// tiny is a difference in pence that rounding may make: no way around a circle may
// seem to gain by it.
const tiny = 1e-7

func (a *assignment) put(person, programme int) {
	a.of[person] = programme
	if programme != none {
		a.moves.offer(a, person, programme)
	}
}

func (a *assignment) total() (sum float64) {
	for i, p := range a.of {
		if p != none {
			sum += a.choices[p].Values[i]
		}
	}
	return sum
}

// shadow is what one more place of each programme would add: somebody without a
// programme comes in, or somebody of another, whose place is filled in turn.
func (a *assignment) shadow() []float64 {
	price := make([]float64, len(a.choices))
	for i, p := range a.of {
		if p != none {
			continue
		}
		for q := range a.choices {
			if v, pays := a.gain(i, q); pays {
				price[q] = max(price[q], v)
			}
		}
	}
	for range a.choices {
		for p := range a.choices {
			for q := range a.choices {
				if m, ok := a.moves.cheapest(a, p, q); p != q && ok {
					price[q] = max(price[q], price[p]-m.loss)
				}
			}
		}
	}
	for p := range a.choices {
		if a.free[p] > 0 || price[p] < tiny {
			price[p] = 0
		}
	}
	return price
}
