// Package page writes what is known of a model as one page for people. Those who act
// on a forecast answer for it: they must see whom it was learned from, how often it
// came true, what a list would find and miss, in which groups it errs, and what it may
// not be used for, without having to trust who made it. The page is a single file
// with no script and nothing to load, so that it opens from disk behind any firewall,
// prints, and can be kept with the model it is about.
//
// It is a model card (Mitchell et al., FAT* 2019) with the figures that TRIPOD+AI
// (Collins et al., BMJ 2024;385:e078378) asks for.
package page

import (
	"bytes"
	"embed"
	"html/template"
	"io"

	"continuum/internal/fault"
	"continuum/target/model"
)

//go:embed *.html
var sources embed.FS

//go:embed style.css
var style string

var layout = template.Must(template.New("page.html").Funcs(words).ParseFS(sources, "*.html"))

// view is a card with its charts laid out.
type view struct {
	*model.Card
	Scored   *model.About // nil where nobody was scored by the model
	Versions []string
	Style    template.CSS
	Lead     []figure
	Chance   plot
	Rate     plot
	Decision plot
	Curve    []point2
	Lists    []list
	Kinds    []kind
	Weights  []weight
	Drifted  []drifted
}

// Write writes a card as one HTML file, to the letter the same for the same input.
// scored tells of the scores last made with the model, nil for none; versions are the
// hashes of all versions that are kept.
func Write(w io.Writer, c *model.Card, scored *model.About, versions []string) error {
	v := view{
		Card: c, Scored: scored, Versions: versions, Style: template.CSS(style),
		Lead: lead(c), Chance: calibration(c.Chance.Bins, true), Rate: calibration(c.Rate.Bins, false),
		Decision: decision(c.Curve), Lists: lists(c), Kinds: kinds(c), Weights: weights(c), Drifted: drifts(scored),
	}
	var b bytes.Buffer
	if err := layout.Execute(&b, v); err != nil {
		return fault.Wrap(err, "laying out the model card")
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return &fault.Error{
			Code: fault.Unavailable, Reason: "the model card cannot be written",
			Fix: "see that the disk has room and that the folder may be written to, then write the card again", Err: err,
		}
	}
	return nil
}
