package bed

// Portion is how many of the discharges went one way, beside what guidance expects.
type Portion struct {
	Pathway  Pathway
	Count    int
	Of       int  // discharges whose pathway is known
	Low      bool // fewer than the guide's at_least
	High     bool // more than the guide's at_most
	HasGuide bool
}

// Percent is the portion for display; whether it keeps to the guide is judged by counts.
func (p Portion) Percent() float64 {
	if p.Of == 0 {
		return 0
	}
	return 100 * float64(p.Count) / float64(p.Of)
}

// Portions counts discharges by pathway against the guide, in the order of the place's list.
// Codes that the list does not have on that day are counted apart, as unknown: they are in
// no portion, and a portion is of those that are known. Of none there is no verdict.
func (l Lists) Portions(on Day, codes []string) (portions []Portion, unknown int) {
	count, known := map[string]int{}, 0
	for _, code := range codes {
		if _, ok := l.Pathway(code, on); !ok {
			unknown++
			continue
		}
		count[code]++
		known++
	}
	for _, p := range l.Pathways {
		if !p.Valid(on) {
			continue
		}
		portion := Portion{Pathway: p, Count: count[p.Code], Of: known, HasGuide: p.AtLeast != nil || p.AtMost != nil}
		portion.Low = known > 0 && p.AtLeast != nil && portion.Count*100 < *p.AtLeast*known
		portion.High = known > 0 && p.AtMost != nil && portion.Count*100 > *p.AtMost*known
		portions = append(portions, portion)
	}
	return portions, unknown
}
