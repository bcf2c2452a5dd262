package cohort

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"continuum/internal/fault"
)

// Pyramid counts the population by age and sex, and each bar by something else.
type Pyramid struct {
	Build  string  `json:"build"`
	Day    string  `json:"on"`
	By     string  `json:"by,omitempty"` // segment, deprivation or practice
	People int     `json:"people"`
	Groups []Group `json:"groups"` // of By, one for everybody where By is ""
	Bands  []Band  `json:"bands"`  // from the youngest to the oldest, then those whose age is not known
}

// Group is one value of what a pyramid is parted by.
type Group struct {
	ID     string `json:"id"` // "" where it is not known
	Title  string `json:"title"`
	People int    `json:"people"`
}

// Band is people of about the same age. The counts are by group.
type Band struct {
	Title  string `json:"title"` // such as 80-84
	Female []int  `json:"female"`
	Male   []int  `json:"male"`
	Other  []int  `json:"other"` // neither, or not known
}

// Parts lists what a pyramid may be parted by, beside sets of segments.
func (s *Set) Parts() []string { return append([]string{"deprivation", "practice"}, s.Sets()...) }

// bandYears and the last band, 95 and over.
const (
	bandYears = 5
	lastBand  = 19
)

// Pyramid counts the population, or the members of a cohort.
func (k *Crowd) Pyramid(ctx context.Context, of *roaring.Bitmap, by string) (*Pyramid, error) {
	if of == nil {
		var err error
		if of, err = k.population(ctx); err != nil {
			return nil, err
		}
	}
	groups, sets, err := k.groups(ctx, by)
	if err != nil {
		return nil, err
	}
	p := &Pyramid{Build: k.build.Build().ID, Day: k.on.Format(time.DateOnly), By: by, People: size(of), Groups: groups}
	for i := range sets {
		p.Groups[i].People = int(sets[i].AndCardinality(of))
	}
	cells, err := k.cells(ctx)
	if err != nil {
		return nil, err
	}
	for band := 0; band <= lastBand+1; band++ {
		p.Bands = append(p.Bands, bandOf(band, cells, of, sets))
	}
	if p.Bands[lastBand+1].people() == 0 {
		p.Bands = p.Bands[:lastBand+1]
	}
	return p, p.whole()
}

// whole refuses a pyramid that lost somebody.
func (p *Pyramid) whole() error {
	n := 0
	for _, b := range p.Bands {
		n += b.people()
	}
	if n != p.People {
		return fault.New(fault.Internal, "the pyramid has %d of %d people", n, p.People)
	}
	return nil
}

func (b Band) people() (n int) {
	for _, x := range slices.Concat(b.Female, b.Male, b.Other) {
		n += x
	}
	return n
}

func bandTitle(band int) string {
	switch {
	case band > lastBand:
		return "Not known"
	case band == lastBand:
		return fmt.Sprintf("%d and over", band*bandYears)
	}
	return fmt.Sprintf("%d-%d", band*bandYears, band*bandYears+bandYears-1)
}

func bandOf(band int, cells map[string]*roaring.Bitmap, of *roaring.Bitmap, sets []*roaring.Bitmap) Band {
	b := Band{Title: bandTitle(band)}
	counts := func(sex string) []int {
		out := make([]int, len(sets))
		cell := cells[fmt.Sprintf("%d %s", band, sex)]
		if cell == nil {
			return out
		}
		cell = roaring.And(cell, of)
		for i, s := range sets {
			out[i] = int(cell.AndCardinality(s))
		}
		return out
	}
	b.Female, b.Male, b.Other = counts("female"), counts("male"), counts("other")
	return b
}

// cells are everybody by age band and sex.
func (k *Crowd) cells(ctx context.Context) (map[string]*roaring.Bitmap, error) {
	age := fmt.Sprintf("least(%d, greatest(0, date_sub('year', birth_date, DATE '%s') // %d))", lastBand, k.on.Format(time.DateOnly), bandYears)
	return k.parted(ctx, fmt.Sprintf("coalesce(%s, %d) || ' ' || CASE WHEN sex IN ('female', 'male') THEN sex ELSE 'other' END", age, lastBand+1))
}
