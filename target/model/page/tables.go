package page

import (
	"math"

	"continuum/internal/stat/dist"
	"continuum/internal/stat/metric"
	"continuum/target/model"
)

// estimate is a figure and its interval in words.
type estimate struct{ Value, In string }

// of is an estimate in writing; v is nil where there is none, and in is empty where too
// little is known for an interval.
func of(v *float64, in dist.Interval, write func(float64) string) estimate {
	switch {
	case v == nil:
		return estimate{Value: none}
	case in == dist.Interval{}:
		return estimate{write(*v), "too few for an interval"}
	}
	return estimate{write(*v), between(in, write)}
}

func figureOf(f *model.Figure) estimate {
	if f == nil {
		return estimate{Value: none}
	}
	return estimate{two(f.Value), two(f.Low) + " to " + two(f.High)}
}

// hides tells whether a share of some people comes of too few to be told.
func (t Tell) hides(share float64, people int) bool {
	n := int(math.Round(share * float64(people)))
	return n > 0 && n < t.Least
}

// part writes a share of some people.
func (t Tell) part(share float64, people int) string {
	if t.hides(share, people) {
		return few
	}
	return percent(share)
}

// share is a share of some people, with its interval.
func (t Tell) share(v *float64, people int, in dist.Interval) estimate {
	if v != nil && t.hides(*v, people) {
		return estimate{Value: few}
	}
	return of(v, in, percent)
}

// half is the chance or the rate of a model laid out.
type half struct {
	Name, People, Before string
	Slope, Observed      estimate
	Candidates           []model.Candidate
	Why                  string
}

func (t Tell) half(name string, j model.Judged) half {
	return half{name, t.Count(j.People), two(j.Before), figureOf(j.Slope), figureOf(j.Observed), j.Candidates, j.Why}
}

// list is a row of what lists of several lengths find.
type list struct {
	Share, People, Lift, Threshold string
	PPV, Found                     estimate
}

// list lays out a list, of events in all; false where there is nothing to tell.
func (t Tell) list(k metric.AtK, events int) (list, bool) {
	if k.PPV == nil || k.Sensitivity == nil {
		return list{}, false
	}
	l := list{percent(k.Fraction), t.Count(k.K), fixed(*k.Lift, 1), percent(*k.Threshold), t.share(k.PPV, k.K, *k.PPVInterval), t.share(k.Sensitivity, events, *k.Found)}
	if l.PPV.Value == few {
		l.Lift = none
	}
	return l, true
}

func (t Tell) lists(c *model.Card) (out []list) {
	for _, k := range c.Metrics.AtK {
		if l, is := t.list(k, c.Metrics.Events); is {
			out = append(out, l)
		}
	}
	return out
}

// returned is a row of what happens anyway.
type returned struct{ How, People, Before, After, Forecast, Died string }

func (t Tell) returns(c *model.Card) (out []returned) {
	for _, r := range c.Returns {
		out = append(out, returned{r.How, t.Count(r.People), two(r.Before), two(r.After), two(r.Forecast), t.part(r.Died, r.People)})
	}
	return out
}

// span is a row of what a population did after one index date.
type span struct {
	Index, For string
	Counts     []string // people, with the outcome, events, person-years, died, left
}

func (t Tell) spans(c *model.Card) (out []span) {
	for _, y := range c.Years {
		s := span{Index: y.Index, For: y.For}
		for _, n := range []int{y.People, y.With, int(math.Round(y.Events)), int(math.Round(y.Years)), y.Died, y.Left} {
			s.Counts = append(s.Counts, t.Count(n))
		}
		out = append(out, s)
	}
	return out
}

// last says when a model was used.
func (t Tell) last(a *model.About) string {
	if a == nil {
		return ""
	}
	return "Last used on " + a.Index + " for " + t.Count(a.People) + " people of build " + a.Build + "."
}
