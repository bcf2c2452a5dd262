package warehouse

import (
	"cmp"
	"slices"
	"time"
)

// costs adds up what each sector spent in each financial year: activity in the
// year it began, care packages by the day at a seventh of their weekly cost, up
// to the day the facts reach.
func costs(timeline []Event, dataTo time.Time) []Cost {
	sums := map[[2]string]*Cost{}
	add := func(year, setting string, pence, count int64) {
		k := [2]string{year, setting}
		if sums[k] == nil {
			sums[k] = &Cost{Year: year, Setting: setting}
		}
		sums[k].Pence += pence
		sums[k].Count += count
	}
	for _, e := range timeline {
		switch e.Table {
		case "activity":
			year, _ := financialYear(e.Start)
			add(year, e.Setting, e.CostPence, 1)
		case "service_package":
			packageCosts(e, dataTo, add)
		}
	}
	out := make([]Cost, 0, len(sums))
	for _, c := range sums {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Cost) int { return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(a.Setting, b.Setting)) })
	return out
}

// packageCosts spreads a package over the financial years it runs through; the
// last day counts.
func packageCosts(e Event, dataTo time.Time, add func(year, setting string, pence, count int64)) {
	end := e.End
	if end.IsZero() || end.After(dataTo) {
		end = dataTo
	}
	end = dayOf(end).AddDate(0, 0, 1)
	paid, days := int64(0), int64(0)
	for from := dayOf(e.Start); from.Before(end); {
		year, yearEnds := financialYear(from)
		to := yearEnds
		if end.Before(to) {
			to = end
		}
		days += int64(to.Sub(from).Hours() / 24)
		due := (2*days*e.weekly + 7) / 14 // of all days so far, rounded, so that the years add up
		add(year, e.Setting, due-paid, 1)
		paid, from = due, to
	}
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
