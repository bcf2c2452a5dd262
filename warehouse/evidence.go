package warehouse

import (
	"context"
	"math"
	"sync"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"continuum/link"
)

// Evidence tells step by step what holds a registration to its person: the
// strongest link there is, from table evidence. It names kinds of evidence,
// never values.
type Evidence struct {
	With        link.Registration `json:"with"` // the registration it was compared with
	Rule        string            `json:"rule"` // blocking rule that brought the two together, or "equal details"
	Steps       []link.Step       `json:"steps"`
	Weight      float64           `json:"weight"` // log2 odds; the steps, rounded to 0.01, add up to about this
	Probability float64           `json:"probability"`
}

// wordsOfEvidence are the steps that occur in a build, by code and without their
// weights. They are read when first needed.
type wordsOfEvidence struct {
	mu    sync.Mutex
	read  bool
	steps []link.Step
}

// words gives the words of the evidence; none in a build made before it was kept.
func (b *opened) words(ctx context.Context) ([]link.Step, error) {
	f := &b.findings
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.read {
		return f.steps, nil
	}
	tables := 0
	const question = "SELECT count(*) FROM duckdb_tables() WHERE table_name IN ('evidence', 'finding')"
	if err := b.query(ctx, question, nil, func(scan scanner) error { return scan(&tables) }); err != nil {
		return nil, err
	}
	var steps []link.Step
	if tables == 2 {
		err := b.query(ctx, "SELECT name, finding FROM finding ORDER BY code", nil, func(scan scanner) error {
			var s link.Step
			err := scan(&s.Name, &s.Finding)
			steps = append(steps, s)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	f.steps, f.read = steps, true
	return steps, nil
}

// evidenceOf reads what holds each registration of a person; a build made before
// evidence was kept has none.
func (b *opened) evidenceOf(ctx context.Context, id string) (map[key]*Evidence, error) {
	all := map[key]*Evidence{}
	words, err := b.words(ctx)
	if err != nil || len(words) == 0 {
		return all, err
	}
	const question = "SELECT source, local_id, with_source, with_local_id, rule, steps, weights FROM evidence WHERE person_id = ?"
	err = b.query(ctx, question, []any{id}, func(scan scanner) error {
		var of key
		var e Evidence
		var steps duckdb.Composite[[]int16]
		var weights duckdb.Composite[[]float32]
		err := scan(&of.source, &of.localID, &e.With.Source, &e.With.LocalID, &e.Rule, &steps, &weights)
		e.Steps = stepsOf(words, steps.Get(), weights.Get())
		all[of] = &e
		return err
	})
	return all, err
}

// stepsOf puts a waterfall together.
func stepsOf(words []link.Step, codes []int16, weights []float32) []link.Step {
	out := make([]link.Step, 0, len(codes))
	for i, c := range codes {
		if i < len(weights) && int(c) < len(words) {
			s := words[c]
			s.Weight = math.Round(float64(weights[i])*100) / 100
			out = append(out, s)
		}
	}
	return out
}

// take gives a registration its evidence, once: its later entries have none.
func take(all map[key]*Evidence, r Registration) *Evidence {
	k := key{r.Source, r.LocalID}
	e := all[k]
	if e != nil {
		e.Weight, e.Probability = r.MatchWeight, 1/(1+math.Exp2(-r.MatchWeight))
	}
	delete(all, k)
	return e
}
