package web

import (
	"cmp"
	"fmt"
	"slices"

	"continuum/warehouse"
	"continuum/web/show"
)

// costView is a person's cost by sector (rows) and financial year (columns).
type costView struct {
	Years []string // oldest first
	Rows  []costRow
	Total []int64 // pence by year
	Bars  [][]segment
}

// costRow is one sector's pence by year.
type costRow struct {
	Setting string
	Pence   []int64
}

// segment is one part of a stacked bar, in percent of its width.
type segment struct {
	X, Width, Setting string
}

func costsOf(costs []warehouse.Cost) costView {
	v := costView{}
	rows := map[string][]int64{}
	for _, c := range costs {
		if c.Pence != 0 && !slices.Contains(v.Years, c.Year) {
			v.Years = append(v.Years, c.Year)
		}
	}
	slices.Sort(v.Years)
	v.Total = make([]int64, len(v.Years))
	for _, c := range costs {
		year := slices.Index(v.Years, c.Year)
		if year < 0 {
			continue
		}
		if rows[c.Setting] == nil {
			rows[c.Setting] = make([]int64, len(v.Years))
		}
		rows[c.Setting][year] += c.Pence
		v.Total[year] += c.Pence
	}
	v.Rows = orderRows(rows)
	v.Bars = stack(v)
	return v
}

func orderRows(rows map[string][]int64) []costRow {
	ordered := make([]costRow, 0, len(rows))
	for setting, pence := range rows {
		ordered = append(ordered, costRow{Setting: setting, Pence: pence})
	}
	slices.SortFunc(ordered, func(a, b costRow) int {
		return cmp.Or(show.SettingOrder(a.Setting)-show.SettingOrder(b.Setting), cmp.Compare(a.Setting, b.Setting))
	})
	return ordered
}

// stack lays out one bar a year; the dearest year fills the width. Refunds
// (negative sums) stay in the table and out of the bars.
func stack(v costView) [][]segment {
	widest := int64(1)
	for year := range v.Years {
		widest = max(widest, drawn(v, year))
	}
	bars := make([][]segment, len(v.Years))
	for year := range v.Years {
		at := 0.0
		for _, row := range v.Rows {
			width := 100 * float64(max(row.Pence[year], 0)) / float64(widest)
			if width > 0 {
				bars[year] = append(bars[year], segment{X: percent(at), Width: percent(width), Setting: row.Setting})
			}
			at += width
		}
	}
	return bars
}

func drawn(v costView, year int) int64 {
	var sum int64
	for _, row := range v.Rows {
		sum += max(row.Pence[year], 0)
	}
	return sum
}

// reading says in one sentence what the chart shows.
func (v costView) reading() string {
	last := len(v.Years) - 1
	if last < 0 {
		return "No cost is recorded."
	}
	var most costRow
	for _, row := range v.Rows {
		if most.Pence == nil || row.Pence[last] > most.Pence[last] {
			most = row
		}
	}
	return fmt.Sprintf("%s in %s, most of it %s (%s).", show.WholePounds(v.Total[last]), v.Years[last],
		show.Setting(most.Setting), show.WholePounds(most.Pence[last]))
}
