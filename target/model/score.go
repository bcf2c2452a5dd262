package model

import (
	"context"
	"time"

	"continuum/internal/fault"
	"continuum/internal/progress"
)

// Scoring is everybody of a build being scored by one model.
type Scoring struct {
	Facts    *Facts
	Models   *Models
	Spec     *Spec
	Store    Store
	Hash     string // of the version to score by; "" for the one in use
	Progress progress.Func
}

// Run scores everybody of the model's population on its index date (the day after the
// facts end, where none is declared), writes the scores, and then what they are: who
// reads meets the scores of before or the new ones, never a part.
func (x *Scoring) Run(ctx context.Context) (About, error) {
	k, err := x.Store.Open(x.Spec.ID, x.Hash)
	if err != nil {
		return About{}, err
	}
	if err := x.Models.judgeAll(ctx, x.Facts, x.Spec); err != nil {
		return About{}, err
	}
	index, err := x.Spec.scoreDate(ctx, x.Facts)
	if err != nil {
		return About{}, err
	}
	rows, err := x.Models.gather(ctx, x.Facts, x.Spec, index, k.Lookback)
	if err != nil {
		return About{}, err
	}
	x.Progress.Report("gather features", 1, 1)
	scores, err := k.score(ctx, rows)
	if err != nil {
		return About{}, err
	}
	x.Progress.Report("score", 1, 1)
	a := About{Model: k.Hash, ID: k.ID, Build: x.Facts.Build().ID, Index: index.Format(time.DateOnly), People: len(scores)}
	for i := range scores {
		a.Events += scores[i].Rate
	}
	if a.Drift, err = k.drift(ctx, rows.Data); err != nil {
		return About{}, err
	}
	return a, x.Store.write(ctx, &a, scores, rows)
}

// scoreDate is the declared day, or the first of which nothing is known yet.
func (s *Spec) scoreDate(ctx context.Context, f *Facts) (time.Time, error) {
	if s.IndexDates.Score != "" {
		day, err := time.Parse(time.DateOnly, s.IndexDates.Score)
		return day, fault.Wrap(err, "%s: index_dates.score", s.File)
	}
	conn, err := f.session(ctx, time.Time{})
	if err != nil {
		return time.Time{}, err
	}
	defer conn.close()
	_, to, err := covered(ctx, conn)
	return to.AddDate(0, 0, 1), err
}

// write puts scores and what they are in their places, and tells in which file they are.
func (d Store) write(ctx context.Context, a *About, scores []Score, rows *Rows) error {
	return d.putSheet(ctx, a.Build, a.ID, a.ID+"-"+a.Model, func(path string) error {
		return writeScores(ctx, path, scores, rows)
	}, func(file string) any {
		a.File = file
		return a
	})
}
