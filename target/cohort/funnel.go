package cohort

import (
	"context"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
)

// Funnel is a cohort on the index date: how many stay at each step.
type Funnel struct {
	Cohort string    `json:"cohort"`
	Title  string    `json:"title"`
	About  string    `json:"about,omitempty"`
	File   string    `json:"file"`
	Build  string    `json:"build"`
	On     time.Time `json:"-"`
	People int       `json:"people"` // of the build
	Steps  []Count   `json:"steps"`
	Size   int       `json:"size"` // of the cohort

	all  *roaring.Bitmap
	left []*roaring.Bitmap // after each step
}

// Count is one step of a funnel.
type Count struct {
	Cohort  string `json:"cohort"` // whose step it is
	Step    string `json:"step"`
	Title   string `json:"title"`
	Exclude bool   `json:"exclude,omitempty"`
	Why     string `json:"why,omitempty"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Met     int    `json:"met"`      // people of the build who meet it, or whom it leaves out
	Out     int    `json:"left_out"` // at this step and none before
	Left    int    `json:"left"`
}

// Words is the step's title; of one that leaves people out it says so.
func (c Count) Words() string {
	if c.Exclude {
		return "not: " + c.Title
	}
	return c.Title
}

// Funnel counts a cohort.
func (k *Crowd) Funnel(ctx context.Context, id string) (*Funnel, error) {
	all, err := k.Funnels(ctx, id)
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Funnels counts several cohorts, all their steps side by side.
func (k *Crowd) Funnels(ctx context.Context, ids ...string) ([]*Funnel, error) {
	chains, need := make([][]*Cohort, len(ids)), []*Cohort{}
	for i, id := range ids {
		c, err := k.set.Named(id)
		if err != nil {
			return nil, err
		}
		chains[i] = k.set.chain(c)
		need = append(need, chains[i]...)
	}
	if err := k.of(ctx, need); err != nil {
		return nil, err
	}
	out := make([]*Funnel, len(ids))
	for i, chain := range chains {
		out[i] = k.count(chain)
	}
	return out, nil
}

func (k *Crowd) count(chain []*Cohort) *Funnel {
	k.mu.Lock()
	defer k.mu.Unlock()
	c := chain[len(chain)-1]
	f := &Funnel{Cohort: c.ID, Title: c.Title, About: c.About, File: c.File, Build: k.build.Build().ID, On: k.on, Steps: []Count{}}
	f.all = k.found[""]
	left := f.all
	for _, of := range chain {
		for _, s := range of.steps() {
			met := k.found[s.sql]
			after := keep(left, met, s.Exclude)
			f.Steps = append(f.Steps, Count{
				Cohort: of.ID, Step: s.Name, Title: s.Title, Exclude: s.Exclude, Why: s.Why, File: of.File, Line: s.line,
				Met: size(met), Out: size(left) - size(after), Left: size(after),
			})
			f.left = append(f.left, after)
			left = after
		}
	}
	f.People, f.Size = size(f.all), size(left)
	return f
}

func keep(left, met *roaring.Bitmap, exclude bool) *roaring.Bitmap {
	if exclude {
		return roaring.AndNot(left, met)
	}
	return roaring.And(left, met)
}

func size(b *roaring.Bitmap) int { return int(b.GetCardinality()) }

// Members are the numbers of those in the cohort; do not change it.
func (f *Funnel) Members() *roaring.Bitmap {
	if len(f.left) == 0 {
		return f.all
	}
	return f.left[len(f.left)-1]
}

// LeftOut are the numbers of those whom a step left out, and none before it.
func (f *Funnel) LeftOut(step int) *roaring.Bitmap {
	before := f.all
	if step > 0 {
		before = f.left[step-1]
	}
	return roaring.AndNot(before, f.left[step])
}

// At is the step that left somebody out, false for members and for numbers of nobody.
func (f *Funnel) At(n uint32) (step int, out bool) {
	if !f.all.Contains(n) {
		return 0, false
	}
	for i, left := range f.left {
		if !left.Contains(n) {
			return i, true
		}
	}
	return 0, false
}
