package programme

import (
	"cmp"
	"math"
	"slices"

	"continuum/internal/fault"
	"continuum/target/impact"
)

// making is a list being made.
type making struct {
	*Demand
	effects []effect
	open    []int     // rows of people who are not left out
	ids     []string  // of these
	values  []float64 // by which the list is chosen, of these
	pence   []float64 // in pounds, of these
	places  int

	elsewhere map[string]int // people for whom another programme is worth more, by its title
	barred    map[int]bool   // of open: those
	shadow    float64
	chosen    []int // of open, best first
	full      bool
	paying    int
	rule      *impact.Rule
	fair      impact.Fair
}

// Make makes the lists of some programmes together: nobody is on two lists of programmes
// that exclude each other, and those are shared out so that the whole is worth most. Of
// the same demands it is always the same.
func Make(all []Demand) ([]*List, error) {
	made := make([]*making, len(all))
	for i := range all {
		m, err := begin(&all[i])
		if err != nil {
			return nil, err
		}
		made[i] = m
	}
	names, of := make([]string, len(all)), map[string]*Programme{}
	for i := range all {
		names[i], of[all[i].ID] = all[i].ID, all[i].Programme
	}
	sets, err := impact.Exclusive(names, func(a, b string) bool { return Excludes(of[a], of[b]) })
	if err != nil {
		return nil, err
	}
	for _, set := range sets {
		if err := shareOut(made, set); err != nil {
			return nil, err
		}
	}
	lists := make([]*List, len(all))
	for i, m := range made {
		if err := m.choose(); err != nil {
			return nil, fault.Wrap(err, "the list of %s", m.ID)
		}
		if lists[i], err = m.list(); err != nil {
			return nil, fault.Wrap(err, "the list of %s", m.ID)
		}
	}
	return lists, nil
}

// begin values everybody who is not left out.
func begin(d *Demand) (*making, error) {
	m := &making{Demand: d, places: max(0, d.Places-d.Taken), elsewhere: map[string]int{}, barred: map[int]bool{}}
	var err error
	if m.effects, err = d.effects(); err != nil {
		return nil, err
	}
	choosing, terms := d.choosing(), d.terms()
	if err := terms.Check(); err != nil {
		return nil, fault.Wrap(err, "the terms of %s", d.ID)
	}
	for i := range d.People {
		p := &d.People[i]
		if p.Left != "" {
			continue
		}
		if err := impact.CheckRate(p.Rate); err != nil {
			return nil, fault.Wrap(err, "person %s of %s", p.ID, d.ID)
		}
		rate, e := p.Rate*d.Years(), m.effects[p.Group].Mean
		m.open, m.ids = append(m.open, i), append(m.ids, p.ID)
		m.values, m.pence = append(m.values, choosing.Value(rate, e)), append(m.pence, terms.Value(rate, e))
	}
	return m, nil
}

// shareOut gives each person the programme of a set that excludes one another in which
// they are worth most to all: from the others they are barred.
func shareOut(made []*making, set []int) error {
	if len(set) < 2 {
		return nil
	}
	rows, ids := map[string]int{}, []string{}
	for _, k := range set {
		for _, id := range made[k].ids {
			if _, met := rows[id]; !met {
				rows[id] = len(ids)
				ids = append(ids, id)
			}
		}
	}
	choices := make([]impact.Choice, len(set))
	for c, k := range set {
		values := make([]float64, len(ids))
		for i := range values {
			values[i] = math.NaN()
		}
		for i, id := range made[k].ids {
			values[rows[id]] = made[k].values[i]
		}
		choices[c] = impact.Choice{Name: made[k].ID, Places: made[k].places, Values: values}
	}
	assigned, err := impact.Assign(ids, choices)
	if err != nil {
		return err
	}
	for c, k := range set {
		made[k].shadow = assigned.Shadow[c]
		for i, id := range made[k].ids {
			if to := assigned.Of[rows[id]]; to >= 0 && to != c {
				made[k].barred[i] = true
				made[k].elsewhere[made[set[to]].Title]++
			}
		}
	}
	return nil
}

// choose takes the best for whom it pays, as the rule about groups allows.
func (m *making) choose() error {
	var rows []int
	var ids []string
	var values []float64
	for i := range m.open {
		if !m.barred[i] {
			rows, ids, values = append(rows, i), append(ids, m.ids[i]), append(values, m.values[i])
		}
	}
	var groups []int
	var rules []impact.Rule
	if m.Equity.By != "" {
		rule := impact.Rule{Name: m.Equity.words(), Group: 1, Share: m.Equity.Least}
		rules, m.rule = append(rules, rule), &rule
	}
	for _, i := range rows {
		groups = append(groups, m.inGroup(&m.People[m.open[i]]))
	}
	fair, err := impact.ChooseFair(ids, values, groups, m.places, rules)
	if err != nil {
		return err
	}
	m.fair, m.full, m.paying = fair, fair.Full, fair.Pays
	m.shadow = max(m.shadow, fair.Shadow)
	if !fair.Full && len(fair.Chosen) < m.places {
		m.shadow = 0
	}
	for _, row := range fair.Chosen {
		m.chosen = append(m.chosen, rows[row])
	}
	slices.SortStableFunc(m.chosen, func(a, b int) int {
		return cmp.Or(cmp.Compare(m.values[b], m.values[a]), cmp.Compare(m.ids[a], m.ids[b]))
	})
	return nil
}

// inGroup is 1 for somebody of the group to which the rule gives a share, and 0 for others.
func (m *making) inGroup(p *Person) int {
	if m.Equity.By != "" && m.Equity.of(p) == m.Equity.Group {
		return 1
	}
	return 0
}
