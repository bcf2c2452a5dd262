package link

import (
	"math"
	"slices"
)

// Waterfall tells the weight of an edge step by step, against the rival
// explanation that is likeliest. name gives the registration of a record.
func (r *Result) Waterfall(e Edge, name func(record int) Registration) Waterfall {
	w := Waterfall{
		Left: name(int(e.Left)), Right: name(int(e.Right)), Rule: r.ruleName(e.Rule), Weight: float64(e.Weight),
		Probability: e.Probability(), Kept: e.Kept, Cut: e.Cut.String(),
	}
	p, q := r.run.profileOf(e.Left), r.run.profileOf(e.Right)
	w.Steps = r.run.steps(p, q, e.Pattern, float64(e.Weight))
	return w
}

// Held tells what holds a record to its person, the strongest evidence there is;
// ok is false for a record that stands alone or that only its registration holds.
func (r *Result) Held(record int, name func(record int) Registration) (w Waterfall, ok bool) {
	j := r.joined[record]
	if j.kind != byLink && j.kind != byEqual {
		return Waterfall{}, false
	}
	w = r.Waterfall(Edge{Left: uint32(record), Right: j.with, Weight: j.weight, Pattern: j.pattern, Rule: j.rule, Kept: true}, name)
	return w, true
}

// profileOf gives the details of a record.
func (r *run) profileOf(record uint32) *profile { return &r.profiles[r.holders.profileOf[record]] }

// rivalNames say what speaks against one person.
var rivalNames = [classes]string{
	strangers: "two strangers", household: "two people of one home", twins: "twins", namesakes: "parent and child of one name",
}

// steps parts the weight of a pair.
func (r *run) steps(p, q *profile, pattern uint32, weight float64) []Step {
	m, words := &r.training.model, r.cfg.wording()
	l := m.explained(&r.details, p, q, pattern)
	rival := strangers
	for class := household; class < classes; class++ {
		if l[class] > l[rival] {
			rival = class
		}
	}
	share := m.shares()
	steps := []Step{{Name: "start: one person or " + rivalNames[rival], Weight: math.Log2(share[samePerson]) - math.Log2(share[rival])}}
	left, lifts := weight-steps[0].Weight, r.liftsOf(p, q, pattern)
	for _, c := range spoken {
		level := levelOf(pattern, c)
		if c >= len(words.names) || isMissing(c, level) {
			continue
		}
		s := Step{Name: words.subjects[c], Finding: words.level(c, level), Weight: math.Log2(max(m.m[c][level], 1e-12)) - r.against(p, q, pattern, c, rival, lifts)}
		left -= s.Weight
		steps = append(steps, s)
	}
	if rest := left; math.Abs(rest) >= 0.005 {
		steps = append(steps, Step{Name: "other explanations", Weight: rest})
	} else if n := len(steps); n > 0 {
		steps[n-1].Weight += rest
	}
	return steps
}

// against is the log2 chance of what one comparison shows, under a rival.
func (r *run) against(p, q *profile, pattern uint32, c, rival int, lifts lifts) float64 {
	m := &r.training.model
	level := levelOf(pattern, c)
	chance := math.Log2(max(m.chance(rival, c, level), 1e-12))
	near := levelOf(pattern, cResidence) >= residenceDistrict && levelOf(pattern, cResidence) < missing3
	if rival == strangers && c >= cFurther && near {
		chance = math.Log2(max(m.nearChance(c, level), 1e-12))
	}
	if rival == strangers && c == cSex {
		chance += m.sexWithName(pattern)
	}
	return chance + float64(r.liftOf(p, q, pattern, c, rival, lifts))
}

// liftOf is the lift, of those of a pair, that one comparison gives a rival.
func (d *details) liftOf(p, q *profile, pattern uint32, c, rival int, v lifts) float32 {
	switch c {
	case cGiven:
		if rival != namesakes {
			return v.given
		}
	case cFamily:
		if rival == strangers {
			return v.family
		}
	case cBirth:
		if rival != twins {
			return v.birth
		}
	case cResidence, cPhone, cEmail:
		if rival == strangers {
			return d.placeLift(p, q, only(pattern, c))
		}
	default:
		if rival == strangers && c >= cFurther {
			return d.placeLift(p, q, only(pattern, c))
		}
	}
	return 0
}

// only is a pattern in which one comparison alone has a value.
func only(pattern uint32, c int) uint32 {
	mask := levelMask[c] << levelShift[c]
	return pattern | ^mask&(1<<(whoBits+whereBits+whatBits)-1)
}

// fewExamples is how many links of each sort are shown.
const fewExamples = 6

// Examples picks links that show what the run decided: those nearest to the
// middle of all weights, the weakest kept, and the strongest cut.
func (r *Result) Examples(name func(record int) Registration) Examples {
	var x Examples
	pick := func(from []Edge) (out []Waterfall) {
		for _, e := range from {
			out = append(out, r.Waterfall(e, name))
		}
		return out
	}
	middle := r.middle()
	x.Typical = pick(r.closest(func(e Edge) (float64, bool) {
		return math.Abs(float64(e.Weight) - middle), e.Kept && e.Rule != equalRule
	}))
	x.Borderline = pick(r.closest(func(e Edge) (float64, bool) { return float64(e.Weight), e.Kept && e.Rule != equalRule }))
	x.Cut = pick(r.closest(func(e Edge) (float64, bool) { return -float64(e.Weight), !e.Kept }))
	return x
}

// middle is the mean weight of the links kept.
func (r *Result) middle() float64 {
	sum, n := 0.0, 0
	for _, e := range r.Edges {
		if e.Kept && e.Rule != equalRule {
			sum += float64(e.Weight)
			n++
		}
	}
	return sum / float64(max(n, 1))
}

// closest gives the few edges of least distance, of the same people one; of
// equal ones the first.
func (r *Result) closest(distance func(Edge) (float64, bool)) []Edge {
	var best []Edge
	var far []float64
	for _, e := range r.Edges {
		d, ok := distance(e)
		if !ok || len(best) == fewExamples && d >= far[len(far)-1] || r.Registration[e.Left] == r.Registration[e.Right] {
			continue
		}
		if same := slices.IndexFunc(best, func(x Edge) bool { return r.samePeople(x, e) }); same >= 0 {
			if d >= far[same] {
				continue
			}
			best, far = slices.Delete(best, same, same+1), slices.Delete(far, same, same+1)
		}
		at := len(best)
		for at > 0 && far[at-1] > d {
			at--
		}
		best, far = insert(best, at, e), insert(far, at, d)
	}
	return best
}

// samePeople says that two edges are between the same people.
func (r *Result) samePeople(x, y Edge) bool {
	a, b, c, d := r.Person[x.Left], r.Person[x.Right], r.Person[y.Left], r.Person[y.Right]
	return a == c && b == d || a == d && b == c
}

func insert[T any](list []T, at int, x T) []T {
	list = append(list, x)
	copy(list[at+1:], list[at:])
	list[at] = x
	return list[:min(len(list), fewExamples)]
}

// ruleName names the blocking rule of an edge.
func (r *Result) ruleName(rule uint8) string {
	if int(rule) < len(r.Report.Blocking) {
		return r.Report.Blocking[rule].Rule
	}
	return "equal details"
}
