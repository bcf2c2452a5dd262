package model

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
	if err := x.Store.write(ctx, a, scores, rows); err != nil {
		return About{}, err
	}
	return a, x.Store.sweep(a)
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

// write puts scores and what they are in their places. The file of scores is named by
// the model, so that a reader who has read About finds the scores it tells of.
func (d Store) write(ctx context.Context, a About, scores []Score, rows *Rows) error {
	if err := writeScores(ctx, d.scoreFile(a.Build, a.ID, a.Model), scores, rows); err != nil {
		return err
	}
	data, err := json.MarshalIndent(a, "", " ")
	if err != nil {
		return fault.Wrap(err, "writing what the scores are")
	}
	return replace(filepath.Join(d.scores(a.Build), a.ID+".json"), append(data, '\n'))
}

// superseded is how long scores that were replaced stay for whoever is reading them.
const superseded = time.Hour

// sweep removes the scores of builds that are gone, and those that were replaced: what
// nobody reads must not keep what somebody was told to forget.
func (d Store) sweep(a About) error {
	builds, err := filepath.Glob(d.scores("*"))
	if err != nil {
		return unread(d.scores("*"), err)
	}
	for _, scores := range builds {
		if _, err := os.Stat(filepath.Join(string(d), "builds", filepath.Base(scores))); errors.Is(err, fs.ErrNotExist) {
			if err := os.RemoveAll(scores); err != nil {
				return unwritten(scores, err)
			}
		}
	}
	replaced, err := filepath.Glob(d.scoreFile(a.Build, a.ID, "*"))
	if err != nil {
		return unread(d.scores(a.Build), err)
	}
	for _, path := range replaced {
		info, err := os.Stat(path)
		if err != nil || path == d.scoreFile(a.Build, a.ID, a.Model) || time.Since(info.ModTime()) < superseded {
			continue
		}
		if err := os.Remove(path); err != nil {
			return unwritten(path, err)
		}
	}
	return nil
}
