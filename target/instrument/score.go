package instrument

import "math"

// Outcome is what one instrument says of one person. It is used again for the next.
type Outcome struct {
	Present []uint64 // conditions left, a bit each, in the order of Instrument.Conditions
	Count   int      // of them
	Scores  []float64
	Known   []bool // whether a score can be given
	Bands   []int  // of each score its place in Bands, -1 for none
	Missing []int  // items that are needed and not there, by their place in Instrument.Items
	NoCell  bool   // CMS-HCC: the segment is not for people of the sex and age
}

// Has tells whether a condition is present, by its place in Instrument.Conditions.
func (o *Outcome) Has(condition int) bool { return has(o.Present, condition) }

// scorer is a score made ready.
type scorer struct {
	*Score
	weights []int64
	terms   []term
	of      int // the score of which it is the logistic, -1
	bands   []Band
	scale   float64 // 10^round, 0 where it is not rounded
}

// term is a term with its item's place in the instrument, and of a choice the value.
type term struct {
	*Term
	item int
	is   float64
}

// scorer makes a score ready.
func (p *part) scorer(s *Score) scorer {
	x := scorer{Score: s, weights: p.columns[s.Weights], of: -1, bands: s.Bands}
	for k := range s.Terms {
		t := term{Term: &s.Terms[k]}
		for n := range p.Items {
			if p.Items[n].Name == t.Item {
				t.item, t.is = n, choiceAt(&p.Items[n], t.Is)
			}
		}
		x.terms = append(x.terms, t)
	}
	for k := range p.Scores {
		if s.LogisticOf != "" && p.Scores[k].Name == s.LogisticOf {
			x.of = k
			break
		}
	}
	if s.Round != nil {
		x.scale = math.Pow10(*s.Round)
	}
	return x
}

func choiceAt(it *Item, choice string) float64 {
	for k, c := range it.Choices {
		if c == choice {
			return float64(k)
		}
	}
	return 0
}

// Score gives what an instrument says of a person, by its place in Engine.Instruments.
func (l *Lane) Score(p *Person, instrument int, o *Outcome) {
	x := l.engine.parts[instrument]
	o.begin(len(x.Scores))
	l.present(p, x, o)
	l.missing(p, x, o)
	items := l.items(p, x, o)
	if x.hcc != nil {
		x.scoreHCC(p, o)
		return
	}
	for k := range x.scores {
		s := &x.scores[k]
		o.Scores[k], o.Known[k] = s.value(o, items, x.uncoded)
		if o.Known[k] {
			o.Bands[k] = s.band(o.Scores[k])
		} else {
			o.Scores[k] = 0
		}
	}
}

// begin empties an outcome for so many scores.
func (o *Outcome) begin(scores int) {
	if cap(o.Scores) < scores {
		o.Scores, o.Known, o.Bands = make([]float64, scores), make([]bool, scores), make([]int, scores)
	}
	o.Scores, o.Known, o.Bands = o.Scores[:scores], o.Known[:scores], o.Bands[:scores]
	clear(o.Scores)
	clear(o.Known)
	for k := range o.Bands {
		o.Bands[k] = -1
	}
	o.Missing, o.NoCell = o.Missing[:0], false
}

// present finds the conditions that are left.
func (l *Lane) present(p *Person, x *part, o *Outcome) {
	signals := p.Signals[x.base : x.base+x.words]
	left := l.conditions[x.base : x.base+x.conditions]
	copy(left, signals)
	if n := len(x.Conditions) % 64; n > 0 { // other signals share the last word
		left[x.conditions-1] &= 1<<n - 1
	}
	for k := range x.asking {
		if a := &x.asking[k]; a.holds(signals, p.Items) {
			set(left, a.condition)
		}
	}
	for _, n := range x.needs {
		if has(left, n.condition) && !meet(left, n.oneOf) {
			left[n.condition/64] &^= 1 << (n.condition % 64)
		}
	}
	x.clear(left, l.scratch[:x.conditions])
	o.Present, o.Count = left, count(left)
}

// clear takes away what the conditions present clear, all at once.
func (p *part) clear(left, gone []uint64) {
	clear(gone)
	eachBit(left, func(k int) {
		for n, w := range p.cleared[k] {
			gone[n] |= w
		}
	})
	for n := range left {
		left[n] &^= gone[n]
	}
}

