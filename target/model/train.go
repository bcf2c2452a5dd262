package model

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
	"continuum/internal/progress"
	"continuum/internal/stat/gbm"
	"continuum/place"
	"continuum/target/learn"
)

// Training is one model being trained.
type Training struct {
	Facts    *Facts
	Models   *Models
	Spec     *Spec
	Product  string // version of the program
	Progress progress.Func

	dates   Dates
	past    *year // learned from first
	late    *year // judged by
	before  []float64
	groups  [][]string
	notices []string
}

// year is a population on an index date with what became of it.
type year struct {
	*Rows
	*Followed
}

// learners is the share of people, in tenths, that a model learns from before it is
// judged by the others.
const learners = 6

// learns parts people by a hash of their ids, the same whatever the build, so that
// nobody who is judged was learned from.
func learns(person string) bool {
	h := fnv.New32a()
	_, _ = h.Write([]byte(person))
	return h.Sum32()%10 < learners
}

// Run trains the model: it learns from some people in an earlier year, is judged by
// others in a later one, and is learned anew from everybody and both years with the
// settings and the recalibration that were found.
func (t *Training) Run(ctx context.Context) (*Kept, *Card, error) {
	if err := t.gather(ctx); err != nil {
		return nil, nil, err
	}
	chance, rate, err := t.heads(ctx)
	if err != nil {
		return nil, nil, err
	}
	joint, err := t.join(ctx, chance, rate)
	if err != nil {
		return nil, nil, err
	}
	k := &Kept{
		Format: keptFormat, ID: t.Spec.ID, Title: t.Spec.Title, Outcome: t.Spec.yes(), Events: t.Spec.Outcome.Words,
		Horizon: t.Spec.Horizon, Lookback: t.dates.Lookback, Columns: t.past.Columns, Files: t.Models.sources(t.Spec, t.Facts.Place),
		Chance: chance.model, Rate: rate.model, Joint: joint,
		ChanceInterval: chanceIntervals(chance.forecast, t.late.Yes, t.late.stayed()),
		RateInterval:   rateIntervals(rate.forecast, t.late.Events, t.late.years()),
	}
	card, err := t.card(ctx, k, chance, rate)
	return k, card, err
}

// gather works out features and outcomes of both years, side by side.
func (t *Training) gather(ctx context.Context) error {
	if err := t.Models.judgeAll(ctx, t.Facts, t.Spec); err != nil {
		return err
	}
	var err error
	if t.dates, err = t.Models.Dates(ctx, t.Facts, t.Spec); err != nil {
		return err
	}
	var work errgroup.Group // each to its end, so that of two faults the same is told
	var first, second error
	work.Go(func() error {
		t.past, first = t.Models.year(ctx, t.Facts, t.Spec, t.dates.Train, t.dates.Lookback)
		return nil
	})
	work.Go(func() error {
		second = t.judges(ctx)
		return nil
	})
	_ = work.Wait()
	if err := cmp.Or(first, second, t.known()); err != nil {
		return err
	}
	t.Progress.Report("gather features", 1, 1)
	return nil
}

// known refuses features said to be known beforehand that the model does not have.
func (t *Training) known() error {
	if t.past == nil { // gathering has failed
		return nil
	}
	var names []string
	for _, c := range t.past.Columns {
		names = append(names, c.Name)
	}
	for i, name := range t.Spec.Known {
		if !slices.Contains(names, name) {
			return t.Spec.fault(fmt.Sprintf("known_beforehand[%d]", i), name, "the model has no such feature", place.Suggest(name, names))
		}
	}
	return nil
}

// judges gathers the year that judges, the groups its people belong to, and what they
// had in the year before.
func (t *Training) judges(ctx context.Context) (err error) {
	if t.late, err = t.Models.year(ctx, t.Facts, t.Spec, t.dates.Validate, t.dates.Lookback); err != nil {
		return err
	}
	if t.groups, err = t.Models.audit(ctx, t.Facts, t.late.People, t.late.Index); err != nil {
		return err
	}
	t.before, err = t.Models.earlier(ctx, t.Facts, t.Spec, t.dates, t.late.Rows)
	return err
}

func (o *Followed) years() []float64 {
	out := make([]float64, len(o.Days))
	for i, d := range o.Days {
		out[i] = d / daysAYear
	}
	return out
}

// half is the chance or the rate of a model.
type half struct {
	judged   *learn.Model // that had not seen whoever judges
	model    *learn.Model // learned anew from everybody
	report   *learn.Report
	forecast []float64 // of each person of the later year, by what had not seen them; NaN of the others
}

// heads learns the chance and the rate, side by side.
func (t *Training) heads(ctx context.Context) (chance, rate *half, err error) {
	var work errgroup.Group // each to its end, so that of two faults the same is told
	var first, second error
	work.Go(func() error {
		chance, first = t.head(ctx, learn.Binary)
		return nil
	})
	work.Go(func() error {
		rate, second = t.head(ctx, learn.Count)
		return nil
	})
	_ = work.Wait()
	if err := cmp.Or(first, second); err != nil {
		return nil, nil, err
	}
	t.tell(chance.report)
	t.tell(rate.report)
	return chance, rate, nil
}

