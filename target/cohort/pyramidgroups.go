package cohort

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"continuum/internal/fault"
	"continuum/place"
)

// groups are the values of what a pyramid is parted by, and who has each.
func (k *Crowd) groups(ctx context.Context, by string) ([]Group, []*roaring.Bitmap, error) {
	switch {
	case by == "":
		sets, err := k.parted(ctx, "''")
		return inOrder(sets, func(string) string { return "Everybody" }, err)
	case by == "deprivation":
		sets, err := k.parted(ctx, "coalesce(lpad(CAST(imd_decile AS VARCHAR), 2, '0'), '')")
		return inOrder(sets, deprivation, err)
	case by == "practice":
		sets, err := k.parted(ctx, "coalesce(gp_practice, '')")
		return inOrder(sets, func(v string) string { return v }, err)
	case slices.Contains(k.set.Sets(), by):
		return k.bySegment(ctx, by)
	}
	return nil, nil, &fault.Error{Code: fault.Invalid, Column: "--by", Value: by, Reason: "the population cannot be parted by this", Fix: place.Suggest(by, k.set.Parts())}
}

func deprivation(decile string) string {
	switch decile {
	case "01":
		return "1, most deprived"
	case "10":
		return "10, least deprived"
	}
	return strings.TrimPrefix(decile, "0")
}

// inOrder sorts values, what is not known last.
func inOrder(sets map[string]*roaring.Bitmap, title func(string) string, err error) (groups []Group, out []*roaring.Bitmap, _ error) {
	var values []string
	for v := range sets {
		values = append(values, v)
	}
	slices.Sort(values)
	if len(values) > 1 && values[0] == "" {
		values = append(values[1:], "")
	}
	for _, v := range values {
		g := Group{ID: v, Title: title(v)}
		if g.Title == "" {
			g.Title = "Not known"
		}
		groups, out = append(groups, g), append(out, sets[v])
	}
	return groups, out, err
}

func (k *Crowd) bySegment(ctx context.Context, set string) (groups []Group, out []*roaring.Bitmap, err error) {
	g, err := k.Segment(ctx, set)
	if err != nil {
		return nil, nil, err
	}
	for i := range g.Segments {
		s := &g.Segments[i]
		groups, out = append(groups, Group{ID: s.ID, Title: s.Title}), append(out, s.members)
	}
	return groups, out, nil
}

// parted gives everybody by the value of an expression of ours over the table of people.
func (k *Crowd) parted(ctx context.Context, value string) (map[string]*roaring.Bitmap, error) {
	out := map[string]*roaring.Bitmap{}
	for _, r := range k.build.Ranges() {
		query := fmt.Sprintf(`SELECT CAST(%s AS VARCHAR) AS v, CAST(bitstring_agg(n - %d, 0, %d) AS BLOB)
			FROM person JOIN numbered USING (person_id) WHERE %s GROUP BY 1`, value, r.From, max(r.People-1, 0)|7, r.Where("person_id"))
		err := k.build.Ask(ctx, query, func(scan func(...any) error) error {
			var v string
			var blob []byte
			if err := scan(&v, &blob); err != nil {
				return err
			}
			if out[v] == nil {
				out[v] = roaring.New()
			}
			for n := range numbers(blob, r.From) {
				out[v].Add(uint32(n))
			}
			return nil
		})
		if err != nil {
			return nil, fault.Wrap(err, "parting the population")
		}
	}
	return out, nil
}
