package metric

import (
	"cmp"
	"slices"
	"strings"
)

// ranking is the place of each row when ids ascend; nil where that is the order of
// rows already.
type ranking []int32

func (r ranking) of(row int32) int32 {
	if r == nil {
		return row
	}
	return r[row]
}

func ranks(ids []string) ranking {
	compare := idOrder(ids)
	sorted := true
	for i := 1; i < len(ids) && sorted; i++ {
		sorted = compare(ids[i-1], ids[i]) <= 0
	}
	if sorted {
		return nil
	}
	order := make([]int32, len(ids))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(compare(ids[a], ids[b]), cmp.Compare(a, b))
	})
	rank := make([]int32, len(ids))
	for place, row := range order {
		rank[row] = int32(place)
	}
	return rank
}

// idOrder compares ids as whole numbers of any length where all of them are, and
// as text otherwise.
func idOrder(ids []string) func(a, b string) int {
	for _, id := range ids {
		if !whole(id) {
			return strings.Compare
		}
	}
	return compareWhole
}

func whole(id string) bool {
	digits := strings.TrimPrefix(id, "-")
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return digits != ""
}

// compareWhole compares by value; equal numbers written differently by text.
func compareWhole(a, b string) int {
	am, an := magnitude(a)
	bm, bn := magnitude(b)
	if an != bn {
		if an {
			return -1
		}
		return 1
	}
	by := cmp.Or(cmp.Compare(len(am), len(bm)), strings.Compare(am, bm))
	if an {
		by = -by
	}
	return cmp.Or(by, strings.Compare(a, b))
}

func magnitude(id string) (digits string, negative bool) {
	digits, negative = strings.CutPrefix(id, "-")
	digits = strings.TrimLeft(digits, "0")
	return digits, negative && digits != ""
}
