package instrument

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"continuum/place"
)

// Segments are the rules of CMS-HCC models (Centers for Medicare & Medicaid Services,
// risk adjustment software V24 and V28): everybody is in one segment, whose points for
// a demographic cell, for each condition left after the hierarchy, for how many there
// are and for interactions of groups of them add up to a raw score. Scores risk_score
// and demographics are made, from items segment, sex, age, orec (original reason for
// entitlement) and dual (of Medicaid).
type Segments struct {
	Table        string              `yaml:"table" check:"required"` // variable, then the points of each segment; empty: it does not count there
	Groups       map[string][]string `yaml:"groups"`
	Interactions []Interaction       `yaml:"interactions"`

	points map[string][]int64 // by variable in small letters: of each segment in millionths
	counts map[string][]bool  // whether the variable counts in a segment
}

// Interaction is a variable that counts where all its groups have a condition.
type Interaction struct {
	Variable string   `yaml:"variable" check:"required"`
	All      []string `yaml:"all" check:"required"` // groups, or conditions
	Disabled bool     `yaml:"disabled"`             // and the person is entitled by disability and under 65
}

// Items of the segments' rules.
const (
	itemSegment = "segment"
	itemSex     = "sex"
	itemAge     = "age"
	itemOrec    = "orec"
	itemDual    = "dual"

	scoreRisk         = "risk_score"
	scoreDemographics = "demographics"
	institutional     = "INS"
)

// readSegments reads the table of points.
func (i *Instrument) readSegments(f place.File) []place.Problem {
	table, problems := place.ReadTable(f)
	s, choices := i.Segments, []string(nil)
	if it := i.Item(itemSegment); it != nil {
		choices = it.Choices
	}
	if len(problems) > 0 {
		return problems
	}
	if want := append([]string{"variable"}, choices...); !slices.Equal(table.Columns, want) {
		return []place.Problem{{File: f.Name, Line: 1, Value: strings.Join(table.Columns, ","), Reason: "the columns are not those of the segments", Fix: "the first line is " + strings.Join(want, ",")}}
	}
	s.points, s.counts = map[string][]int64{}, map[string][]bool{}
	for row, cells := range table.Rows {
		key := strings.ToLower(cells[0])
		points, counts := make([]int64, len(choices)), make([]bool, len(choices))
		for k, text := range cells[1:] {
			if text == "" {
				continue
			}
			n, err := micro(text)
			if err != nil {
				problems = append(problems, place.Problem{File: f.Name, Line: table.Lines[row], Value: text, Reason: "the points are no number of up to six decimals", Fix: "write them as 0.123, or nothing where the variable does not count"})
			}
			points[k], counts[k] = n, true
		}
		s.points[key], s.counts[key] = points, counts
	}
	return problems
}

// segments checks the items, scores and groups that the rules need.
func (j *judgement) segments() {
	for _, name := range []string{itemSegment, itemSex, itemAge, itemOrec, itemDual} {
		if it := j.Item(name); it == nil || (it.Type == "choice") == (name == itemAge) {
			j.add("items", "", "add it", "segments need an item %q", name)
		}
	}
	if len(j.Scores) != 2 || j.Scores[0].Name != scoreRisk || j.Scores[1].Name != scoreDemographics {
		j.add("scores", "", "give those two, in this order", "segments make the scores %s and %s", scoreRisk, scoreDemographics)
	}
	for name, ids := range j.Segments.Groups {
		for n, id := range ids {
			j.condition(fmt.Sprintf("segments.groups.%s[%d]", name, n), id)
		}
	}
	for n, x := range j.Segments.Interactions {
		at := fmt.Sprintf("segments.interactions[%d]", n)
		for m, group := range x.All {
			if j.Segments.Groups[group] == nil {
				j.condition(fmt.Sprintf("%s.all[%d]", at, m), group)
			}
		}
		if j.Segments.points[strings.ToLower(x.Variable)] == nil {
			j.add(at+".variable", x.Variable, "write it as in the table", "no segment has points for the variable")
		}
	}
}

// hcc is Segments made ready: points by segment.
type hcc struct {
	item       map[string]int // of the engine
	segments   []segmentPoints
	groups     [][]uint64 // masks of conditions
	interact   [][]int    // groups of each interaction
	disabled   []bool     // of each interaction
	names      []string   // of interactions
	choices    map[string][]string
	conditions []string
}

// segmentPoints are one segment's points; a variable that does not count has none.
type segmentPoints struct {
	name       string
	cells      map[string]int64 // such as f65_69
	conditions []int64
	interact   []int64
	counted    [11]int64        // D1 … D10P, by how many conditions
	special    map[string]int64 // originally disabled, Medicaid
}

