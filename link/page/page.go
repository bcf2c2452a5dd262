// Package page writes what a linkage found as one page for people. A care
// partnership acts on who is who: those who answer for it must see how the
// people were found, what counted for and against, and which links deserve a
// look, without having to read the engine. The page is a single file with no
// script and nothing to load, so that it opens from disk behind any firewall,
// prints, and can be kept with the answer it explains.
//
// The weights are those of Fellegi and Sunter (JASA 64, 1969, 1183-1210); that
// a link is best explained as a waterfall of them is owed to Splink (Linacre et
// al., International Journal of Population Data Science 7, 2022).
package page

import (
	"embed"
	"io"

	"continuum/internal/handout"
	"continuum/link"
)

// Page is what is told. Only the report is needed; every other part may be
// empty, and the page then says so.
type Page struct {
	Title    string   // of the page; "" means "Linkage report"
	Files    []string // names of the files linked, as readers know them
	Report   link.Report
	Examples link.Examples // shown in the order given
	Groups   []link.Group  // shown in the order given
}

//go:embed *.html
var sources embed.FS

//go:embed style.css
var style string

var layout = handout.New(sources, style, words)

// view is a page with its charts laid out.
type view struct {
	Page
	Found    found
	Scale    []rung
	Weights  weights
	Blocking blocking
	Sizes    sizes
	Examples examples
	Groups   []group
	Cuts     tally
	Blanked  tally // placeholders
	Times    tally
}

// Write writes a page as one HTML file, to the letter the same for the same
// input. It fails, with nothing or only a part written, when w does.
func Write(w io.Writer, p Page) error {
	if p.Title == "" {
		p.Title = "Linkage report"
	}
	return layout.Write(w, "report page", viewOf(p))
}

func viewOf(p Page) view {
	r := &p.Report
	return view{
		Page:  p,
		Found: foundOf(r), Scale: ladder(r.Threshold),
		Weights: weightsOf(r.Comparisons), Blocking: blockingOf(r), Sizes: sizesOf(r),
		Examples: examplesOf(p.Examples, r.Threshold), Groups: groupsOf(p.Groups),
		Cuts: cutsOf(r.Cuts), Blanked: blankedOf(r.Placeholders), Times: timesOf(r.Seconds),
	}
}
