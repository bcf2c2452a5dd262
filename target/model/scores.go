package model

import (
	"context"

	"continuum/internal/duck"
	"continuum/internal/frame"
)

// Score is one person's score by one model.
type Score struct {
	Person     string  `json:"person_id"`
	Model      string  `json:"model"` // its hash
	Chance     float64 `json:"chance"`
	ChanceLow  float64 `json:"chance_low"` // 95% interval of what happened to people with such a forecast
	ChanceHigh float64 `json:"chance_high"`
	Rate       float64 `json:"rate"` // expected events a person-year
	RateLow    float64 `json:"rate_low"`
	RateHigh   float64 `json:"rate_high"`
}

// figures are the columns of a score in a file, in order.
var figures = []string{"chance", "chance_low", "chance_high", "rate", "rate_low", "rate_high"}

func (s *Score) values() [6]float64 {
	return [6]float64{s.Chance, s.ChanceLow, s.ChanceHigh, s.Rate, s.RateLow, s.RateHigh}
}

// feature columns of a scores file are named by this and the feature, so that no
// feature can take the place of a score.
const featureColumn = "feature."

// writeScores writes everybody's score with the features that it was made of, sorted
// by person, so that reasons can be told of anybody at any time.
func writeScores(ctx context.Context, path string, scores []Score, r *Rows) error {
	columns := []duck.Column{{Name: "person_id", Kind: duck.Text}}
	for _, name := range figures {
		columns = append(columns, duck.Column{Name: name, Kind: duck.Double})
	}
	model := ""
	if len(scores) > 0 {
		model = scores[0].Model
	}
	columns = append(columns, duck.Column{Name: "model", Kind: duck.Word, Words: []string{model}})
	first := len(columns)
	for i := range r.Data.Columns {
		c := &r.Data.Columns[i]
		kind := duck.Column{Name: featureColumn + c.Name, Kind: duck.Float}
		if c.Kind == frame.Category {
			kind.Kind, kind.Words = duck.Word, c.Levels
		}
		columns = append(columns, kind)
	}
	return duck.WriteParquet(ctx, path, columns, len(scores), func(from int, b *duck.Block) error {
		ids := b.Texts(0)
		for i := range b.Rows() {
			ids.SetString(i, scores[from+i].Person)
			for k, v := range scores[from+i].values() {
				b.Doubles(1 + k)[i] = v
			}
		}
		for k := range r.Data.Columns {
			fillFeature(b, first+k, &r.Data.Columns[k], from)
		}
		return nil
	})
}

func fillFeature(b *duck.Block, at int, c *frame.Column, from int) {
	for i := range b.Rows() {
		switch {
		case c.Missing(from + i):
			b.Null(at, i)
		case c.Kind == frame.Category:
			b.Words(at)[i] = uint16(c.Codes[from+i])
		default:
			b.Floats(at)[i] = c.Numbers[from+i]
		}
	}
}