// prepare makes the rules ready. item gives an item's place in the engine.
func (s *Segments) prepare(i *Instrument, item func(string) int) *hcc {
	h := &hcc{item: map[string]int{}, choices: map[string][]string{}}
	for _, name := range []string{itemSegment, itemSex, itemAge, itemOrec, itemDual} {
		h.item[name] = item(name)
		h.choices[name] = i.Item(name).Choices
	}
	for _, x := range s.Interactions {
		var groups []int
		for _, name := range x.All {
			ids := s.Groups[name]
			if ids == nil {
				ids = []string{name}
			}
			groups = append(groups, len(h.groups))
			h.groups = append(h.groups, i.mask(ids))
		}
		h.interact, h.disabled, h.names = append(h.interact, groups), append(h.disabled, x.Disabled), append(h.names, x.Variable)
	}
	for _, c := range i.Conditions {
		h.conditions = append(h.conditions, c.ID)
	}
	for k, name := range h.choices[itemSegment] {
		h.segments = append(h.segments, s.segment(i, name, k))
	}
	return h
}

func (s *Segments) segment(i *Instrument, name string, k int) segmentPoints {
	of := func(variable string) int64 {
		if p := s.points[strings.ToLower(variable)]; p != nil {
			return p[k]
		}
		return 0
	}
	p := segmentPoints{name: name, cells: map[string]int64{}, special: map[string]int64{}}
	for variable, counts := range s.counts {
		if counts[k] {
			p.cells[variable] = s.points[variable][k]
		}
	}
	for _, c := range i.Conditions {
		p.conditions = append(p.conditions, of(c.ID))
	}
	for _, x := range s.Interactions {
		p.interact = append(p.interact, of(x.Variable))
	}
	for n := 1; n < 10; n++ {
		p.counted[n] = of("d" + strconv.Itoa(n))
	}
	p.counted[10] = of("d10p")
	for _, variable := range []string{"originallydisabled_male", "originallydisabled_female", "origds", "ltimcaid"} {
		p.special[variable] = of(variable)
	}
	return p
}

// ageBands are the lower ages of demographic cells.
var ageBands = []struct {
	from float64
	name string
}{
	{95, "95_gt"},
	{90, "90_94"},
	{85, "85_89"},
	{80, "80_84"},
	{75, "75_79"},
	{70, "70_74"},
	{65, "65_69"},
	{60, "60_64"},
	{55, "55_59"},
	{45, "45_54"},
	{35, "35_44"},
	{0, "0_34"},
}

func ageBand(age float64) string {
	for _, b := range ageBands {
		if age >= b.from {
			return b.name
		}
	}
	return ""
}

// beneficiary is what the rules need to know of a person besides conditions.
type beneficiary struct {
	points             *segmentPoints
	cell               string
	woman              bool
	disabled, original bool
	medicaid           bool
}

// beneficiary reads the items, all of which are there.
func (h *hcc) beneficiary(items []float64) beneficiary {
	choice := func(name string) string { return h.choices[name][int(items[h.item[name]])] }
	age, orec := items[h.item[itemAge]], choice(itemOrec)
	b := beneficiary{
		points: &h.segments[int(items[h.item[itemSegment]])],
		woman:  choice(itemSex) == "F", disabled: age < 65 && orec != "0", medicaid: choice(itemDual) != "00",
	}
	b.original = orec == "1" && !b.disabled
	b.cell = strings.ToLower(choice(itemSex)) + ageBand(math.Floor(age))
	return b
}

// demographics are the points of cell, original disability and Medicaid; no cell
// where the segment has none for the sex and age.
func (b *beneficiary) demographics() (points int64, cell bool) {
	points, cell = b.points.cells[b.cell]
	if b.original {
		points += b.points.special[b.originally()]
	}
	if b.medicaid && b.points.name == institutional {
		points += b.points.special["ltimcaid"]
	}
	return points, cell
}

// originally names the variable of who was entitled by disability before 65.
func (b *beneficiary) originally() string {
	switch {
	case b.points.name == institutional:
		return "origds"
	case b.woman:
		return "originallydisabled_female"
	}
	return "originallydisabled_male"
}

// score gives the points of demographics and of everything; ok is false where the
// segment has no cell for the person.
func (h *hcc) score(left []uint64, items []float64) (all, demographics int64, ok bool) {
	b := h.beneficiary(items)
	demographics, ok = b.demographics()
	all = demographics + b.points.counted[min(count(left), 10)]
	eachBit(left, func(k int) { all += b.points.conditions[k] })
	for n := range h.interact {
		if h.interacts(n, left, b.disabled) {
			all += b.points.interact[n]
		}
	}
	return all, demographics, ok
}

func (h *hcc) interacts(n int, left []uint64, disabled bool) bool {
	if h.disabled[n] && !disabled {
		return false
	}
	for _, g := range h.interact[n] {
		if !meet(left, h.groups[g]) {
			return false
		}
	}
	return true
}
