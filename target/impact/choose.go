package impact

import (
	"cmp"
	"math"
	"slices"

	"continuum/internal/fault"
)

// Unlimited is as many places as there are people.
const Unlimited = math.MaxInt

// List is who is offered a place.
type List struct {
	Chosen []int   // rows, best first
	Total  float64 // sum of their values, in pence
	Pays   int     // how many people have a value above 0
	Full   bool    // fewer places than people whose value is above 0
	Shadow float64 // what one more place would add, in pence: 0 where places remain
}

// Choose offers places in the order of value (ties by id) while the value is above
// 0 and places remain. It may choose nobody.
func Choose(ids []string, values []float64, places int) (List, error) {
	if err := checkPeople(ids, values, places); err != nil {
		return List{}, err
	}
	paying := ranked(ids, values, func(i int) bool { return values[i] > 0 })
	l := List{Pays: len(paying), Full: len(paying) > places}
	if l.Full {
		l.Shadow = values[paying[places]]
		paying = paying[:places]
	}
	l.Chosen = paying
	l.Total = sumAt(values, paying)
	return l, nil
}

// ranked are rows that are wanted, by value from the highest, ties by id.
func ranked(ids []string, values []float64, wanted func(int) bool) []int {
	var rows []int
	for i := range values {
		if wanted(i) {
			rows = append(rows, i)
		}
	}
	slices.SortFunc(rows, func(a, b int) int {
		return cmp.Or(cmp.Compare(values[b], values[a]), cmp.Compare(ids[a], ids[b]), a-b)
	})
	return rows
}

func sumAt(values []float64, rows []int) (sum float64) {
	for _, i := range rows {
		sum += values[i]
	}
	return sum
}

func checkPeople(ids []string, values []float64, places int) error {
	if len(ids) != len(values) {
		return fault.New(fault.Internal, "%d ids for %d values", len(ids), len(values))
	}
	if places < 0 {
		return fault.New(fault.Invalid, "%d places; there cannot be fewer than none", places)
	}
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fault.New(fault.Invalid, "the value of person %s is %v; it must be a finite number", ids[i], v)
		}
	}
	return nil
}
