package programme

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"continuum/target/impact"
	"continuum/target/worklist"
)

// Person is somebody of a programme's cohort with what is known of them.
type Person struct {
	ID          string
	Practice    string // code; "" none known
	Deprivation int    // fifth of where they live, 1 is the most deprived; 0 not known
	Sex         string
	Ethnicity   string
	Age         int
	Group       int // place of their effect in Programme.Effects

	Rate     float64 // expected events in a year
	RateLow  float64 // 95% interval
	RateHigh float64
	Chance   float64 // of at least one event within the model's horizon
	Last     float64 // events in the year before

	Left string // why the list leaves them out; "" it does not
}

// Demand is a programme for which a list is to be made.
type Demand struct {
	*Programme
	People []Person // of the cohort, by id
	Taken  int      // places that are taken by who is enrolled
	Source Source
}

// Source is what a list was made from.
type Source struct {
	Build     string
	Model     string
	ModelHash string
	Outcome   string    // what the model foresees
	Horizon   int       // months
	IndexDate time.Time // from which it looks ahead
	Mean      float64   // events a person-year in the model's population
	Shape     float64   // negative binomial of last year's events there; 0 not known
}

// List is whom to offer a programme to, best first.
type List struct {
	Head   Head     `json:"head"`
	People []Listed `json:"people"`
	Source Source   `json:"-"`
}

// Listed is somebody on a list.
type Listed struct {
	Rank        int                `json:"rank"`
	Person      string             `json:"person_id"`
	Practice    string             `json:"practice,omitempty"`
	Deprivation int                `json:"deprivation_fifth,omitempty"`
	Risk        float64            `json:"risk"`        // expected events in a year
	Chance      float64            `json:"chance"`      // of at least one
	Effect      float64            `json:"effect"`      // share of them avoided by taking part
	Value       int64              `json:"value_pence"` // expected net value of the offer
	Low         int64              `json:"low_pence"`
	High        int64              `json:"high_pence"`
	Pays        float64            `json:"chance_it_pays"`
	Points      float64            `json:"points,omitempty"`
	Reasons     []worklist.Because `json:"reasons"`
	Action      string             `json:"action"`
	Score       string             `json:"score_hash"`
}

// terms are the economics in pounds, over the years for which the effect lasts.
func (p *Programme) terms() impact.Terms {
	return impact.Terms{Event: p.Event.Pence, Engaged: p.Costs.Engaged, Offered: p.Costs.Offered, Engagement: p.Costs.Engagement}
}

// choosing are the terms by which the list is chosen: in pounds, or in pounds and points.
func (p *Programme) choosing() impact.Terms {
	if p.Outcomes.Decide {
		return p.points().Decide(p.terms())
	}
	return p.terms()
}

func (p *Programme) points() impact.Points {
	return impact.Points{Name: p.Outcomes.Name, Event: p.Outcomes.Each, Pence: p.Outcomes.Pence}
}

// effect is what is reckoned with in a group.
type effect struct {
	Used
	se float64
}

// effects draws what is known from elsewhere towards what local evaluations found.
func (p *Programme) effects() ([]effect, error) {
	all := make([]effect, len(p.Effects))
	for i, e := range p.Effects {
		known := impact.Estimate{Mean: e.Mean, SE: spread(e.Low, e.High)}
		x := effect{Used: Used{Among: e.Among, Prior: e.Mean, Source: e.Source}}
		for _, l := range p.Local {
			if l.Among != e.Among && l.Among != "" {
				continue
			}
			if known.SE == 0 {
				break // it is known for sure
			}
			drawn, err := impact.Shrink(known, impact.Estimate{Mean: l.Mean, SE: l.standardError(e.Among)})
			if err != nil {
				return nil, fmt.Errorf("the effect of %s: %w", p.ID, err)
			}
			known, x.Weight = drawn.Estimate, 1-(1-x.Weight)*(1-drawn.Weight)
			x.Source += "; " + l.Source
		}
		x.Mean, x.se = known.Mean, known.SE
		x.Low, x.High = known.Mean-wide*known.SE, min(1, known.Mean+wide*known.SE)
		all[i] = x
	}
	return all, nil
}

// elsewhere is how much less a result tells of a group that it was not found in.
const elsewhere = 2

// standardError is that of a result in a group: a result of everybody tells less of
// one group than of everybody.
func (l *Local) standardError(among string) float64 {
	if l.Among == among {
		return l.SE
	}
	return elsewhere * l.SE
}

// wide is half of a 95% interval in standard deviations.
const wide = 1.959964

// spread is the standard deviation of a 95% interval.
func spread(low, high float64) float64 { return (high - low) / (2 * wide) }

// doubt says how unsure the figures are.
func (p *Programme) doubt(all []effect) impact.Doubt {
	d := impact.Doubt{
		Event: interval(p.Event.Low, p.Event.Pence, p.Event.High, 0.2), Engaged: interval(p.Costs.Low, p.Costs.Engaged, p.Costs.High, 0.1), Rate: levelDoubt,
	}
	for _, e := range all {
		d.Effect = append(d.Effect, e.se)
	}
	return d
}

// levelDoubt is how far a recalibrated model may be off for all people at once, as the
// standard deviation of a log: next year is not last year.
const levelDoubt = 0.1

// interval is the standard deviation of a cost; where no interval is given it is a share
// of the cost to either side.
func interval(low, mean, high, usual float64) float64 {
	if low == 0 && high == 0 {
		low, high = mean*(1-usual), mean*(1+usual)
	}
	return spread(low, high)
}

// hash stands for texts.
func hash(texts ...any) string {
	h := sha256.New()
	for _, t := range texts {
		fmt.Fprintf(h, "%v\x00", t)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}
