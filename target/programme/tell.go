package programme

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"

	"continuum/target/impact"
	"continuum/target/worklist"
)

// draws are how often a list is valued with other figures, to tell how sure it is.
const draws = 2000

// list puts a list and what it says of itself together.
func (m *making) list() (*List, error) {
	l := &List{Source: m.Source, People: []Listed{}}
	var rates, effects []float64
	var groups []int
	for _, i := range m.chosen {
		p := &m.People[m.open[i]]
		rates, effects, groups = append(rates, p.Rate*m.Years()), append(effects, m.effects[p.Group].Mean), append(groups, p.Group)
	}
	seed := fnv.New64a()
	seed.Write([]byte(m.ID))
	outlook, err := m.terms().Foresee(rates, effects, groups, m.doubt(m.effects), draws, seed.Sum64())
	if err != nil {
		return nil, err
	}
	for rank, i := range m.chosen {
		l.People = append(l.People, m.listed(rank, i, outlook.Person[rank]))
	}
	return l, m.head(&l.Head, outlook)
}

// listed is one person of the list. Its interval is that of the rate and the effect
// together, each as far as it is known.
func (m *making) listed(rank, i int, pays float64) Listed {
	p := &m.People[m.open[i]]
	e, t := &m.effects[p.Group], m.terms()
	rate, scale := p.Rate*m.Years(), t.Engagement*t.Event
	sd := spread(p.RateLow, p.RateHigh) * m.Years()
	sd = scale * math.Sqrt(e.Mean*e.Mean*sd*sd+rate*rate*e.se*e.se+sd*sd*e.se*e.se)
	x := Listed{
		Rank: rank + 1, Person: p.ID, Practice: p.Practice, Deprivation: p.Deprivation, Risk: p.Rate, Chance: p.Chance, Effect: e.Mean,
		Value: impact.Pence(m.pence[i]), Low: impact.Pence(m.pence[i] - wide*sd), High: impact.Pence(m.pence[i] + wide*sd), Pays: share(pays), Action: m.Intervention, Reasons: []worklist.Because{},
	}
	if m.Outcomes.Name != "" {
		x.Points = m.points().Gained(t, rate, e.Mean)
	}
	x.Score = hash(m.Source.ModelHash, p.ID, p.Rate, p.Chance, x.Value)
	return x
}

// head says what the list says of itself.
func (m *making) head(h *Head, outlook impact.Outlook) error {
	s := &m.Source
	*h = Head{
		Programme: m.ID, Title: m.Title, Build: s.Build, IndexDate: s.IndexDate, Model: s.Model, ModelHash: s.ModelHash,
		People: len(m.chosen), Places: m.places, ChancePays: share(outlook.Pays), Low: impact.Pence(outlook.Range.Low), High: impact.Pence(outlook.Range.High),
		OneMore: impact.Pence(m.shadow), Members: len(m.People), Eligible: len(m.open), Groups: m.groups(),
	}
	if len(m.chosen) == 0 {
		h.ChancePays = 0
	}
	m.money(h)
	m.left(h)
	m.used(h)
	m.fall(h)
	var err error
	if h.Equity, err = m.options(); err != nil {
		return err
	}
	if m.rule != nil {
		h.Rule = fmt.Sprintf("At least %.0f%% of the list are of %s: %s.", 100*m.rule.Share, m.rule.Name, strings.TrimSuffix(m.Equity.Why, "."))
	}
	if m.Taken > 0 {
		h.Notes = append(h.Notes, fmt.Sprintf("%d of %d places are taken by people who are enrolled.", min(m.Taken, m.Places), m.Places))
	}
	if m.Event.Basis == "average" {
		h.Notes = append(h.Notes, "Events are valued at their average cost, so that the list promises too much: one that is avoided saves only what one more would cost.")
	}
	return m.verdict(h)
}

