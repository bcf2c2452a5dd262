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
	"percent": percent,
	"two":     two,
	"three":   func(v float64) string { return fixed(v, 3) },
	"four":    func(v float64) string { return fixed(v, 4) },
	"day":     func(t time.Time) string { return t.Format("2 January 2006") },
	"title":   func(kind string) string { return kindTitles[kind] },
	"rest":    func(n int) int { return n - shown },
	"chart":   func(p plot, about, across string) chart { return chart{p, about, across} },
	"first":   func(n int, s string) string { return s[:min(n, len(s))] },
}

// chart is a plot with what it shows.
type chart struct {
	Plot          plot
	About, Across string
}

var kindTitles = map[string]string{
	"deprivation": "Deprivation of the neighbourhood, in fifths", "sex": "Sex", "ethnicity": "Ethnicity", "age": "Age",
}

const (
	none = "–"
	few  = "few" // of whom no share is told
)

// whole writes a count with spaces between thousands.
func whole(n int) string {
	s := strconv.Itoa(n)
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

func (t Tell) lead(c *model.Card) []figure {
	m := c.Metrics
	out := []figure{{"People judged", t.Count(m.N), t.Count(m.Events) + " of them had " + c.Outcome + " (" + t.part(m.Prevalence(), m.N) + ")"}}
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
		if l, is := t.list(k, m.Events); is && k.Fraction == 0.01 && l.PPV.In != "" {
			out = append(out, figure{"Of a list of 1 in 100", l.PPV.Value, "had the event (" + l.PPV.In + "); the list finds " + l.Found.Value + " of all who had it"})
		}
	}
	return out
}
