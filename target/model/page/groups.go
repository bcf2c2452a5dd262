package page

import (
	"math"

	"continuum/internal/stat/dist"
	"continuum/target/model"
)

// kind is one kind of groups laid out.
type kind struct {
	model.GroupKind
	Rows []group
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

// estimate is a figure and its interval in words.
type estimate struct{ Value, In string }

func kinds(c *model.Card) (out []kind) {
	for _, k := range c.Groups {
		row := kind{GroupKind: k}
		for _, g := range k.Groups {
			row.Rows = append(row.Rows, groupOf(g))
		}
		out = append(out, row)
	}
	return out
}

func groupOf(g model.Group) group {
	share := float64(g.Events) / float64(g.N)
	out := group{
		Name: g.Name, People: whole(g.N), Had: percent(share),
		AUC: of(g.AUC, g.Intervals["auc"], two), Ratio: of(g.ObservedExpected, g.Intervals["observed_expected"], two),
		On:  of(&g.SelectionRate, g.Intervals["selection_rate_top5"], percent),
		PPV: of(g.PPV, g.Intervals["ppv_top5"], percent), Found: of(g.TPR, g.Intervals["tpr_top5"], percent),
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

func of(v *float64, in dist.Interval, write func(float64) string) estimate {
	if v == nil {
		return estimate{Value: none}
	}
	return estimate{write(*v), between(in, write)}
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
