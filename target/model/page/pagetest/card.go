// Package pagetest makes the card of a model for tests of pages: a partnership reads its
// models by their cards, and every part of one is to be seen.
package pagetest

import (
	"strings"
	"time"

	"continuum/internal/stat/metric"
	"continuum/target/model"
)

// Card is a card with something in every part.
func Card() (*model.Card, error) {
	var s metric.Sample
	names := make([]string, 2000)
	for i := range names {
		p := float64(i%97+1) / 200
		y := 0.0
		if i*7919%1000 < int(1000*p) {
			y = 1
		}
		s.Score, s.Label = append(s.Score, p), append(s.Label, y)
		names[i] = []string{"female", "male"}[i%2]
	}
	m, err := metric.Measure(s, metric.Options{})
	if err != nil {
		return nil, err
	}
	curve, err := metric.DecisionCurve(s, nil)
	if err != nil {
		return nil, err
	}
	groups, err := metric.ByGroup(s, names, metric.Options{})
	if err != nil {
		return nil, err
	}
	day := time.Date(2024, 11, 1, 0, 0, 0, 0, time.UTC)
	judged := model.Judged{
		Candidates: []model.Candidate{{Name: "linear", Loss: 0.31, AUC: 0.7}, {Name: "boosting", Loss: 0.3, AUC: 0.72, Chosen: true}}, Chosen: "boosting", Why: "Chosen for the smallest log loss.",
		People: 2000, Events: 500, Observed: &model.Figure{Value: 1.02, Low: 0.9, High: 1.1}, Slope: &model.Figure{Value: 0.97, Low: 0.9, High: 1.05}, Before: 1.1,
		Bins: []model.Bin{{People: 1000, Forecast: 0.1, Observed: 0.11, Low: 0.09, High: 0.13}, {People: 1000, Forecast: 0.4, Observed: 0.38, Low: 0.35, High: 0.41}},
	}
	return &model.Card{
		Model: "falls", Title: "A fall & its <risk>", Purpose: "Find people for classes.", NotFor: []string{"refusing care"}, Hash: "0123456789abcdef", Place: "Weston", Build: "b1", Version: "test",
		Files:   []model.File{{Name: "models/falls.yaml", SHA256: strings.Repeat("ab", 32)}},
		Outcome: "at least one fall", Events: "falls", Horizon: 365, Population: "population",
		Dates:   model.Dates{Train: day, Validate: day.AddDate(1, 0, 0), Score: day.AddDate(2, 0, 0), From: day.AddDate(-1, 0, 0), To: day.AddDate(2, 0, -1), Lookback: 366},
		Years:   []model.Year{{For: "learning", Index: "2024-11-01", People: 2000, With: 200, Events: 250, Years: 1950, Died: 12, Left: 9}},
		Missing: []model.Gap{{Name: "frailty", Words: "frailty", Share: 0.4}}, Choices: []string{"Nobody was left out for dying."}, Notices: []string{"one (models/one.sql:1): left out"},
		Chance: judged, Rate: judged, Metrics: m, Curve: curve,
		Groups:  []model.GroupKind{{Kind: "sex", Groups: []model.Group{{Name: "female", Group: groups.Groups["female"]}, {Name: "male", Group: groups.Groups["male"]}}, Small: 1, People: 7}},
		Returns: []model.Return{{How: "everybody", People: 2000, Before: 0.1, After: 0.11, Forecast: 0.1, Died: 0.01}},
		Reads:   []model.Read{{Name: "age", Words: "age", Weight: 0.6, Direction: 0.9}, {Name: "sex", Words: "sex", Weight: 0.4}},
	}, nil
}