// join draws the rate towards the chance, by those who judge, and puts the rates that
// came of it in the place of those foreseen.
func (t *Training) join(ctx context.Context, chance, rate *half) (*Joint, error) {
	var rows []int
	for i, r := range rate.forecast {
		if !math.IsNaN(r) {
			rows = append(rows, i)
		}
	}
	chances, err := chance.judged.Predict(ctx, t.late.Data.Take(rows))
	if err != nil {
		return nil, err
	}
	f := &foreseen{chance: chances}
	for k, i := range rows {
		if p := chance.forecast[i]; !math.IsNaN(p) { // by a line that had not seen this person either
			chances[k] = p
		}
		f.people, f.rate = append(f.people, t.late.People[i]), append(f.rate, rate.forecast[i])
		f.events, f.exposed = append(f.events, t.late.Events[i]), append(f.exposed, math.Log(t.late.Days[i]/daysAYear))
	}
	joint, rates := f.join()
	for k, i := range rows {
		rate.forecast[i] = rates[k]
	}
	if joint == nil {
		return nil, nil
	}
	return joint, t.level(ctx, joint, chance.model, rate.model)
}

// level shifts the rates of the models in use, so that as many events are expected of the
// later year as there were.
func (t *Training) level(ctx context.Context, joint *Joint, chance, rate *learn.Model) error {
	chances, err := chance.Predict(ctx, t.late.Data)
	if err != nil {
		return err
	}
	rates, err := rate.Predict(ctx, t.late.Data)
	if err != nil {
		return err
	}
	expected, events := 0.0, 0.0
	for i, years := range t.late.years() {
		expected += years * joint.apply(rates[i], chances[i])
		events += t.late.Events[i]
	}
	joint.Intercept += math.Log(events / expected)
	return nil
}

// head learns the chance or the rate.
func (t *Training) head(ctx context.Context, kind learn.Kind) (*half, error) {
	some, others := t.past.sample(kind, learns), t.late.sample(kind, func(id string) bool { return !learns(id) })
	r := t.request(kind, some)
	r.Valid = &learn.Holdout{Data: others.Data, Outcome: others.Outcome, Group: others.Group, Weight: others.Weight, Offset: others.Offset}
	judged, report, err := learn.Train(ctx, r)
	if err != nil {
		return nil, t.where(err)
	}
	all := both(t.past.sample(kind, everybody), t.late.sample(kind, everybody))
	final, _, err := learn.Refit(ctx, judged, t.request(kind, all))
	if err != nil {
		return nil, t.where(err)
	}
	late := t.late.sample(kind, everybody)
	if err := final.Level(ctx, late.Data, late.Outcome, late.Weight, late.Offset); err != nil {
		return nil, err
	}
	h := &half{judged: judged, model: final, report: report, forecast: make([]float64, len(t.late.People))}
	for i := range h.forecast {
		h.forecast[i] = math.NaN()
	}
	for i, row := range others.rows {
		h.forecast[row] = report.HeldOut[i]
		if kind == learn.Count {
			h.forecast[row] /= t.late.Days[row] / daysAYear
		}
	}
	t.Progress.Report("learn the "+names[kind], 1, 1)
	return h, nil
}

var names = map[learn.Kind]string{learn.Binary: "chance", learn.Count: "rate"}

func everybody(string) bool { return true }

func (t *Training) request(kind learn.Kind, s *sample) learn.Request {
	r := learn.Request{
		Data: s.Data, Outcome: s.Outcome, Name: t.Spec.Outcome.Words, Kind: kind, Group: s.Group, Weight: s.Weight, Offset: s.Offset,
		Boost: []gbm.Options{boost(len(s.Outcome))}, Product: t.Product, Roles: map[string]learn.Role{}, Allow: t.Spec.Known,
	}
	for _, c := range t.past.Columns {
		if r.Roles[c.Name] = learn.Number; c.Form == Category {
			r.Roles[c.Name] = learn.Category
		}
	}
	return r
}

// boost is the one setting of boosting that is tried: a place learns again and again,
// and what more settings would gain is less than what a newer year brings.
func boost(rows int) gbm.Options {
	o := gbm.Options{Trees: 200, Depth: 4, Leaves: 12, Rate: 0.1, L2: 10, MinRows: 50, RowShare: 0.7, ColumnShare: 0.5, Early: 20}
	if rows < 10_000 {
		o.MinRows, o.Leaves = 20, 8
	}
	return o
}

// where adds the file and line of a feature to a fault that names it.
func (t *Training) where(err error) error {
	var bad *fault.Error
	if !errors.As(err, &bad) || bad.File != "" {
		return err
	}
	for _, c := range t.past.Columns {
		if c.Name == bad.Column {
			out := *bad
			out.File, out.Line, out.Column, out.Value = c.File, int64(c.Line), "", c.Name
			return &out
		}
	}
	return fault.Wrap(err, "%s:%d", t.Spec.File, t.Spec.At.Position("outcome").Line)
}

// tell notes what learning noticed, each thing once, with file and line.
func (t *Training) tell(r *learn.Report) {
	places := map[string]string{}
	for _, c := range t.past.Columns {
		places[c.Name] = fmt.Sprintf("%s (%s:%d): ", c.Name, c.File, c.Line)
	}
	add := func(column, text string) {
		if text = places[column] + text; !slices.Contains(t.notices, text) {
			t.notices = append(t.notices, text)
		}
	}
	for _, l := range r.LeftOut {
		add(l.Name, "left out: "+l.Why)
	}
	for _, n := range r.Notices {
		add(n.Column, n.Text)
	}
}
