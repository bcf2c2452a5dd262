package main

import (
	"math"

	"continuum/internal/stat/dist"
	"continuum/target/impact"
)

// offerReport is the answer for machines. Money is in pence; a rate is events a
// person in the period of the pilot; shares lie between 0 and 1. What cannot be
// told, or is infinite, is null.
type offerReport struct {
	Out           string              `json:"out"`
	People        int                 `json:"people"`
	Pilot         impact.Arms         `json:"pilot"`
	Balance       []impact.Difference `json:"balance"` // features in which the arms differ most
	EventCost     float64             `json:"event_cost"`
	ProgrammeCost float64             `json:"programme_cost"`
	Unsure        offerUnsure         `json:"costs_standard_deviation"`

	Effect  offerEffect  `json:"effect"`
	Rates   offerRates   `json:"rates"`
	List    offerList    `json:"list"`
	Pilots  *offerHonest `json:"tried_on_the_pilot"` // lists chosen likewise within the pilot, by what then happened
	Regress *offerFall   `json:"regression_to_the_mean"`
	All     int64        `json:"value_of_offering_to_all"`
	NoOne   string       `json:"why_nobody,omitempty"`
}

type offerUnsure struct {
	Event     float64 `json:"event"`
	Programme float64 `json:"programme"`
}

type offerEffect struct {
	Avoided float64         `json:"avoided"` // share of all events
	Range   dist.Interval   `json:"range"`   // 95%
	Before  float64         `json:"ratio_before_any_prior"`
	Listed  float64         `json:"avoided_in_list"`
	Drivers []impact.Driver `json:"drivers"`
	Beliefs []impact.Belief `json:"prior"`
	Further float64         `json:"differences_beyond_prior"` // standard deviation, log scale
}

type offerRates struct {
	Mean      float64  `json:"mean"`
	Highest   float64  `json:"highest"`
	BreakEven *float64 `json:"break_even"` // at the average effect
	Above     int      `json:"people_above_break_even"`
	Shape     *float64 `json:"negative_binomial_shape"`
}

type offerList struct {
	Enrol    int           `json:"enrol"`
	Pays     int           `json:"people_who_pay"`
	Places   *int          `json:"places"`
	Value    int64         `json:"value"`
	Expected int64         `json:"value_mean_of_draws"`
	Range    dist.Interval `json:"value_range"` // 95%
	Pay      float64       `json:"probability_that_it_pays"`
	Shadow   int64         `json:"value_of_one_more_place"`
}

type offerHonest struct {
	People   int   `json:"people"`
	Each     int64 `json:"value_each"`
	SE       int64 `json:"standard_error"`
	Expected int64 `json:"expected_each"`
}

type offerFall struct {
	Column   string   `json:"column"`
	Last     float64  `json:"events_last_period"`
	Next     float64  `json:"expected_next_by_the_last_count"`
	Expected float64  `json:"expected_next_by_all_that_is_known"`
	Mean     float64  `json:"population_mean"`
	Shape    *float64 `json:"population_shape"`
}

func (c *offerCmd) report(r impact.Request, a *impact.Answer) offerReport {
	out := offerReport{
		Out: c.Out, People: len(r.IDs), Pilot: a.Pilot, Balance: a.Balance, EventCost: c.EventCost, ProgrammeCost: c.ProgrammeCost,
		Unsure: offerUnsure{c.EventCostSD, c.ProgrammeCostSD},
		Effect: offerEffect{a.Average.Avoided, a.Average.Range, math.Exp(a.Crude), a.Listed, a.Drivers, a.Beliefs, a.Further},
		Rates:  offerRates{a.Rates.Mean, a.Rates.Highest, finite(a.Rates.BreakEven), a.Rates.Above, finite(a.Rates.Shape)},
		List: offerList{
			Enrol: len(a.List.Chosen), Pays: a.List.Pays, Places: c.Places, Value: impact.Pence(a.List.Total), Expected: impact.Pence(a.Outlook.Expected),
			Range: wholePence(a.Outlook.Range), Pay: a.Outlook.Pays, Shadow: impact.Pence(a.List.Shadow),
		},
		All: impact.Pence(a.All), NoOne: a.CannotBe,
	}
	if h := a.Honest; h.People > 1 {
		out.Pilots = &offerHonest{People: h.People, Each: impact.Pence(h.Each), SE: impact.Pence(h.SE), Expected: impact.Pence(h.Model)}
	}
	if f := a.Regress; f != nil {
		out.Regress = &offerFall{r.Last, f.Last, f.Next, f.Expected, f.Mean, finite(f.Shape)}
	}
	return out
}

func finite(v float64) *float64 {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return nil
	}
	return &v
}

func wholePence(i dist.Interval) dist.Interval {
	return dist.Interval{Low: math.Round(i.Low), High: math.Round(i.High)}
}
