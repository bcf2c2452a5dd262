package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"continuum/link"
	"continuum/warehouse"
	"continuum/web/show"
)

// mostSizes is how many sizes of person the histogram tells apart.
const mostSizes = 12

// linkageView says how registrations became people.
type linkageView struct {
	link.Report
	Figures []figure
	Sizes   []tally // people by their number of records
	Cuts    []tally // links not made by reason
}

// tally is one counted thing.
type tally struct {
	Name  string
	Count int64
	Share float64 // of all people, where that makes sense
}

func linkageOf(m warehouse.Manifest) linkageView {
	v := linkageView{Report: m.Link}
	unmade := figure{Value: show.Count(cut(v.Report)), Label: "links not made"}
	if cut(v.Report) > 0 {
		unmade.Note = "though strong enough by themselves"
	}
	v.Figures = []figure{
		{Value: show.Count(v.Pairs), Label: "pairs compared"},
		{Value: show.Count(int64(v.Links)), Label: "links found"},
		unmade,
		{Value: show.Count(int64(v.Unlinkable)), Label: "records say too little", Note: show.Part(int64(v.Unlinkable), int64(v.Records)) + " of all"},
		{Value: show.Count(int64(v.Largest)), Label: "records of one person at most"},
		{Value: seconds(spent(v.Report)), Label: "taken to link"},
	}
	v.Sizes = sizes(v.Report)
	for reason, n := range v.Report.Cuts {
		v.Cuts = append(v.Cuts, tally{Name: show.Words(plain(reason)), Count: int64(n)})
	}
	slices.SortFunc(v.Cuts, func(a, b tally) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Name, b.Name))
	})
	return v
}

// sizes gathers the sizes above the most common few into one last row.
func sizes(r link.Report) []tally {
	var rows []tally
	for _, s := range r.Sizes {
		row := tally{Name: strconv.Itoa(s.Records), Count: int64(s.Persons), Share: part(s.Persons, r.Persons)}
		if s.Records >= mostSizes {
			row.Name = strconv.Itoa(mostSizes) + " or more"
		}
		if last := len(rows) - 1; last >= 0 && rows[last].Name == row.Name {
			rows[last].Count, rows[last].Share = rows[last].Count+row.Count, rows[last].Share+row.Share
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

func part(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func cut(r link.Report) (sum int64) {
	for _, n := range r.Cuts {
		sum += int64(n)
	}
	return sum
}

func spent(r link.Report) (sum float64) {
	for _, s := range r.Seconds {
		sum += s
	}
	return sum
}

// reading says in one sentence what linkage did.
func (v linkageView) reading() string {
	if v.Records == 0 {
		return "Nothing has been linked yet."
	}
	return fmt.Sprintf("%s were found to be %s.", show.Plural(int64(v.Registrations), "registration", "registrations"),
		show.Plural(int64(v.Persons), "person", "people"))
}

// seconds shows a duration at the precision a reader needs.
func seconds(s float64) string {
	switch {
	case s < 10:
		return strconv.FormatFloat(s, 'f', 1, 64) + " s"
	case s < 600:
		return strconv.FormatFloat(s, 'f', 0, 64) + " s"
	default:
		return strconv.FormatFloat(s/60, 'f', 0, 64) + " min"
	}
}
