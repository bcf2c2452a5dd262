package cohort

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// Change is how a cohort differs between two builds, two days, or both. Who carries on
// under another id is the same person.
type Change struct {
	Cohort string   `json:"cohort"`
	Before Size     `json:"before"`
	After  Size     `json:"after"`
	Stayed int      `json:"stayed"`
	Gained []Reason `json:"gained"` // why they were not in it before, by step
	Lost   []Reason `json:"lost"`   // why they are no longer in it

	in, out map[string]int // step that left them out on the other side, -1 where they were not known
	steps   []Count
}

// Size is a cohort of one build on one day.
type Size struct {
	Build string    `json:"build"`
	On    time.Time `json:"-"`
	Day   string    `json:"on"`
	Size  int       `json:"size"`
}

// Reason is a step and how many people it is about.
type Reason struct {
	Step    string `json:"step"` // "" for people who are not in the other build
	Title   string `json:"title"`
	Exclude bool   `json:"exclude,omitempty"` // the step leaves out those who meet it
	People  int    `json:"people"`
}

// Resolver gives the id under which a person of an older build carries on.
type Resolver func(id string) string

// Compare counts a cohort for two crowds of one place; current says who carries on under
// another id, and is nil where both are of one build.
func Compare(ctx context.Context, before, after *Crowd, id string, current Resolver) (*Change, error) {
	was, err := before.Funnel(ctx, id)
	if err != nil {
		return nil, err
	}
	is, err := after.Funnel(ctx, id)
	if err != nil {
		return nil, err
	}
	x := &Change{Cohort: id, Before: sizeOf(was), After: sizeOf(is), steps: is.Steps}
	if before.build == after.build {
		err = x.ofOne(ctx, after, was, is)
	} else {
		err = x.ofTwo(ctx, before, after, was, is, current)
	}
	x.Gained, x.Lost = x.reasons(x.in, notKnownBefore), x.reasons(x.out, notKnownNow)
	return x, err
}

const (
	notKnownBefore = "not known in the build before"
	notKnownNow    = "not known in the build any more"
)

func sizeOf(f *Funnel) Size { return Size{f.Build, f.On, f.On.Format(time.DateOnly), f.Size} }

// ofOne compares two days of one build.
func (x *Change) ofOne(ctx context.Context, k *Crowd, was, is *Funnel) (err error) {
	x.Stayed = int(was.Members().AndCardinality(is.Members()))
	if x.in, err = why(ctx, k, roaring.AndNot(is.Members(), was.Members()), was); err != nil {
		return err
	}
	x.out, err = why(ctx, k, roaring.AndNot(was.Members(), is.Members()), is)
	return err
}

// why names people and says at which step of a funnel they were left out.
func why(ctx context.Context, k *Crowd, people *roaring.Bitmap, f *Funnel) (map[string]int, error) {
	ids, err := k.Names(ctx, people)
	if err != nil {
		return nil, err
	}
	out := make(map[string]int, len(ids))
	for i, n := range people.ToArray() {
		out[ids[i]] = f.step(n)
	}
	return out, nil
}

// step is the one that left somebody out, -1 where none did.
func (f *Funnel) step(n uint32) int {
	if at, out := f.At(n); out {
		return at
	}
	return -1
}

// reasons counts people by step, in the order of the steps.
func (x *Change) reasons(people map[string]int, unknown string) []Reason {
	out := make([]Reason, len(x.steps)+1)
	out[len(x.steps)] = Reason{Title: unknown}
	for i, s := range x.steps {
		out[i] = Reason{Step: s.Step, Title: s.Title, Exclude: s.Exclude}
	}
	for _, at := range people {
		if at < 0 {
			at = len(x.steps)
		}
		out[at].People++
	}
	return slices.DeleteFunc(out, func(r Reason) bool { return r.People == 0 })
}

// Moved is somebody who came into a cohort or left it.
type Moved struct {
	Person string
	In     bool
	Reason string // the step in words
}

// Moved lists who came and who left, by id.
func (x *Change) Moved() (all []Moved) {
	for _, side := range []struct {
		people  map[string]int
		in      bool
		unknown string
	}{{x.in, true, notKnownBefore}, {x.out, false, notKnownNow}} {
		for id, at := range side.people {
			reason := side.unknown
			if at >= 0 {
				reason = x.steps[at].Words()
			}
			all = append(all, Moved{id, side.in, reason})
		}
	}
	slices.SortFunc(all, func(a, b Moved) int {
		if a.In != b.In {
			return map[bool]int{true: -1, false: 1}[a.In]
		}
		return strings.Compare(a.Person, b.Person)
	})
	return all
}
