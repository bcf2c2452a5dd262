package cohort

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/sync/errgroup"

	"continuum/warehouse"
)

// Crowd is everybody of one build as of one day. It remembers what it has found out, so
// that cohorts which share steps are asked once. It may be used from several goroutines.
type Crowd struct {
	set   *Set
	build *warehouse.Analysis
	on    time.Time

	mu     sync.Mutex
	found  map[string]*roaring.Bitmap // who meets a step, by its query
	months map[string]*roaring.Bitmap // members by cohort and day
}

// On begins to ask a build as of a day, the index date: what a cohort says of
// :index_date is about it.
func On(build *warehouse.Analysis, set *Set, on time.Time) *Crowd {
	return &Crowd{set: set, build: build, on: on, found: map[string]*roaring.Bitmap{}, months: map[string]*roaring.Bitmap{}}
}

// Date is the index date.
func (k *Crowd) Date() time.Time { return k.on }

// Build is the build that is asked.
func (k *Crowd) Build() *warehouse.Analysis { return k.build }

// question is a step that is to be asked.
type question struct {
	key  string
	step Step
	warehouse.Judged
	ranges []warehouse.Range
}

// everybody is the step that everyone of the build meets.
var everybody = Step{Name: Everybody, Title: "Everybody the partners know"}

// of finds who meets some steps of cohorts, all that are new side by side.
func (k *Crowd) of(ctx context.Context, cohorts []*Cohort) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	all, err := k.fresh(ctx, cohorts)
	if err != nil {
		return err
	}
	answers, err := k.ask(ctx, all)
	for i, met := range answers {
		if met != nil {
			k.found[all[i].key] = met
		}
	}
	return err
}

// fresh are the questions that were not asked before.
func (k *Crowd) fresh(ctx context.Context, cohorts []*Cohort) (all []question, err error) {
	asked := map[string]bool{}
	if k.found[""] == nil {
		query := warehouse.Question("", 1, "SELECT person_id FROM person", "a cohort")
		all = append(all, question{step: everybody, Judged: warehouse.Judged{Query: query}, ranges: k.build.Ranges()})
	}
	for _, c := range cohorts {
		for _, s := range c.steps() {
			if key := s.sql; k.found[key] == nil && !asked[key] {
				q, err := k.judge(ctx, c, s)
				if err != nil {
					return nil, err
				}
				all, asked[key] = append(all, q), true
			}
		}
	}
	return all, nil
}

// judge judges the query of a step.
func (k *Crowd) judge(ctx context.Context, c *Cohort, s Step) (question, error) {
	q := question{key: s.sql, step: s}
	j, err := judgeStep(ctx, k.build, c, s, k.on)
	if err != nil {
		return q, err
	}
	q.Judged = j
	q.ranges = k.build.Ranges()
	if len(q.ranges) < 2 {
		return q, nil
	}
	pushed, err := pushes(ctx, k.build, j.SQL, q.ranges[1])
	if err != nil {
		return q, j.Fault(err)
	}
	if !pushed {
		q.ranges = []warehouse.Range{k.build.Everybody()}
	}
	return q, nil
}

// ask puts each question to each range of people, as many at a time as there are lanes.
// Where it ends early, such as when nobody waits any more, there are the answers that
// were whole by then, and nil for the others.
func (k *Crowd) ask(ctx context.Context, all []question) ([]*roaring.Bitmap, error) {
	work, asking := errgroup.WithContext(ctx)
	work.SetLimit(k.build.Lanes())
	answers := make([]answer, len(all))
	for i := range all {
		answers[i].met = make([]uint64, (k.build.People()+63)/64)
		answers[i].waits = len(all[i].ranges)
		for _, r := range all[i].ranges {
			work.Go(func() error { return answers[i].add(asking, k.build, &all[i], r) })
		}
	}
	err := work.Wait()
	out := make([]*roaring.Bitmap, len(all))
	for i := range answers {
		if answers[i].waits > 0 {
			continue
		}
		if wrong := answers[i].judge(ctx, k.build, &all[i]); wrong != nil {
			err = cmp.Or(err, wrong)
			continue
		}
		out[i] = roaring.FromDense(answers[i].met, false)
		out[i].RunOptimize()
	}
	return out, err
}