func (a *asking) holds(signals []uint64, items []float64) bool {
	on := func(signal int) bool { return signal >= 0 && has(signals, signal) }
	if !on(a.code) || a.with >= 0 && !on(a.with) || on(a.unless) || on(a.procedure) || on(a.mainOne) {
		return false
	}
	if a.sexItem >= 0 && (math.IsNaN(items[a.sexItem]) || items[a.sexItem] != float64(one(a.sex == 'M'))) {
		return false
	}
	return a.ageItem < 0 || items[a.ageItem] >= a.from && items[a.ageItem] < a.below
}

// items gives the values of an instrument's items in its order, with what stands for
// those that are missing.
func (l *Lane) items(p *Person, x *part, o *Outcome) []float64 {
	values := l.values(len(x.items))
	for k, at := range x.items {
		values[k] = p.Items[at]
		it := &x.Items[k]
		switch {
		case !math.IsNaN(values[k]):
		case it.Default != nil:
			values[k] = *it.Default
		case it.Weights != "" && !x.uncoded:
			values[k] = weigh(o.Present, x.columns[it.Weights])
		}
	}
	return values
}

// missing lists the items without which something cannot be said.
func (l *Lane) missing(p *Person, x *part, o *Outcome) {
	for k, at := range x.items {
		it := &x.Items[k]
		if math.IsNaN(p.Items[at]) && it.Default == nil && (it.Weights == "" || x.uncoded) {
			o.Missing = append(o.Missing, k)
		}
	}
}

// weigh adds the weights of conditions.
func weigh(present []uint64, weights []int64) float64 {
	var sum int64
	eachBit(present, func(k int) { sum += weights[k] })
	return float64(sum) / million
}

// value gives a score; false where it cannot be given.
func (s *scorer) value(o *Outcome, items []float64, uncoded bool) (float64, bool) {
	if s.of >= 0 {
		return s.finish(1 / (1 + math.Exp(-o.Scores[s.of]))), o.Known[s.of]
	}
	if s.weights != nil && uncoded {
		return 0, false
	}
	v := s.Constant
	if s.weights != nil {
		v += weigh(o.Present, s.weights)
	}
	for k := range s.terms {
		points, ok := s.terms[k].points(items[s.terms[k].item])
		if !ok {
			return 0, false
		}
		v += points
	}
	if s.Divide != nil {
		v /= *s.Divide
	}
	if s.Most != nil {
		v = min(v, *s.Most)
	}
	v = s.finish(v)
	return v, !math.IsInf(v, 0)
}

func (s *scorer) finish(v float64) float64 {
	if s.scale > 0 {
		return math.Round(v*s.scale) / s.scale
	}
	return v
}

// points is what an item adds; false where it is missing or below all steps.
func (t *term) points(value float64) (float64, bool) {
	switch {
	case math.IsNaN(value):
		return 0, false
	case t.Is != "":
		if value == t.is {
			return *t.Times, true
		}
		return 0, true
	case t.Times != nil:
		if t.Cap != nil {
			value = min(value, *t.Cap)
		}
		power := value
		for range t.Power - 1 {
			power *= value
		}
		return *t.Times * power, true
	}
	at := -1
	for at+1 < len(t.Steps) && value >= t.Steps[at+1].From {
		at++
	}
	if at < 0 {
		return 0, false
	}
	return t.Steps[at].Points, true
}

// band finds the band of a score, -1 where there are none.
func (s *scorer) band(v float64) int {
	for k, b := range s.bands {
		switch {
		case b.Below != nil && v < *b.Below, b.To != nil && v <= *b.To, b.Below == nil && b.To == nil:
			return k
		}
	}
	return -1
}

// scoreHCC gives the two scores of CMS-HCC.
func (p *part) scoreHCC(person *Person, o *Outcome) {
	if len(o.Missing) > 0 || p.uncoded {
		return
	}
	all, demographics, ok := p.hcc.score(o.Present, person.Items)
	if !ok {
		o.NoCell = true
		return
	}
	for k, points := range []int64{all, demographics} {
		o.Scores[k], o.Known[k] = float64(points)/million, true
		o.Bands[k] = p.scores[k].band(o.Scores[k])
	}
}
