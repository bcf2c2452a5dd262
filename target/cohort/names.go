package cohort

import (
	"context"
	"fmt"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"continuum/internal/fault"
)

// fewAsked is how many numbers are asked for one by one; of more all are read.
const fewAsked = 500

// Names gives the ids of people by their numbers, in the order of the numbers.
func (k *Crowd) Names(ctx context.Context, numbers *roaring.Bitmap) ([]string, error) {
	query := "SELECT n, person_id FROM numbered"
	if numbers.GetCardinality() <= fewAsked {
		query += " WHERE n IN (" + list(numbers) + ")"
	}
	out := make([]string, 0, numbers.GetCardinality())
	err := k.build.Ask(ctx, query+" ORDER BY n", func(scan func(...any) error) error {
		var n uint32
		var id string
		err := scan(&n, &id)
		if err == nil && numbers.Contains(n) {
			out = append(out, id)
		}
		return err
	})
	return out, fault.Wrap(err, "reading the ids of people")
}

func list(numbers *roaring.Bitmap) string {
	if numbers.IsEmpty() {
		return "-1"
	}
	var b strings.Builder
	for _, n := range numbers.ToArray() {
		fmt.Fprintf(&b, ", %d", n)
	}
	return b.String()[2:]
}
