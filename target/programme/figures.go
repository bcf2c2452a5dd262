package programme

import (
	"fmt"
	"math"
	"strconv"

	"continuum/place"
	"continuum/target/worklist"
)

// mostEvents is how many events a year nobody has but very few: a programme that breaks
// even only beyond it cannot pay. The most frequent attenders of an English hospital come
// about once a week.
const mostEvents = 52

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// in asks that a figure lies in a range.
func (c *checker) in(at string, x, low, high float64, what, fix string) {
	if math.IsNaN(x) || x < low || x > high {
		c.wrong(at, number(x), "is not "+what, fix)
	}
}

const mostPence = 1e12

func (c *checker) figures() {
	c.in("places", float64(c.Places), 1, 1e7, "a number of places", "say to how many people it can be offered at once: 1 or more")
	c.in("months", float64(c.Months), 1, 120, "a number of months", "say how long somebody stays in the programme: 1 to 120")
	c.in("effect_months", float64(c.EffectMonths), 0, 120, "a number of months", "use 0 to 120")
	c.in("due_days", float64(c.DueDays), 0, 365, "a number of days", "use 0 to 365; 0 is 14")
	c.in("costs.engaged", c.Costs.Engaged, 0, mostPence, "a cost in pence", "write what a person who takes part costs, in pence")
	c.in("costs.offered", c.Costs.Offered, 0, mostPence, "a cost in pence", "write what an offer costs, in pence; 0 where it is nothing")
	c.in("event.pence", c.Event.Pence, 0, mostPence, "a cost in pence", "write what one more event costs, in pence")
	if g := c.Costs.Engagement; math.IsNaN(g) || g <= 0 || g > 1 {
		c.wrong("costs.engagement", number(g), "is not a share of people", "write the share of those offered who take part, above 0 and at most 1")
	}
	c.interval("costs", c.Costs.Low, c.Costs.Engaged, c.Costs.High)
	c.interval("event", c.Event.Low, c.Event.Pence, c.Event.High)
	if e := c.Equity; e.By != "" || e.Group != "" || e.Least != 0 {
		if e.By == "" || e.Group == "" || math.IsNaN(e.Least) || e.Least <= 0 || e.Least > 1 {
			c.wrong("equity", number(e.Least), "does not say which group gets at least which share", "write by, group, and least above 0 and at most 1")
		}
	}
	for why, months := range c.Again {
		if _, is := reasons()[why]; !is {
			c.wrong("months_until_again."+why, why, "is not a reason to decline", place.Suggest(why, worklistReasons()))
		}
		c.in("months_until_again."+why, float64(months), 0, 120, "a number of months", "use 0 to 120")
	}
}

func (c *checker) interval(at string, low, mean, high float64) {
	if low == 0 && high == 0 {
		return
	}
	if !(low >= 0 && low <= mean && mean <= high && high <= mostPence) {
		c.wrong(at+".low", number(low), "the interval does not hold the figure", "write low at most, and high at least, the figure itself")
	}
}

func reasons() map[string]bool {
	all := map[string]bool{}
	for _, id := range worklistReasons() {
		all[id] = true
	}
	return all
}

func worklistReasons() (all []string) {
	for _, r := range worklist.Reasons() {
		all = append(all, r.ID)
	}
	return all
}

