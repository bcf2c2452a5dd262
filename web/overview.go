package web

import (
	"cmp"
	"slices"
	"strings"

	"continuum/warehouse"
)

// overviewView is the first page of a place.
type overviewView struct {
	Figures  []figure
	Partners []warehouse.PartnerCount
	Feeds    []feedGroup
	Trouble  []feedView // feeds that need somebody's attention
	Linkage  linkageView
}

func (s *site) overview(v visit) (content, error) {
	o := overviewView{
		Figures:  headline(v.Overview, v.Now),
		Partners: v.Overview.Partners,
		Linkage:  linkageOf(v.Overview.Build),
	}
	feeds := feedViews(v)
	o.Feeds = byPartner(feeds, v.Overview.Partners)
	for _, f := range feeds {
		if f.needsAttention() {
			o.Trouble = append(o.Trouble, f)
		}
	}
	return content{Title: "Overview", Body: overviewPage(o)}, nil
}

// feedGroup is the feeds of one partner.
type feedGroup struct {
	Partner string
	Feeds   []feedView
}

// byPartner groups feeds in the order of the partners; those of no known partner
// come last.
func byPartner(feeds []feedView, partners []warehouse.PartnerCount) []feedGroup {
	rank := map[string]int{}
	for i, p := range partners {
		rank[p.ID] = i + 1
	}
	place := func(f feedView) int { return (rank[f.Partner] + len(partners)) % (len(partners) + 1) }
	sorted := slices.Clone(feeds)
	slices.SortStableFunc(sorted, func(a, b feedView) int {
		return cmp.Or(place(a)-place(b), strings.Compare(a.Partner, b.Partner))
	})
	var groups []feedGroup
	for _, f := range sorted {
		if n := len(groups); n == 0 || groups[n-1].Feeds[0].Partner != f.Partner {
			groups = append(groups, feedGroup{Partner: f.PartnerName})
		}
		last := &groups[len(groups)-1]
		last.Feeds = append(last.Feeds, f)
	}
	return groups
}
