package page

import (
	"math"

	"continuum/target/model"
)

// kind is one kind of groups laid out.
type kind struct {
	Kind  string
	Rows  []group
	Small string // says that some groups are too small
}

// group is a row: figures with their intervals, and observed for each expected as a
// dot on a line from a half to two.
type group struct {
	Name, People, Had string
	AUC, Ratio        estimate
	On, PPV, Found    estimate
	Dot, Low, High    string
	Far               bool // the interval does not hold 1
}

func (t Tell) kinds(c *model.Card) (out []kind) {
	for _, k := range c.Groups {
		row := kind{Kind: k.Kind}
		if k.Small > 0 {
			row.Small = "Left out, as too small to be judged by themselves: " + whole(k.Small) + " of the groups, with " + t.Count(k.People) + " people in all."
		}
		for _, g := range k.Groups {
			row.Rows = append(row.Rows, t.group(g))
		}
		out = append(out, row)
	}
	return out
}

func (t Tell) group(g model.Group) group {
	out := group{
		Name: g.Name, People: t.Count(g.N), Had: t.part(float64(g.Events)/float64(g.N), g.N),
		AUC: of(g.AUC, g.Intervals["auc"], two), Ratio: of(g.ObservedExpected, g.Intervals["observed_expected"], two),
		On:  t.share(&g.SelectionRate, g.N, g.Intervals["selection_rate_top5"]),
		PPV: t.share(g.PPV, int(math.Round(g.SelectionRate*float64(g.N))), g.Intervals["ppv_top5"]), Found: t.share(g.TPR, g.Events, g.Intervals["tpr_top5"]),
	}
	if in, known := g.Intervals["observed_expected"]; known && g.ObservedExpected != nil {
		out.Dot, out.Low, out.High = along(*g.ObservedExpected), along(in.Low), along(in.High)
		out.Far = in.Low > 1 || in.High < 1
	}
	return out
}

// along is a place on a line from a half to two, by the logarithm.
func along(ratio float64) string {
	share := (math.Log2(max(ratio, 0.5)) + 1) / 2
	return at(100*min(max(share, 0), 1)) + "%"
}

// weight is a feature with its share of all reasons.
type weight struct {
	model.Read
	Width string
	Way   string
}

const shown = 20 // features

func weights(c *model.Card) (out []weight) {
	for _, r := range c.Reads[:min(shown, len(c.Reads))] {
		w := weight{Read: r, Width: at(100*r.Weight/max(c.Reads[0].Weight, 1e-12)) + "%", Way: "both ways"}
		switch {
		case r.Direction > 0.3:
			w.Way = "more raises it"
		case r.Direction < -0.3:
			w.Way = "more lowers it"
		case r.Direction == 0:
			w.Way = "by kind"
		}
		out = append(out, w)
	}
	return out
}

// drifted is a feature that has moved since training.
type drifted struct {
	model.Drift
	Much bool
}

func drifts(a *model.About) (out []drifted) {
	if a == nil {
		return nil
	}
	for _, d := range a.Drift {
		if d.PSI >= model.DriftSome {
			out = append(out, drifted{d, d.PSI >= model.DriftMuch})
		}
	}
	return out
}
