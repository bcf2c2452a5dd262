package warehouse

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// year is the day a place's financial years start, from its calendar.
type year struct {
	month time.Month
	day   int
}

// yearFrom reads mm-dd; the place folder's check has judged it.
func yearFrom(monthDay string) year {
	t, err := time.Parse("01-02", monthDay)
	if err != nil {
		return year{time.April, 1}
	}
	return year{t.Month(), t.Day()}
}

// of names the financial year a day lies in, "2025/26", or "2025" where years
// start in January, and gives the day the next one starts.
func (y year) of(t time.Time) (name string, next time.Time) {
	first := t.Year()
	if t.Before(time.Date(first, y.month, y.day, 0, 0, 0, 0, t.Location())) {
		first--
	}
	name = strconv.Itoa(first)
	if y != (year{time.January, 1}) {
		name += "/" + strconv.Itoa(first + 1)[2:]
	}
	return name, time.Date(first+1, y.month, y.day, 0, 0, 0, 0, t.Location())
}

// costs adds up what each sector spent in each financial year: activity in the
// year it began, care packages by the day at a seventh of their weekly cost, up
// to the day the facts reach.
func costs(timeline []Event, dataTo time.Time, y year) []Cost {
	sums := map[[2]string]*Cost{}
	add := func(name, setting string, pence, count int64) {
		k := [2]string{name, setting}
		if sums[k] == nil {
			sums[k] = &Cost{Year: name, Setting: setting}
		}
		sums[k].Pence += pence
		sums[k].Count += count
	}
	for _, e := range timeline {
		switch e.Table {
		case "activity":
			name, _ := y.of(e.Start)
			add(name, e.Setting, e.CostPence, 1)
		case "service_package":
			packageCosts(e, dataTo, y, add)
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
func packageCosts(e Event, dataTo time.Time, y year, add func(name, setting string, pence, count int64)) {
	end := e.End
	if end.IsZero() || end.After(dataTo) {
		end = dataTo
	}
	end = dayOf(end).AddDate(0, 0, 1)
	paid, days := int64(0), int64(0)
	for from := dayOf(e.Start); from.Before(end); {
		name, to := y.of(from)
		if end.Before(to) {
			to = end
		}
		days += int64(to.Sub(from).Hours() / 24)
		due := (2*days*e.weekly + 7) / 14 // of all days so far, rounded, so that the years add up
		add(name, e.Setting, due-paid, 1)
		paid, from = due, to
	}
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
