package model

import (
	"context"
	"fmt"
	"math"
	"time"

	"continuum/internal/progress"
	"continuum/internal/stat/metric"
)

// Validation is how a model in use fares on a build: by people and a year that it had
// not learned from.
type Validation struct {
	Model   string          `json:"model"`
	Hash    string          `json:"hash"`
	Build   string          `json:"build"`
	Index   string          `json:"index_date"`
	How     string          `json:"how"` // in words
	Year    Year            `json:"year"`
	Metrics *metric.Metrics `json:"metrics"`
	Rate    Judged          `json:"rate"`
	Groups  []GroupKind     `json:"groups"`
	Notices []string        `json:"notices"`
}

// Validating is a model in use being judged by a build.
type Validating struct {
	Facts    *Facts
	Models   *Models
	Spec     *Spec
	Store    Store
	Hash     string // "" for the version in use
	Progress progress.Func
}

// Run judges the model by the latest year of the build whose outcome is known. Where
// that is the year by which it was judged when it was trained, those figures are
// given, for now it has learned from that year too.
func (x *Validating) Run(ctx context.Context) (*Validation, error) {
	k, err := x.Store.Open(x.Spec.ID, x.Hash)
	if err != nil {
		return nil, err
	}
	card, err := x.Store.Card(x.Spec.ID, k.Hash)
	if err != nil {
		return nil, err
	}
	if err := x.Models.judgeAll(ctx, x.Facts, x.Spec); err != nil {
		return nil, err
	}
	dates, err := x.Models.Dates(ctx, x.Facts, x.Spec)
	if err != nil {
		return nil, err
	}
	v := &Validation{Model: k.ID, Hash: k.Hash, Build: x.Facts.Build().ID, Index: dates.Validate.Format(time.DateOnly), Notices: []string{}}
	if !dates.Validate.After(card.Dates.Validate) {
		v.How = "as it was judged when it was trained: by people from whom it had not learned, in a later year"
		v.Build, v.Index = card.Build, card.Dates.Validate.Format(time.DateOnly)
		v.Year, v.Metrics, v.Rate, v.Groups = card.Years[len(card.Years)-1], card.Metrics, card.Rate, card.Groups
		return v, nil
	}
	v.How = "by what happened since it was trained"
	if fresh := int(dates.Validate.Sub(card.Dates.Validate).Hours() / 24); fresh < x.Spec.Horizon {
		v.Notices = append(v.Notices, fmt.Sprintf("it had learned from %d of the %d days already, so these figures are kinder than the truth", x.Spec.Horizon-fresh, x.Spec.Horizon))
	}
	return v, x.judge(ctx, k, dates.Validate, v)
}

// judge scores the population of an index date by the model and looks what happened.
func (x *Validating) judge(ctx context.Context, k *Kept, index time.Time, v *Validation) error {
	y, err := x.Models.year(ctx, x.Facts, x.Spec, index, k.Lookback)
	if err != nil {
		return err
	}
	x.Progress.Report("gather features", 1, 1)
	scores, err := k.score(ctx, y.Rows)
	if err != nil {
		return err
	}
	groups, err := x.Models.audit(ctx, x.Facts, y.People, index)
	if err != nil {
		return err
	}
	chance, rate := make([]float64, len(scores)), make([]float64, len(scores))
	for i, stayed := range y.stayed() {
		chance[i], rate[i] = scores[i].Chance, scores[i].Rate
		if stayed <= 0 {
			chance[i] = math.NaN()
		}
	}
	v.Year = y.year("judging", index.Format(time.DateOnly))
	sample, rows := y.judged(chance)
	if v.Metrics, err = metric.Measure(sample, metric.Options{}); err != nil {
		return err
	}
	v.Rate = y.judgedRate(rate)
	v.Groups, err = groupKinds(sample, groups, rows)
	x.Progress.Report("judge", 1, 1)
	return err
}
