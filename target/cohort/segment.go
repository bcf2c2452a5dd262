package cohort

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"continuum/internal/fault"
)

// Segmentation is the whole population in exactly one segment each.
type Segmentation struct {
	Set      string    `json:"set"`
	Build    string    `json:"build"`
	Day      string    `json:"on"`
	People   int       `json:"people"` // of the population, the sum of the segments
	Segments []Segment `json:"segments"`

	everybody *roaring.Bitmap
}

// Segment is one of them.
type Segment struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	About      string `json:"about,omitempty"`
	File       string `json:"file"`
	Precedence int    `json:"precedence"`
	Met        int    `json:"met"`    // people of the population who meet it
	People     int    `json:"people"` // of them those whom no segment before it has

	members *roaring.Bitmap
}

// Members are the numbers of those in the segment; do not change it.
func (s *Segment) Members() *roaring.Bitmap { return s.members }

// Segment puts everybody of the population into the first segment of a set that fits.
// Two segments of one precedence that have people in common are an error, and so are
// people whom no segment has.
func (k *Crowd) Segment(ctx context.Context, set string) (*Segmentation, error) {
	all := k.set.Segments(set)
	if len(all) == 0 {
		return nil, unknown("set of segments", set, k.set.Sets())
	}
	base, err := k.population(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, c := range all {
		ids = append(ids, c.ID)
	}
	funnels, err := k.Funnels(ctx, ids...)
	if err != nil {
		return nil, err
	}
	g := &Segmentation{Set: set, Build: k.build.Build().ID, Day: k.on.Format("2006-01-02"), everybody: base}
	return g, g.assign(all, funnels)
}

// population are those whom the place is there for.
func (k *Crowd) population(ctx context.Context) (*roaring.Bitmap, error) {
	if c, err := k.set.Named(Population); err == nil {
		f, err := k.Funnel(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		return f.Members(), nil
	}
	if err := k.of(ctx, nil); err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.found[""], nil
}

func (g *Segmentation) assign(all []*Cohort, funnels []*Funnel) error {
	g.People = size(g.everybody)
	left := g.everybody.Clone()
	for i, c := range all {
		met := roaring.And(g.everybody, funnels[i].Members())
		for j := i - 1; j >= 0 && all[j].Precedence == c.Precedence; j-- {
			if n := met.AndCardinality(funnels[j].Members()); n > 0 {
				return overlap(all[j], c, n)
			}
		}
		members := roaring.And(left, met)
		left.AndNot(members)
		g.Segments = append(g.Segments, Segment{
			ID: c.ID, Title: c.Title, About: c.About, File: c.File, Precedence: c.Precedence,
			Met: size(met), People: size(members), members: members,
		})
	}
	if n := left.GetCardinality(); n > 0 {
		c := all[len(all)-1]
		return &fault.Error{
			Code: fault.Invalid, File: c.File, Line: int64(c.Line), Value: fmt.Sprint(n),
			Reason: fmt.Sprintf("%s in no segment of %s", peopleAre(n), g.Set), Fix: "let the last segment, for everybody else, have everybody: SELECT person_id FROM person",
		}
	}
	return nil
}

func overlap(a, b *Cohort, n uint64) error {
	return &fault.Error{
		Code: fault.Conflict, File: b.File, Line: int64(b.At.Position("precedence").Line), Value: fmt.Sprint(b.Precedence),
		Reason: fmt.Sprintf("%s both in this segment and in %s:%d, which has the same precedence", peopleAre(n), a.File, a.At.Position("precedence").Line),
		Fix:    "give one of them a smaller precedence: it then has them",
	}
}

func peopleAre(n uint64) string {
	if n == 1 {
		return "1 person is"
	}
	return fmt.Sprintf("%d people are", n)
}
