package model

import (
	"cmp"
	"math"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/stat/dist"
	"continuum/internal/stat/metric"
)

// Card is what is known of a model, for whoever answers for its use: after Mitchell
// et al., Model Cards (FAT* 2019), with what TRIPOD+AI asks for. All figures are of
// people and of a year from which the model had not learned.
type Card struct {
	Model   string   `json:"model"`
	Title   string   `json:"title"`
	Purpose string   `json:"purpose,omitempty"`
	NotFor  []string `json:"not_for"`
	Hash    string   `json:"hash"`
	Place   string   `json:"place"`
	Build   string   `json:"build"`         // learned from
	Content string   `json:"build_content"` // hash of its rows
	Version string   `json:"code_version"`
	Files   []File   `json:"files"` // of the place folder that say what the model is

	Outcome    string   `json:"outcome"` // "any emergency admissions"
	Events     string   `json:"events"`  // "emergency admissions"
	Horizon    int      `json:"horizon_days"`
	Population string   `json:"population"`
	Dates      Dates    `json:"dates"`
	Years      []Year   `json:"years"`
	Missing    []Gap    `json:"missing"`
	Choices    []string `json:"choices"` // how death, leaving and the rest were handled
	Notices    []string `json:"notices"`

	Chance Judged `json:"chance"`
	Rate   Judged `json:"rate"`

	Metrics *metric.Metrics     `json:"metrics"` // of the chance
	Curve   []metric.NetBenefit `json:"decision_curve"`
	Groups  []GroupKind         `json:"groups"`
	Returns []Return            `json:"regression_to_the_mean"`
	Reads   []Read              `json:"features"` // the strongest first
}

// File is a file of the place folder with the hash of its content.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Year is what a population did after one index date.
type Year struct {
	For    string  `json:"for"` // learning, judging
	Index  string  `json:"index_date"`
	People int     `json:"people"`
	With   int     `json:"people_with_outcome"`
	Events float64 `json:"events"`
	Years  float64 `json:"person_years"`
	Died   int     `json:"died"`
	Left   int     `json:"left"` // the place, alive
}

// Gap is a feature that is not known of everybody.
type Gap struct {
	Name  string  `json:"name"`
	Words string  `json:"words"`
	Share float64 `json:"share"` // missing, of the people learned from
}

// Judged is how one half of a model, the chance or the rate, was chosen and how its
// forecasts came true.
type Judged struct {
	Candidates []Candidate `json:"candidates"`
	Chosen     string      `json:"chosen"`
	Why        string      `json:"why"`
	People     int         `json:"people"`
	Events     float64     `json:"events"`
	Observed   *Figure     `json:"observed_expected,omitempty"`
	Slope      *Figure     `json:"calibration_slope,omitempty"`
	Before     float64     `json:"slope_before_recalibration"`
	Bins       []Bin       `json:"calibration"` // people by forecast, the lowest first
}

// Candidate is what was tried.
type Candidate struct {
	Name    string  `json:"name"`
	Setting string  `json:"setting"` // what it was fitted with
	Loss    float64 `json:"loss"`    // mean log loss, or Poisson deviance
	AUC     float64 `json:"auc"`
	Chosen  bool    `json:"chosen"`
}

// Figure is an estimate with its 95% interval.
type Figure struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Bin is people of nearly the same forecast.
type Bin struct {
	People   int     `json:"people"`
	Forecast float64 `json:"forecast"` // mean
	Observed float64 `json:"observed"`
	Low      float64 `json:"low"` // 95% interval of what was observed
	High     float64 `json:"high"`
}

// GroupKind is a model judged in each group of one kind.
type GroupKind struct {
	Kind   string  `json:"kind"` // of Groups
	Groups []Group `json:"groups"`
	Small  int     `json:"small_groups"` // too small to judge
	People int     `json:"small_people"`
}

// Group is one group.
type Group struct {
	Name string `json:"name"`
	metric.Group
}

