package page

import (
	"html/template"
	"math"
	"strconv"
	"strings"
	"time"

	"continuum/internal/stat/dist"
	"continuum/target/model"
)

// words are what the page calls its numbers.
var words = template.FuncMap{
	"whole":   whole,
	"percent": percent,
	"two":     func(v float64) string { return fixed(v, 2) },
	"three":   func(v float64) string { return fixed(v, 3) },
	"day":     func(t time.Time) string { return t.Format("2 January 2006") },
	"inc":     func(i int) int { return i + 1 },
	"title":   func(kind string) string { return kindTitles[kind] },
	"four":    func(v float64) string { return fixed(v, 4) },
	"rest":    func(n int) int { return n - shown },
	"chart":   func(p plot, about, across string) chart { return chart{p, about, across} },
	"row":     func(name string, j model.Judged) named { return named{j, name} },
	"first":   func(n int, s string) string { return s[:min(n, len(s))] },
}

// chart is a plot with what it shows.
type chart struct {
	Plot          plot
	About, Across string
}

// named is a half of a model with its name.
type named struct {
	model.Judged
	Name string
}

var kindTitles = map[string]string{
	"deprivation": "Deprivation of the neighbourhood, in fifths", "sex": "Sex", "ethnicity": "Ethnicity", "age": "Age",
}

const none = "–"

// whole writes a count with thin spaces between thousands.
func whole(v any) string {
	var n int64
	switch x := v.(type) {
	case int:
		n = int64(x)
	case float64:
		n = int64(math.Round(x))
	}
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}

// percent writes a share, with as many digits as tell small ones apart.
func percent(v float64) string {
	switch p := 100 * v; {
	case math.Abs(p) < 1:
		return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(p, 'f', 2, 64), "0"), ".") + "%"
	case math.Abs(p) < 10:
		return strings.TrimSuffix(strconv.FormatFloat(p, 'f', 1, 64), ".0") + "%"
	default:
		return strconv.FormatFloat(p, 'f', 0, 64) + "%"
	}
}

func fixed(v float64, digits int) string { return strconv.FormatFloat(v, 'f', digits, 64) }

// between writes an interval.
func between(in dist.Interval, write func(float64) string) string {
	return write(in.Low) + " to " + write(in.High)
}

func two(v float64) string { return fixed(v, 2) }

// figure is one of the figures a reader meets first.
type figure struct{ Name, Value, About string }

func lead(c *model.Card) []figure {
	m := c.Metrics
	out := []figure{{"People judged", whole(m.N), whole(m.Events) + " of them had " + c.Outcome + " (" + percent(m.Prevalence()) + ")"}}
	if m.AUC != nil {
		out = append(out, figure{"Discrimination (AUC)", two(*m.AUC), "95% interval " + between(m.Intervals["auc"], two) + "; the chance that of two people the one with the event had the higher forecast"})
	}
	if c.Chance.Slope != nil {
		s := c.Chance.Slope
		out = append(out, figure{"Calibration slope", two(s.Value), "95% interval " + two(s.Low) + " to " + two(s.High) + "; 1 is right, less is overconfident"})
	}
	if m.ObservedExpected != nil {
		out = append(out, figure{"Observed for each expected", two(*m.ObservedExpected), "95% interval " + between(m.Intervals["observed_expected"], two) + "; 1 is right"})
	}
	for _, k := range m.AtK {
		if k.Fraction == 0.01 && k.PPV != nil && k.Sensitivity != nil {
			out = append(out, figure{"Of a list of 1 in 100", percent(*k.PPV), "had the event (" + between(*k.PPVInterval, percent) + "); the list finds " + percent(*k.Sensitivity) + " of all who had it"})
		}
	}
	return out
}

// list is a row of what lists of several lengths find.
type list struct{ Share, People, PPV, PPVIn, Found, FoundIn, Lift, Threshold string }

func lists(c *model.Card) (out []list) {
	for _, k := range c.Metrics.AtK {
		if k.PPV == nil || k.Sensitivity == nil {
			continue
		}
		out = append(out, list{
			percent(k.Fraction), whole(k.K), percent(*k.PPV), between(*k.PPVInterval, percent),
			percent(*k.Sensitivity), between(*k.Found, percent), fixed(*k.Lift, 1), percent(*k.Threshold),
		})
	}
	return out
}
