package impact

import (
	_ "embed"
	"fmt"
	"math"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/internal/stat/dist"
	"continuum/place"
)

// Prior is what is known of an effect before a pilot, on the scale of ratios: events
// with help beside events without. Prior.yaml, which is built in, explains the file.
type Prior struct {
	Average Average `yaml:"average" json:"average"`
	Groups  []Group `yaml:"groups" json:"groups"`

	At place.At `yaml:"-" json:"-"`
}

// Average is the ratio over everybody, with the interval that holds it at 95%.
type Average struct {
	Ratio  float64 `yaml:"ratio" json:"ratio"`
	Low    float64 `yaml:"low" json:"low"`
	High   float64 `yaml:"high" json:"high"`
	Source string  `yaml:"source" json:"source" check:"required"`
}

// Group is columns whose ratios are believed together.
type Group struct {
	Name   string  `yaml:"name" json:"name" check:"required"`
	Trust  float64 `yaml:"trust" json:"trust"` // expected share of the ratios that holds here
	Doubt  float64 `yaml:"doubt" json:"doubt"` // standard deviation of that share
	Source string  `yaml:"source" json:"source"`
	Terms  []Term  `yaml:"terms" json:"terms" check:"required"`
}

// Term is the ratio in people with one characteristic.
type Term struct {
	Columns []string `yaml:"columns" json:"columns" check:"required"` // any of these; * any ending
	Ratio   float64  `yaml:"ratio" json:"ratio"`
	Source  string   `yaml:"source" json:"source" check:"required"`
}

//go:embed prior.yaml
var builtIn []byte

// DefaultPrior is the prior that is used where none is given: weak, from published
// reviews.
func DefaultPrior() (*Prior, error) { return parsePrior("prior.yaml", builtIn) }

// ReadPrior reads a prior from a file.
func ReadPrior(file string) (*Prior, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, Column: "--prior", Value: file, Reason: "cannot be read", Err: err, Fix: "give a prior file"}
	}
	return parsePrior(file, data)
}

func parsePrior(file string, data []byte) (*Prior, error) {
	p := &Prior{}
	problems := place.Decode(file, data, p)
	if len(problems) == 0 {
		problems = p.check()
	}
	if len(problems) == 0 {
		return p, nil
	}
	first := problems[0]
	return nil, &fault.Error{Code: fault.Invalid, File: first.File, Line: int64(first.Line), Value: first.Value, Reason: first.Reason, Fix: first.Fix}
}

// check finds ratios that mean nothing.
func (p *Prior) check() (problems []place.Problem) {
	wrong := func(at string, v float64, reason, fix string) {
		problems = append(problems, p.At.Problem(at, strconv.FormatFloat(v, 'g', -1, 64), reason, fix))
	}
	a := p.Average
	if !(isRatio(a.Low) && isRatio(a.High) && a.Low < a.Ratio && a.Ratio < a.High) {
		wrong("average.ratio", a.Ratio, "the average ratio does not lie between low and high, all above 0", "write low, ratio and high such as 0.72, 0.90 and 1.12")
	} else if a.High < a.Low*leastDoubt {
		wrong("average.high", a.High, "low and high are so near each other that no pilot could say otherwise", "write an interval that holds the ratio with a probability of 95%")
	}
	named := map[string]bool{}
	for i, g := range p.Groups {
		at := "groups[" + strconv.Itoa(i) + "]"
		if named[g.Name] {
			problems = append(problems, p.At.Problem(at+".name", g.Name, "another group has this name", "give each group a name of its own, or join the two"))
		}
		named[g.Name] = true
		if !(math.Abs(g.Trust) <= 10 && g.Doubt > 0 && g.Doubt <= 10) {
			wrong(at+".doubt", g.Doubt, "trust or doubt is out of range", "write trust from -10 to 10 and doubt above 0, at most 10; 1 and 1 are usual")
		}
		for j, t := range g.Terms {
			for n, pattern := range t.Columns {
				if _, err := path.Match(pattern, ""); err != nil {
					where := fmt.Sprintf("%s.terms[%d].columns[%d]", at, j, n)
					problems = append(problems, p.At.Problem(where, pattern, "is no name of columns", "write a name, or its beginning and *"))
				}
			}
			if !isRatio(t.Ratio) {
				wrong(at+".terms["+strconv.Itoa(j)+"].ratio", t.Ratio, "is not a ratio of events", "write a number from 0.01 to 100; below 1 help avoids events")
			}
		}
	}
	return problems
}

// leastDoubt is how far low and high lie apart at least.
const leastDoubt = 1.01

func isRatio(v float64) bool { return v >= 0.01 && v <= 100 }

// average gives mean and standard deviation of the average on the log scale.
func (p *Prior) average() (mean, sd float64) {
	a := p.Average
	return math.Log(a.Ratio), math.Log(a.High/a.Low) / (2 * dist.Quantile(dist.Level))
}

// weight is what a group says of a modifier by its name: the log of its ratio beside
// the average one, 0 where it says nothing.
func (p *Prior) weight(g Group, name string) float64 {
	if t := p.names(g, name); t != nil {
		return math.Log(t.Ratio / p.Average.Ratio)
	}
	return 0
}

// names is the first term of a group that names a modifier; nil where none does.
func (p *Prior) names(g Group, name string) *Term {
	for i := range g.Terms {
		for _, pattern := range g.Terms[i].Columns {
			if ok, err := path.Match(strings.ToLower(pattern), plainName(name)); ok && err == nil {
				return &g.Terms[i]
			}
		}
	}
	return nil
}

// idle tells of terms that say nothing here: no characteristic by which the pilot's
// people differ has such a name.
func (p *Prior) idle(readings []reading) (told []string) {
	for i, g := range p.Groups {
		for j, t := range g.Terms {
			one := Group{Terms: []Term{t}}
			if !slices.ContainsFunc(readings, func(m reading) bool { return p.names(one, m.name) != nil }) {
				at := fmt.Sprintf("groups[%d].terms[%d].columns", i, j)
				told = append(told, p.At.Problem(at, strings.Join(t.Columns, ", "), "no column by which the pilot's people differ has this name, so its ratio is not used", "write names as in the pilot, in lower case with _ for blanks").String())
			}
		}
	}
	return told
}

// plainName is a column's name in lower case, with _ for all but letters, digits and
// the = between a category and its level.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '=':
			return r
		}
		return '_'
	}, strings.ToLower(name))
}
