package web

import (
	"strings"

	"continuum/internal/fault"
	"continuum/warehouse"
	"continuum/web/show"
)

// buildView is one build with what changed since the one before it.
type buildView struct {
	warehouse.Manifest
	Live    bool
	AllRows int64
	Seconds float64
	Change  string // people gained or lost
}

func (s *site) builds(v visit) (content, error) {
	manifests, err := s.facts.Builds(v.Context())
	if err != nil {
		return content{}, fault.Wrap(err, "listing the builds")
	}
	return content{Title: "Builds", Body: buildsPage(buildViews(manifests, v.Overview.Build.ID))}, nil
}

func buildViews(manifests []warehouse.Manifest, live string) []buildView {
	views := make([]buildView, 0, len(manifests))
	for i, m := range manifests {
		b := buildView{Manifest: m, Live: m.ID == live, Change: "–"}
		for _, t := range m.Tables {
			b.AllRows += t.Rows
		}
		for _, t := range m.Timings {
			b.Seconds += t.Seconds
		}
		if i+1 < len(manifests) {
			b.Change = changed(m.People - manifests[i+1].People)
		}
		views = append(views, b)
	}
	return views
}

func changed(people int64) string {
	switch {
	case people > 0:
		return "+" + show.Count(people)
	case people < 0:
		return show.Count(people)
	default:
		return "no change"
	}
}

// short is the start of a hash, enough to tell two builds apart by eye.
func short(hash string) string {
	hash = hash[strings.IndexByte(hash, ':')+1:]
	return hash[:min(len(hash), 12)]
}
