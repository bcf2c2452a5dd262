package web

import (
	"continuum/warehouse"
)

// overviewView is the first page of a place.
type overviewView struct {
	Figures  []figure
	Partners []warehouse.PartnerCount
	Feeds    []feedView
	Trouble  []feedView // feeds that need somebody's attention
	Linkage  linkageView
}

func (s *site) overview(v visit) (content, error) {
	o := overviewView{
		Figures:  headline(v.Overview, v.Now),
		Partners: v.Overview.Partners,
		Feeds:    feedViews(v),
		Linkage:  linkageOf(v.Overview.Build),
	}
	for _, f := range o.Feeds {
		if f.needsAttention() {
			o.Trouble = append(o.Trouble, f)
		}
	}
	return content{Title: "Overview", Body: overviewPage(o)}, nil
}