// effects checks what is known of the effect: each group once, the last for whoever is in
// none of them.
func (c *checker) effects() {
	met := map[string]bool{}
	for i, e := range c.Effects {
		at := fmt.Sprintf("effects[%d]", i)
		if !(e.Low >= -2 && e.Low <= e.Mean && e.Mean <= e.High && e.High <= 1) {
			c.wrong(at+".mean", number(e.Mean), "the effect and its interval are not in order", "write low, mean and high as shares of events avoided, each at most 1: 0.1 avoids a tenth, -0.1 causes a tenth more")
		}
		if met[e.Among] {
			c.wrong(at+".among", e.Among, "the group is there twice", "give each group one effect")
		}
		met[e.Among] = true
		if e.Among == "" && i < len(c.Effects)-1 {
			c.wrong(at, "", "everybody is in this group, so those behind it are never asked", "put the effect without among last")
		}
	}
	if len(c.Effects) > 0 && !met[""] {
		c.wrong("effects", "", "it is not said what the effect is in whoever is in none of the groups", "add one without among, at the end; mean: 0 where nothing is known")
	}
	for i, l := range c.Local {
		at := fmt.Sprintf("local_results[%d]", i)
		if !met[l.Among] {
			c.wrong(at+".among", l.Among, "no effect is given for this group", "name a group of effects, or none")
		}
		if !(l.SE > 0) || math.IsInf(l.SE, 0) || !(l.Mean >= -2 && l.Mean <= 1) || l.People < 1 {
			c.wrong(at, number(l.SE), "an evaluation has a mean of at most 1, a standard error above 0, and people", "write what it found, and how sure it is")
		}
	}
}

func (c *checker) outcomes() {
	o := c.Outcomes
	if o == (Outcomes{}) {
		return
	}
	if o.Name == "" || o.Source == "" || !(o.Each > 0) || !(o.Pence >= 0) || o.Each > 1e6 || o.Pence > mostPence {
		c.wrong("outcomes", number(o.Each), "it is not said what an avoided event gains, and what the place pays for it", "write name, each_event above 0, pence_a_point and source")
	}
	if o.Decide && o.Pence == 0 {
		c.wrong("outcomes.pence_a_point", "0", "a list that points decide never ends", "say what the place is ready to pay for one point")
	}
}

// pays checks that there is anybody at all for whom the programme could pay, by the most
// that its effect may be.
func (c *checker) pays() {
	best := 0.0
	for _, e := range c.Effects {
		best = math.Max(best, e.High)
	}
	gain := best * c.worth() * c.Years()
	switch need := c.Costs.Engaged + c.Costs.Offered/c.Costs.Engagement; {
	case need == 0:
	case gain <= 0:
		c.wrong("effects", number(best), "the programme avoids nothing of worth, so it cannot pay", "give what it is known to avoid and what that is worth, or do not make lists for it")
	case need/gain > mostEvents:
		c.wrong("costs", number(c.Costs.Engaged), fmt.Sprintf("the programme cannot pay: even with the largest effect it breaks even only in people with %.0f events a year (%s)", need/gain, c.Event.Name), "look at the costs, which are in pence, at what an event costs, and at the effect")
	}
}

// worth is what an avoided event is worth to whoever chooses the list, in pence.
func (p *Programme) worth() float64 {
	if p.Outcomes.Decide {
		return p.Event.Pence + p.Outcomes.Each*p.Outcomes.Pence
	}
	return p.Event.Pence
}

// Warnings are what is right by itself and may mislead.
func Warnings(all []Programme) (warnings []place.Problem) {
	for i := range all {
		p := &all[i]
		if p.Event.Basis == "average" {
			warnings = append(warnings, p.At.Problem("event.basis", p.Event.Basis, "an event is valued at its average cost, but one that is avoided saves only what one more would cost: the list will promise too much", "use the marginal cost, often a quarter to two thirds of the tariff, and say where it comes from"))
		}
		for k := range p.Effects {
			if e := &p.Effects[k]; e.Low > 0 && e.High-e.Low < 0.02 {
				warnings = append(warnings, p.At.Problem(fmt.Sprintf("effects[%d]", k), number(e.Mean), "the effect is surer than trials of such programmes are", "give the interval that the source gives"))
			}
		}
		if p.Team != "" && len(p.Tasks) == 0 {
			warnings = append(warnings, p.At.Problem("tasks", "", "nothing is to be done for who is enrolled: lists without an action are known to do harm", "write the first task at least"))
		}
	}
	return place.Sort(warnings)
}
