package ward

// Scale says by which scale oxygen saturation is scored.
type Scale uint8

// Scale1 is for nearly everybody, and what holds when nothing is said; Scale2 for whom a
// clinician has prescribed a target of 88-92%.
const (
	Scale1 Scale = iota
	Scale2
)

// Band is the clinical risk that a score stands for.
type Band uint8

// The bands of the Royal College of Physicians: 0 to 4, 3 in a single part though the total
// is no more than 4, 5 to 6, 7 and more.
const (
	Low Band = iota
	LowMedium
	Medium
	High
)

// String gives "low", "low-medium", "medium" or "high".
func (b Band) String() string { return [...]string{"low", "low-medium", "medium", "high"}[b] }

// Score is a NEWS2 score. Parts are by Measure, from Respiration to Temperature, 0 to 3 each
// (2 at most for oxygen), and NoPart where it was not measured.
type Score struct {
	Parts    [parts]int8
	Sum      int  // of the parts that were measured
	Complete bool // Sum is the total
	Band     Band // of the total; at least this while parts are missing
}

// NoPart stands for a part that was not measured.
const NoPart int8 = -1

// Total is the score, when no part is missing.
func (s Score) Total() (total int, ok bool) { return s.Sum, s.Complete }

// Missing lists the parts that were not measured.
func (s Score) Missing() []Measure {
	var missing []Measure
	for m, part := range s.Parts {
		if part == NoPart {
			missing = append(missing, Measure(m))
		}
	}
	return missing
}

// NEWS2 scores what was measured together.
func NEWS2(s Signs, scale Scale) Score {
	score := Score{Complete: true}
	single := false
	for m := range score.Parts {
		part := s.part(Measure(m), scale)
		score.Parts[m] = part
		score.Complete = score.Complete && part != NoPart
		score.Sum += int(max(part, 0))
		single = single || part == 3
	}
	switch {
	case score.Sum >= 7:
		score.Band = High
	case score.Sum >= 5:
		score.Band = Medium
	case single:
		score.Band = LowMedium
	}
	return score
}

// part scores one part of the chart.
func (s *Signs) part(m Measure, scale Scale) int8 {
	n, known := s.Get(m)
	if !known {
		return NoPart
	}
	if m == Saturation && scale == Scale2 {
		return s.saturation2(n)
	}
	if m == Temperature {
		return worse(chart[m], n, 100)
	}
	return worse(chart[m], n, 1000)
}

// saturation2 scores by scale 2: above the target it is only too much while on oxygen, so
// nothing can be said there without knowing what is breathed.
func (s *Signs) saturation2(n Number) int8 {
	if n > Whole(92) {
		switch flow, known := s.Get(Oxygen); {
		case !known:
			return NoPart
		case flow == 0:
			return 0
		}
	}
	return worse(scale2, n, 1000)
}

// step gives the points of values up to and including upTo.
type step struct {
	upTo   Number
	points int8
}

const most Number = 1<<31 - 1

// chart is chart 1 of the RCP's report, from the lowest values to the highest.
var chart = [parts][]step{
	Respiration:   {{Whole(8), 3}, {Whole(11), 1}, {Whole(20), 0}, {Whole(24), 2}, {most, 3}},
	Saturation:    {{Whole(91), 3}, {Whole(93), 2}, {Whole(95), 1}, {most, 0}},
	Oxygen:        {{0, 0}, {most, 2}},
	Systolic:      {{Whole(90), 3}, {Whole(100), 2}, {Whole(110), 1}, {Whole(219), 0}, {most, 3}},
	Pulse:         {{Whole(40), 3}, {Whole(50), 1}, {Whole(90), 0}, {Whole(110), 1}, {Whole(130), 2}, {most, 3}},
	Consciousness: {{Awake, 0}, {most, 3}},
	Temperature:   {{Tenths(350), 3}, {Tenths(360), 1}, {Tenths(380), 0}, {Tenths(390), 1}, {most, 2}},
}

var scale2 = []step{{Whole(83), 3}, {Whole(85), 2}, {Whole(87), 1}, {Whole(92), 0}, {Whole(94), 1}, {Whole(96), 2}, {most, 3}}

// worse gives the points of a value, and of one between two steps of the chart (unit is the
// chart's precision) the higher of both neighbours'.
func worse(steps []step, n, unit Number) int8 {
	below := n - n%unit
	if below == n {
		return points(steps, n)
	}
	return max(points(steps, below), points(steps, below+unit))
}

func points(steps []step, n Number) int8 {
	for _, s := range steps {
		if n <= s.upTo {
			return s.points
		}
	}
	return 0
}
