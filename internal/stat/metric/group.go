package metric

import (
	"continuum/internal/fault"
	"continuum/internal/stat/dist"
)

// Group is the audit of one group of people, with the one list of the top 5 %
// of everybody. A nil figure does not exist; Absent says why.
type Group struct {
	N                int                      `json:"n"`
	Events           int                      `json:"events"`
	AUC              *float64                 `json:"auc,omitempty"`
	ObservedExpected *float64                 `json:"observed_expected,omitempty"`
	CalibrationSlope *float64                 `json:"calibration_slope,omitempty"`
	MeanScore        float64                  `json:"mean_score"`
	Brier            float64                  `json:"brier"`
	SelectionRate    float64                  `json:"selection_rate_top5"` // share of the group on the list
	PPV              *float64                 `json:"ppv_top5,omitempty"`  // of those on the list, the share with the event
	TPR              *float64                 `json:"tpr_top5,omitempty"`  // of those with the event, the share on the list
	FNR              *float64                 `json:"fnr_top5,omitempty"`  // of those with the event, the share not on it
	FPR              *float64                 `json:"fpr_top5,omitempty"`  // of those without the event, the share on the list
	Intervals        map[string]dist.Interval `json:"intervals,omitempty"`
	Absent           map[string]string        `json:"absent,omitempty"`
}

// Audit is every group of at least LeastGroup people, and what was left out.
type Audit struct {
	Groups map[string]Group `json:"groups"`
	Small  int              `json:"small_groups"` // how many groups are too small to audit
	People int              `json:"small_people"` // how many people are in them
}

// LeastGroup is how many people a group needs to be audited.
const LeastGroup = 50

// auditFraction is the share of everybody on the list that groups are audited for.
const auditFraction = 0.05

// ByGroup audits the groups of people: group has one name a person.
func ByGroup(s Sample, group []string, o Options) (*Audit, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	if len(group) != len(s.Score) {
		return nil, fault.New(fault.Invalid, "%d groups for %d people; one each is needed", len(group), len(s.Score))
	}
	first := descending(s.ascending())
	chosen := make([]bool, len(first))
	for _, p := range first[:size(len(first), auditFraction)] {
		chosen[p.row] = true
	}
	return audit(s, members(group), chosen, o)
}

func members(group []string) map[string][]int {
	rows := map[string][]int{}
	for i, g := range group {
		rows[g] = append(rows[g], i)
	}
	return rows
}

func audit(s Sample, rows map[string][]int, chosen []bool, o Options) (*Audit, error) {
	a := &Audit{Groups: map[string]Group{}}
	for name, who := range rows {
		if len(who) < LeastGroup {
			a.Small, a.People = a.Small+1, a.People+len(who)
			continue
		}
		g, err := auditGroup(s.take(who), pick(chosen, who), o)
		if err != nil {
			return nil, fault.Wrap(err, "group %q", name)
		}
		a.Groups[name] = *g
	}
	return a, nil
}

func (s Sample) take(rows []int) Sample {
	out := Sample{Score: pick(s.Score, rows), Label: pick(s.Label, rows)}
	if s.ID != nil {
		out.ID = pick(s.ID, rows)
	}
	return out
}

func pick[T any](values []T, rows []int) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = values[r]
	}
	return out
}

// kept are the figures of a group that Measure gives.
var kept = []string{"auc", "observed_expected", "calibration_slope", "prevalence", "brier"}

func auditGroup(s Sample, chosen []bool, o Options) (*Group, error) {
	m, err := Measure(s, o)
	if err != nil {
		return nil, err
	}
	g := &Group{
		N: m.N, Events: m.Events, AUC: m.AUC, ObservedExpected: m.ObservedExpected, CalibrationSlope: m.CalibrationSlope, Brier: m.Brier,
		Intervals: map[string]dist.Interval{}, Absent: map[string]string{},
	}
	for _, name := range kept {
		if i, ok := m.Intervals[name]; ok {
			g.Intervals[name] = i
		}
		for _, key := range []string{name, "intervals." + name} {
			if why, ok := m.Absent[key]; ok {
				g.Absent[key] = why
			}
		}
	}
	g.list(s, chosen, o.Level)
	return g, nil
}

// list sets what the list does to the group.
func (g *Group) list(s Sample, chosen []bool, level float64) {
	on, right := 0, 0
	for i, c := range chosen {
		g.MeanScore += s.Score[i] / float64(g.N)
		if c {
			on++
			right += int(s.Label[i])
		}
	}
	g.SelectionRate = float64(on) / float64(g.N)
	g.Intervals["selection_rate_top5"] = dist.Share(on, g.N, level)
	g.PPV = g.ratio("ppv_top5", right, on, level, "nobody of the group is on the list")
	g.TPR = g.ratio("tpr_top5", right, g.Events, level, noEvents)
	g.FNR = g.ratio("fnr_top5", g.Events-right, g.Events, level, noEvents)
	g.FPR = g.ratio("fpr_top5", on-right, g.N-g.Events, level, allEvents)
}

func (g *Group) ratio(name string, part, whole int, level float64, why string) *float64 {
	if whole == 0 {
		g.Absent[name] = why
		return nil
	}
	g.Intervals[name] = dist.Share(part, whole, level)
	v := float64(part) / float64(whole)
	return &v
}