// money sums up what the list saves and costs.
func (m *making) money(h *Head) {
	t := m.terms()
	net, saves, everybody, points := 0.0, 0.0, 0.0, 0.0
	for _, v := range m.pence {
		everybody += v
	}
	for _, i := range m.chosen {
		p := &m.People[m.open[i]]
		rate, e := p.Rate*m.Years(), m.effects[p.Group].Mean
		net, saves = net+m.pence[i], saves+t.Engagement*rate*e*t.Event
		points += m.points().Gained(t, rate, e)
	}
	h.Net, h.Saves, h.Everybody = impact.Pence(net), impact.Pence(saves), impact.Pence(everybody)
	h.Costs = h.Saves - h.Net
	h.Pays = net > 0
	if m.Outcomes.Name != "" {
		h.Points = Points{Name: m.Outcomes.Name, Expects: points, Decides: m.Outcomes.Decide}
		if net < 0 && points > 0 {
			h.Points.Each = impact.Pence(-net / points)
		}
	}
	if rate := t.BreakEvenRate(m.usualEffect()) / m.Years(); !math.IsInf(rate, 0) {
		h.BreakEven = rate
	}
}

// usualEffect is the mean effect in those on the list, or in all eligible where nobody is.
func (m *making) usualEffect() float64 {
	rows := m.chosen
	if len(rows) == 0 {
		for i := range m.open {
			rows = append(rows, i)
		}
	}
	sum := 0.0
	for _, i := range rows {
		sum += m.effects[m.People[m.open[i]].Group].Mean / float64(len(rows))
	}
	return sum
}

// left counts who is left out, by why, the most first.
func (m *making) left(h *Head) {
	counts := map[string]int{}
	for i := range m.People {
		if why := m.People[i].Left; why != "" {
			counts[why]++
		}
	}
	for title, n := range m.elsewhere {
		counts["worth more in "+title] += n
	}
	for why, n := range counts {
		h.Left = append(h.Left, LeftOut{why, n})
	}
	slices.SortFunc(h.Left, func(a, b LeftOut) int {
		if a.People != b.People {
			return b.People - a.People
		}
		return strings.Compare(a.Why, b.Why)
	})
	h.Eligible -= len(m.barred)
}

func (m *making) used(h *Head) {
	for g := range m.effects {
		m.effects[g].People = 0
	}
	for _, i := range m.chosen {
		m.effects[m.People[m.open[i]].Group].People++
	}
	for _, e := range m.effects {
		h.Effects = append(h.Effects, e.Used)
	}
}

// fall is what would happen to those on the list anyway.
func (m *making) fall(h *Head) {
	for _, i := range m.chosen {
		p := &m.People[m.open[i]]
		h.Fall.Last += p.Last / float64(len(m.chosen))
		h.Fall.Next += p.Rate / float64(len(m.chosen))
	}
	if h.Fall.Last > 0 && h.Fall.Next > h.Fall.Last {
		h.Notes = append(h.Notes, "The model expects more events of those on this list than they had last year, though people who are picked at their worst mostly have fewer: look at how well it foretells the highest risks before you count on these figures.")
	}
}

// groups compares who is on the list with who is eligible, by deprivation.
func (m *making) groups() []GroupLine {
	by, all := Equity{By: "deprivation"}, 0.0
	lines := map[string]*GroupLine{}
	for i := range m.open {
		p := &m.People[m.open[i]]
		group := by.of(p)
		if lines[group] == nil {
			lines[group] = &GroupLine{Group: group}
		}
		lines[group].Eligible++
		lines[group].Need += p.Rate
		all += p.Rate
	}
	for _, i := range m.chosen {
		lines[by.of(&m.People[m.open[i]])].Listed++
	}
	var list []GroupLine
	for _, group := range []string{"1", "2", "3", "4", "5", "not known"} {
		if g := lines[group]; g != nil {
			if all > 0 {
				g.Need /= all
			}
			list = append(list, *g)
		}
	}
	return list
}
