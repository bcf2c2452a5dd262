package web

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/target/cohort"
	"continuum/web/show"
)

// Cohorts tells who is in the place's cohorts by the live build.
type Cohorts interface {
	// Crowd is everybody of the live build as of its index date; whoever asked must
	// release it. What it has found out it still knows the next time.
	Crowd(ctx context.Context) (k *cohort.Crowd, release func(), err error)
	// Set is the cohorts of the place.
	Set() *cohort.Set
}

const cohortsPath = "/cohorts"

// cohortPages are those about whom the place's cohorts hold. They tell figures and name
// nobody.
func (s *site) cohortPages(mux *http.ServeMux) {
	for address, show := range map[string]crowdView{
		"": s.cohortList, "/{cohort}": s.cohort, "/{cohort}/trend": s.cohortTrend, "/segments": s.segments, "/pyramid": s.pyramid,
	} {
		mux.Handle("GET "+cohortsPath+address, s.page(s.allowed(access.Analyse, s.asking(show))))
	}
}

// cohortLinks lead whoever sees figures to the cohorts, where the place has any.
func (s *site) cohortLinks(ctx context.Context) []way {
	if s.cohorts == nil || len(s.cohorts.Set().All) == 0 || !s.access.Gate.Allows(ctx, access.Analyse) {
		return nil
	}
	return []way{{cohortsPath, "Cohorts"}}
}

// crowdView is a view of a page about everybody.
type crowdView func(v visit, k *cohort.Crowd, t discreet) (content, error)

// asking opens the live build for a page about everybody.
func (s *site) asking(show crowdView) view {
	return func(v visit) (content, error) {
		if s.cohorts == nil {
			return content{}, fault.New(fault.NotFound, "the place has no cohorts")
		}
		exact, err := s.access.Gate.Pseudonymised(v.Context())
		if err != nil {
			return content{}, err
		}
		k, release, err := s.cohorts.Crowd(v.Context())
		if err != nil {
			return content{}, err
		}
		defer release()
		return show(v, k, discreet{exact})
	}
}

// discreet tells numbers of people: as they are to whoever may see everybody under
// pseudonyms for planning or research, and else so that nobody can be worked out from
// them: 1 to 7 are not told apart and the others are rounded to the nearest 5, as NHS
// England does in what it publishes of hospital care.
type discreet struct{ exact bool }

const (
	mostUntold = 7
	roundedTo  = 5
)

// n is a number as it is told.
func (t discreet) n(n int) int {
	if t.exact || n == 0 {
		return n
	}
	if n <= mostUntold {
		return roundedTo
	}
	return (n + roundedTo/2) / roundedTo * roundedTo
}

// count is a number in writing.
func (t discreet) count(n int) string {
	if !t.exact && n > 0 && n <= mostUntold {
		return "1 to 7"
	}
	return show.Count(int64(t.n(n)))
}

// share is a part of all, of numbers as they are told.
func (t discreet) share(n, of int) float64 {
	if t.n(of) == 0 {
		return 0
	}
	return min(1, float64(t.n(n))/float64(t.n(of)))
}

// cohortListView is all cohorts of the place.
type cohortListView struct {
	discreet
	On      time.Time
	People  int
	Cohorts []cohortRow
	Sets    []string
}

// cohortRow is one of them.
type cohortRow struct {
	*cohort.Funnel
	Set string
}

func cohortURL(id string) string { return cohortsPath + "/" + url.PathEscape(id) }

func (s *site) cohortList(v visit, k *cohort.Crowd, t discreet) (content, error) {
	set := s.cohorts.Set()
	all, err := k.Funnels(v.Context(), set.IDs()...)
	if err != nil {
		return content{}, err
	}
	p := cohortListView{discreet: t, On: k.Date(), Sets: set.Sets()}
	for i, f := range all {
		p.People = f.People
		if set.All[i].Set == "" {
			p.Cohorts = append(p.Cohorts, cohortRow{f, set.All[i].Set})
		}
	}
	return content{Title: "Cohorts", Body: cohortListPage(p)}, nil
}

// cohortView is one cohort at each step.
type cohortView struct {
	discreet
	*cohort.Funnel
}

func (s *site) cohort(v visit, k *cohort.Crowd, t discreet) (content, error) {
	f, err := k.Funnel(v.Context(), v.PathValue("cohort"))
	if err != nil {
		return content{}, err
	}
	return content{Title: f.Title, Body: cohortPage(cohortView{t, f})}, nil
}

// trendMonths are told of a cohort over time.
const trendMonths = 13

// trendView is a cohort by month.
type trendView struct {
	discreet
	ID, Title string
	Months    []cohort.Month
	Most      int
}

func (s *site) cohortTrend(v visit, k *cohort.Crowd, t discreet) (content, error) {
	set := s.cohorts.Set()
	c, err := set.Named(v.PathValue("cohort"))
	if err != nil {
		return content{}, err
	}
	p := trendView{discreet: t, ID: c.ID, Title: c.Title}
	if p.Months, err = k.OverTime(v.Context(), c.ID, trendMonths); err != nil {
		return content{}, err
	}
	for _, m := range p.Months {
		p.Most = max(p.Most, m.Size)
	}
	return content{Title: c.Title + " by month", Body: trendPage(p)}, nil
}
