package link

import "math"

// PairEvaluation judges a file of pairs: those a linkage compared, or the links
// it found. Recall is against all true pairs of the records in both files.
type PairEvaluation struct {
	Pairs    int64 `json:"pairs"`       // different pairs of records in both
	Right    int64 `json:"right_pairs"` // of these, true ones
	LeftOut  int64 `json:"left_out"`    // rows with an id that is not in both, or with one record twice
	Repeated int64 `json:"repeated"`    // rows that repeat a pair
	// BlockingRecall is the share of true pairs that are in the file. It is that
	// of the blocking rules when the file holds every pair compared; a file of
	// links from a threshold on gives the recall of links found directly.
	BlockingRecall float64 `json:"blocking_recall"`
	// Reachable is the share of true pairs that right pairs of the file join,
	// directly or through others: what judging each pair rightly would give.
	Reachable float64          `json:"reachable_recall"`
	All       Score            `json:"all"`            // of every pair in the file
	Kept      *Score           `json:"kept,omitempty"` // of those kept, where the file says
	Best      *BestThreshold   `json:"best,omitempty"` // where the file has weights or probabilities
	Rules     []RuleEvaluation `json:"rules,omitempty"`
}

// BestThreshold is the threshold of the highest F1; of several the highest.
type BestThreshold struct {
	Column    string  `json:"column"` // what the threshold is of: weight or probability
	Threshold float64 `json:"threshold"`
	Pairs     int64   `json:"pairs"` // from it on
	Score
}

// RuleEvaluation counts the pairs that one blocking rule brought, those of most first.
type RuleEvaluation struct {
	Rule      string  `json:"rule"`
	Pairs     int64   `json:"pairs"`
	Right     int64   `json:"right_pairs"`
	Precision float64 `json:"precision"`
}

// Pairs gathers pairs to be judged, 24 bytes each.
type Pairs struct {
	c       *Comparison
	columns PairColumns
	row     func(Registration) (row int, ok bool)
	pairs   []pairRow
	leftOut int64

	truePairs int64
	rules     []string
	number    map[string]uint32
}

type pairRow struct {
	rows  uint64 // of the truth: the smaller, then the larger
	score float64
	rule  uint32
	kept  bool
}

// Pair is one row of a file of pairs; Score, Rule and Kept count where the file
// has their columns.
type Pair struct {
	Left, Right Registration
	Score       float64
	Rule        []byte
	Kept        bool
}

// Pairs begins a file of pairs with the columns given. It finds records by source
// and id where pairs and truth name the source, else by id alone, and then ids
// that are not unique are a fault.Invalid.
func (c *Comparison) Pairs(columns PairColumns) (*Pairs, error) {
	row, err := c.Rows(columns.BySource())
	p := &Pairs{c: c, columns: columns, row: row, number: map[string]uint32{}}
	for person := range c.byTrue.labels() {
		p.truePairs += pairsOf(int64(len(c.byTrue.of(person))))
	}
	return p, err
}

// Add takes the next pair.
func (p *Pairs) Add(pair Pair) {
	left, known := p.row(pair.Left)
	right, both := p.row(pair.Right)
	if !known || !both || left == right || p.c.found[left] == 0 || p.c.found[right] == 0 {
		p.leftOut++
		return
	}
	rule, seen := p.number[string(pair.Rule)]
	if !seen {
		rule = uint32(len(p.rules))
		p.rules = append(p.rules, string(pair.Rule))
		p.number[string(pair.Rule)] = rule
	}
	p.pairs = append(p.pairs, pairRow{uint64(min(left, right))<<32 | uint64(max(left, right)), finite(pair.Score), rule, pair.Kept})
}

// finite bounds a score, so that it can be compared and written as JSON.
func finite(x float64) float64 {
	if math.IsNaN(x) {
		return -math.MaxFloat64
	}
	return min(max(x, -math.MaxFloat64), math.MaxFloat64)
}

// Len is how many pairs were taken.
func (p *Pairs) Len() int { return len(p.pairs) }

// Evaluate judges all pairs taken, once. A pair that stands in several rows has
// its highest score, is kept if any row was, and counts once for each of its
// rules.
func (p *Pairs) Evaluate() PairEvaluation {
	rows := len(p.pairs)
	rules := p.merge()
	e := PairEvaluation{LeftOut: p.leftOut, Pairs: int64(len(p.pairs)), Repeated: int64(rows - len(p.pairs)), Reachable: p.reachable()}
	var kept, keptRight int64
	for _, j := range p.pairs {
		right := p.right(j)
		e.Right += count(right)
		kept += count(j.kept)
		keptRight += count(j.kept && right)
	}
	e.All = p.score(e.Right, e.Pairs)
	e.BlockingRecall = e.All.Recall
	if p.columns.Kept >= 0 {
		s := p.score(keptRight, kept)
		e.Kept = &s
	}
	if p.columns.Score >= 0 && e.Pairs > 0 {
		e.Best = p.best()
	}
	if p.columns.Rule >= 0 {
		e.Rules = rules
	}
	return e
}

// right says whether a pair is one true person.
func (p *Pairs) right(j pairRow) bool {
	return p.c.person[j.rows>>32] == p.c.person[uint32(j.rows)]
}

// score is that of pairs claimed to be one person.
func (p *Pairs) score(right, claimed int64) Score {
	return score(float64(right), float64(claimed), float64(right), float64(p.truePairs))
}

func count(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
