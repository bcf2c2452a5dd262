package programme

import (
	"fmt"
	"strconv"

	"continuum/target/impact"
)

// of gives the group of a person as a rule has it.
func (e *Equity) of(p *Person) string {
	switch e.By {
	case "deprivation":
		if p.Deprivation == 0 {
			return "not known"
		}
		return strconv.Itoa(p.Deprivation)
	case "sex":
		return p.Sex
	case "ethnicity":
		return p.Ethnicity
	case "age":
		return ageBand(p.Age)
	}
	return ""
}

// ageBand is ten years of age; 90+ is one band.
func ageBand(age int) string {
	switch {
	case age < 0:
		return "not known"
	case age >= 90:
		return "90+"
	}
	from := age / 10 * 10
	return fmt.Sprintf("%d-%d", from, from+9)
}

// words are what a rule asks for.
func (e *Equity) words() string {
	group := e.By + " " + e.Group
	if e.By == "deprivation" {
		group = "deprivation fifth " + e.Group
		if e.Group == "1" {
			group = "the most deprived fifth"
		}
	}
	return group
}

// options are rules about a group and what each would cost: none, its share of those
// eligible, its share of the need, and the one in force.
func (m *making) options() ([]Option, error) {
	if m.rule == nil {
		return nil, nil
	}
	members, need, all := 0, 0.0, 0.0
	for i := range m.open {
		p := &m.People[m.open[i]]
		all += p.Rate
		if m.inGroup(p) == 1 {
			members++
			need += p.Rate
		}
	}
	if len(m.open) == 0 || all == 0 {
		return nil, nil
	}
	free, err := m.under(0)
	if err != nil {
		return nil, err
	}
	list := []Option{{Words: "No rule", Net: free}}
	for _, o := range []struct {
		words  string
		share  float64
		chosen bool
	}{
		{"At least its share of those eligible", float64(members) / float64(len(m.open)), false},
		{"At least its share of expected events", need / all, false},
		{"At least the share that the programme asks for", m.rule.Share, true},
	} {
		net, err := m.under(o.share)
		if err != nil {
			return nil, err
		}
		list = append(list, Option{Words: fmt.Sprintf("%s (%.0f%%)", o.words, 100*o.share), Net: net, Costs: free - net, Chosen: o.chosen})
	}
	return list, nil
}

// under is the value in pounds of the list under a rule of a share.
func (m *making) under(share float64) (int64, error) {
	var rows, groups []int
	var ids []string
	var values []float64
	for i := range m.open {
		if !m.barred[i] {
			rows, ids, values = append(rows, i), append(ids, m.ids[i]), append(values, m.values[i])
			groups = append(groups, m.inGroup(&m.People[m.open[i]]))
		}
	}
	fair, err := impact.ChooseFair(ids, values, groups, m.places, []impact.Rule{{Name: m.rule.Name, Group: 1, Share: share}})
	if err != nil {
		return 0, err
	}
	net := 0.0
	for _, row := range fair.Chosen {
		net += m.pence[rows[row]]
	}
	return impact.Pence(net), nil
}
