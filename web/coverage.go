package web

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"continuum/source"
	"continuum/web/show"
)

// monthBar is one column of the coverage chart, in percent of its area.
type monthBar struct {
	X, Y, Width, Height string
	Class               string
}

// monthBars lays out one column a month, the fullest month reaching the top. A
// gap is drawn as a thin mark so that it is seen.
func monthBars(months []source.Month) []monthBar {
	most := int64(1)
	for _, m := range months {
		most = max(most, m.Rows)
	}
	step := 100 / float64(max(len(months), 1))
	bars := make([]monthBar, 0, len(months))
	for i, m := range months {
		height := max(100*float64(m.Rows)/float64(most), 2)
		bars = append(bars, monthBar{
			X: percent(step*float64(i) + step*0.1), Width: percent(step * 0.8),
			Y: percent(100 - height), Height: percent(height), Class: monthClass(m.Flag),
		})
	}
	return bars
}

func monthClass(flag string) string {
	if flag == "" {
		return "cx-fill"
	}
	return "cx-fill cx-fill--flag"
}

// percent writes a share of the drawing for an SVG attribute.
func percent(p float64) string { return strconv.FormatFloat(p, 'f', 2, 64) + "%" }

// monthName turns "2025-03" into "March 2025"; anything else stays.
func monthName(month string) string {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month
	}
	return show.Month(t)
}

// coverageReading says in one sentence what the chart shows.
func coverageReading(months []source.Month) string {
	if len(months) == 0 {
		return "The feed has no dates to show by month."
	}
	odd := 0
	for _, m := range months {
		if m.Flag != "" {
			odd++
		}
	}
	s := fmt.Sprintf("%s from %s to %s", show.Plural(int64(len(months)), "month", "months"),
		monthName(months[0].Month), monthName(months[len(months)-1].Month))
	if odd == 0 {
		return s + ", with no gap and no sudden drop."
	}
	return s + ", of which " + show.Plural(int64(odd), "is odd", "are odd") + "."
}

// oddMonth says in words what is odd about a month.
func oddMonth(m source.Month) string {
	return monthName(m.Month) + ": " + m.Flag + ", " + show.Plural(m.Rows, "row", "rows")
}

func anyOdd(months []source.Month) bool {
	return slices.ContainsFunc(months, func(m source.Month) bool { return m.Flag != "" })
}