// Read is a feature that the model reads.
type Read struct {
	Name   string  `json:"name"`
	Words  string  `json:"words"`
	Weight float64 `json:"weight"` // share of all reasons
	// Direction is the correlation of the value with what it adds to the forecast: 1
	// where more always raises it, -1 where it always lowers it; 0 for words.
	Direction float64 `json:"direction"`
	File      string  `json:"file"`
	Line      int     `json:"line"`
}

// groupKinds judges chances in each group. sample holds whoever was judged; rows are
// their places in the groups.
func groupKinds(sample metric.Sample, groups [][]string, rows []int) ([]GroupKind, error) {
	var out []GroupKind
	for k, kind := range Groups {
		names := make([]string, len(rows))
		for i, row := range rows {
			if names[i] = groups[k][row]; names[i] == "" {
				names[i] = "not known"
			}
		}
		a, err := metric.ByGroup(sample, names, metric.Options{})
		if err != nil {
			return nil, fault.Wrap(err, "judging the model by %s", kind)
		}
		g := GroupKind{Kind: kind, Small: a.Small, People: a.People}
		for name, figures := range a.Groups {
			g.Groups = append(g.Groups, Group{name, figures})
		}
		slices.SortFunc(g.Groups, func(a, b Group) int { return compareNames(a.Name, b.Name) })
		out = append(out, g)
	}
	return out, nil
}

// compareNames puts what is not known last.
func compareNames(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "not known":
		return 1
	case b == "not known" || a < b:
		return -1
	}
	return 1
}

const calibrationBins = 10

// chanceBins parts people into tenths by their forecast.
func chanceBins(forecast []float64, yes []bool) []Bin {
	return bins(forecast, func(rows []int) (observed, low, high float64) {
		k := 0
		for _, i := range rows {
			if yes[i] {
				k++
			}
		}
		in := dist.Share(k, len(rows), dist.Level)
		return float64(k) / float64(len(rows)), in.Low, in.High
	})
}

// rateBins does the same for rates a person-year.
func rateBins(forecast, events, years []float64) []Bin {
	return bins(forecast, func(rows []int) (observed, low, high float64) {
		e, y := 0.0, 0.0
		for _, i := range rows {
			e, y = e+events[i], y+years[i]
		}
		low, high = ratioInterval(rows, events, years)
		return e / y, low, high
	})
}

func bins(forecast []float64, of func(rows []int) (observed, low, high float64)) []Bin {
	var order []int
	for i, p := range forecast {
		if !math.IsNaN(p) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(forecast[a], forecast[b]) })
	var out []Bin
	for g := range calibrationBins {
		rows := order[g*len(order)/calibrationBins : (g+1)*len(order)/calibrationBins]
		if len(rows) == 0 {
			continue
		}
		b := Bin{People: len(rows)}
		for _, i := range rows {
			b.Forecast += forecast[i] / float64(len(rows))
		}
		b.Observed, b.Low, b.High = of(rows)
		out = append(out, b)
	}
	return out
}

// gaps lists the features that are missing for some, the most first; since is missing
// of whoever had none, which is known.
func (r *Rows) gaps() []Gap {
	out := []Gap{}
	for i, c := range r.Columns {
		missing := 0
		for row := range r.Data.Rows {
			if r.Data.Columns[i].Missing(row) {
				missing++
			}
		}
		if missing > 0 && c.Form != Since {
			out = append(out, Gap{c.Name, c.Words, float64(missing) / float64(r.Data.Rows)})
		}
	}
	slices.SortStableFunc(out, func(a, b Gap) int { return cmp.Compare(b.Share, a.Share) })
	return out
}

// year counts what a population did.
func (o *Followed) year(what, index string) Year {
	y := Year{For: what, Index: index, People: len(o.Days)}
	for i := range o.Days {
		y.Events += o.Events[i]
		y.Years += o.Days[i] / daysAYear
		y.With += count(o.Yes[i])
		y.Died += count(o.Died[i])
		y.Left += count(o.Left[i])
	}
	return y
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
