package web

import (
	"slices"

	"continuum/target/cohort"
	"continuum/web/show"
)

// segmentsView is the population in segments.
type segmentsView struct {
	discreet
	*cohort.Segmentation
	Sets []string
}

func (s *site) segments(v visit, k *cohort.Crowd, t discreet) (content, error) {
	sets := s.cohorts.Set().Sets()
	name := v.URL.Query().Get("set")
	if name == "" && len(sets) > 0 {
		name = sets[0]
	}
	g, err := k.Segment(v.Context(), name)
	if err != nil {
		return content{}, err
	}
	return content{Title: "Segments", Body: segmentsPage(segmentsView{t, g, sets})}, nil
}

// pyramidView is the population by age and sex, whole or part by part.
type pyramidView struct {
	discreet
	*cohort.Pyramid
	Parts []choice
	Drawn []drawnPyramid
}

// drawnPyramid is one pyramid, its bars to the scale of its longest.
type drawnPyramid struct {
	Title  string
	People int
	Rows   []pyramidRow // the oldest first
	Other  bool         // somebody is neither female nor male, or it is not known
}

// pyramidRow is people of about one age.
type pyramidRow struct {
	Title               string
	Female, Male, Other int
	FemaleBar, MaleBar  float64 // from 0 to 1
}

func (s *site) pyramid(v visit, k *cohort.Crowd, t discreet) (content, error) {
	by := v.URL.Query().Get("by")
	p, err := k.Pyramid(v.Context(), nil, by)
	if err != nil {
		return content{}, err
	}
	view := pyramidView{discreet: t, Pyramid: p, Parts: s.pyramidParts(by)}
	for g := range p.Groups {
		view.Drawn = append(view.Drawn, t.draw(p, g, s.groupTitle(by, p.Groups[g])))
	}
	return content{Title: "Population", Body: pyramidPage(view)}, nil
}

func (s *site) pyramidParts(by string) []choice {
	parts := []choice{{"", "Nothing", by == ""}}
	for _, part := range s.cohorts.Set().Parts() {
		parts = append(parts, choice{part, show.Words(part), by == part})
	}
	return parts
}

// groupTitle names a practice in words.
func (s *site) groupTitle(by string, g cohort.Group) string {
	if name := s.access.Names[g.ID]; by == "practice" && name != "" {
		return name
	}
	return g.Title
}

func (t discreet) draw(p *cohort.Pyramid, g int, title string) drawnPyramid {
	d := drawnPyramid{Title: title, People: p.Groups[g].People}
	most := 1
	for _, b := range p.Bands {
		most = max(most, t.n(b.Female[g]), t.n(b.Male[g]))
	}
	for _, b := range slices.Backward(p.Bands) {
		d.Other = d.Other || b.Other[g] > 0
		d.Rows = append(d.Rows, pyramidRow{
			b.Title, b.Female[g], b.Male[g], b.Other[g],
			float64(t.n(b.Female[g])) / float64(most), float64(t.n(b.Male[g])) / float64(most),
		})
	}
	return d
}
