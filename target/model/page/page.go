// Package page writes what is known of a model as one page for people. Those who act
// on a forecast answer for it: they must see whom it was learned from, how often it
// came true, what a list would find and miss, in which groups it errs, and what it may
// not be used for, without having to trust who made it. The page is a single file that
// can be kept with the model it is about; the same parts stand on the partnership's own
// pages.
//
// It is a model card (Mitchell et al., FAT* 2019) with the figures that TRIPOD+AI
// (Collins et al., BMJ 2024;385:e078378) asks for.
package page

import (
	"embed"
	"html/template"
	"io"

	"continuum/internal/handout"
	"continuum/target/model"
)

//go:embed *.html
var sources embed.FS

//go:embed style.css
var style string

// Drawing is the style sheet of what is drawn on a card. Its colours are the custom
// properties --for, --against, --quiet, --grid and --zero; --drawn is the size of words.
//
//go:embed drawing.css
var Drawing string

var layout = handout.New(sources, style+Drawing, words)

// Tell is how numbers of people are told.
type Tell struct {
	Count func(n int) string
	Least int // a share that comes of fewer people than this is not told; 0: all are
}

// asItIs tells everything.
var asItIs = Tell{Count: whole}

// view is a card with its charts and tables laid out.
type view struct {
	*model.Known
	Last       string // when it was used; "" where nobody was scored by the model
	Lead       []figure
	ChancePlot plot
	RatePlot   plot
	Decision   plot
	Halves     []half
	Lists      []list
	Kinds      []kind
	Returned   []returned
	Weights    []weight
	Spans      []span
	Drifted    []drifted
}

// Write writes a card as one HTML file, to the letter the same for the same input.
func Write(w io.Writer, k *model.Known) error { return layout.Write(w, "model card", asItIs.view(k)) }

// Parts lays out all of a card but its title and purpose, for a page that has its own.
func Parts(k *model.Known, t Tell) (template.HTML, error) { return layout.Part("card", t.view(k)) }

func (t Tell) view(k *model.Known) view {
	c := k.Card
	return view{
		Known: k, Last: t.last(k.Scored), Lead: t.lead(c),
		ChancePlot: t.calibration(c.Chance.Bins, true), RatePlot: t.calibration(c.Rate.Bins, false), Decision: decision(c.Curve),
		Halves: []half{t.half("Chance", c.Chance), t.half("Rate a year", c.Rate)},
		Lists:  t.lists(c), Kinds: t.kinds(c), Returned: t.returns(c), Weights: weights(c), Spans: t.spans(c), Drifted: drifts(k.Scored),
	}
}
