package page

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"continuum/link"
)

// found is the answer in a sentence and the key figures.
type found struct {
	Sentence, Beside string
	Figures          []figure
}

type figure struct{ Name, Value, About string }

func foundOf(r *link.Report) found {
	if r.Records == 0 {
		return found{Sentence: "There were no records to link."}
	}
	verb := "are"
	if r.Records == 1 {
		verb = "is"
	}
	f := found{Sentence: counted(r.Records, "record", "records") + " " + verb + " " + counted(r.Persons, "person", "people") + "."}
	if r.Persons > 0 {
		f.Beside = fmt.Sprintf("On average a person has %.1f records. ", float64(r.Records)/float64(r.Persons)) + alone(r)
	}
	f.Figures = figures(r)
	return f
}

// alone tells how many people have a single record.
func alone(r *link.Report) string {
	for _, s := range r.Sizes {
		if s.Records == 1 {
			return fmt.Sprintf("%s of people have only one.", percent(float64(s.Persons)/float64(r.Persons)))
		}
	}
	if len(r.Sizes) == 0 {
		return ""
	}
	return "Nobody has only one."
}

func figures(r *link.Report) []figure {
	cut := 0
	for _, n := range r.Cuts {
		cut += n
	}
	return []figure{
		{"People", count(r.Persons), "found behind all records"},
		{"Records", count(r.Records), "read"},
		{"Registrations", count(r.Registrations), "a partner’s entry for a person; its records stay together"},
		{"Distinct details", count(r.Profiles), "records that say the same are compared once"},
		{"Pairs compared", count(r.Pairs), "brought together by a blocking rule"},
		{"Links followed", count(r.Links), "at or above the threshold of " + weight(r.Threshold)},
		{"Near misses", count(r.NearMisses), "likelier than not, but below the threshold"},
		{"Links cut", count(cut), "strong, but something spoke against them"},
		{"Too little to link", count(r.Unlinkable), "records that say too little to be linked"},
		{"Most records", count(r.Largest), "of any one person"},
	}
}

// group is a person worth a look.
type group struct {
	link.Group
	Bar bar // density
}

func groupsOf(all []link.Group) (out []group) {
	for _, g := range all {
		out = append(out, group{g, part(g.Density, 1)})
	}
	return out
}

// tally is a small table of amounts, each with a bar.
type tally struct{ Rows []amount }

type amount struct {
	Name, Value string
	Bar         bar
}

func (t *tally) add(name, value string, n, most float64) {
	t.Rows = append(t.Rows, amount{name, value, part(n, most)})
}

// counts lists counts by name, the largest first.
func counts(all map[string]int, say func(string) string) (t tally) {
	names := slices.Sorted(maps.Keys(all))
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(all[b], all[a]) })
	for _, n := range names {
		t.add(say(n), count(all[n]), float64(all[n]), float64(all[names[0]]))
	}
	return t
}

func cutsOf(all map[string]int) tally    { return counts(all, capital) }
func blankedOf(all map[string]int) tally { return counts(all, name) }

// stages are what the stages of a run do, in their order.
var stages = []struct{ name, does string }{
	{"gather", "Gathering the records"},
	{"prepare", "Preparing their details"},
	{"sample", "Learning what strangers share"},
	{"compare", "Blocking and comparing"},
	{"learn", "Learning the weights"},
	{"score", "Weighing the pairs"},
	{"cluster", "Forming people"},
	{"explain", "Gathering the evidence"},
}

// timesOf lists stages in the order of a run, then unknown ones by name, then
// the sum.
func timesOf(seconds map[string]float64) (t tally) {
	left, most, sum := maps.Clone(seconds), 0.0, 0.0
	for _, stage := range slices.Sorted(maps.Keys(seconds)) {
		most, sum = max(most, seconds[stage]), sum+seconds[stage]
	}
	for _, s := range stages {
		if n, ok := left[s.name]; ok {
			t.add(s.does, duration(n), n, most)
			delete(left, s.name)
		}
	}
	for _, stage := range slices.Sorted(maps.Keys(left)) {
		t.add(name(stage), duration(left[stage]), left[stage], most)
	}
	if len(t.Rows) > 1 {
		t.add("In all", duration(sum), 0, most)
	}
	return t
}

// duration writes seconds for people.
func duration(s float64) string {
	switch {
	case !finite(s) || s < 0:
		return "–"
	case s < 0.01:
		return "under 0.01 s"
	case s < 10:
		return strconv.FormatFloat(s, 'f', 2, 64) + " s"
	case s < 60:
		return strconv.FormatFloat(s, 'f', 1, 64) + " s"
	}
	whole := int64(math.Round(s))
	if whole < 3600 {
		return fmt.Sprintf("%d min %02d s", whole/60, whole%60)
	}
	return fmt.Sprintf("%d h %02d min", whole/3600, whole%3600/60)
}
