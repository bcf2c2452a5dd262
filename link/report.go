package link

import "math"

// Report is what a run found, for people and machines (report.json). Weights are
// log2 odds, seconds wall-clock.
type Report struct {
	Records       int                `json:"records"`
	Registrations int                `json:"registrations"`
	Profiles      int                `json:"profiles"` // distinct sets of details
	Persons       int                `json:"persons"`
	Unlinkable    int                `json:"unlinkable"` // records that say too little to link
	Placeholders  map[string]int     `json:"placeholders"`
	Pairs         int64              `json:"pairs"`
	Blocking      []BlockingReport   `json:"blocking"`
	Prior         float64            `json:"prior"`
	Iterations    int                `json:"em_iterations"`
	Comparisons   []ComparisonReport `json:"comparisons"`
	Threshold     float64            `json:"threshold"`
	Links         int                `json:"links"`
	NearMisses    int                `json:"near_misses"` // pairs of weight 0 up to the threshold
	Cuts          map[string]int     `json:"cuts"`
	Sizes         []SizeReport       `json:"cluster_sizes"`
	Largest       int                `json:"largest_cluster"`
	Warnings      []string           `json:"warnings"` // what is probably not as it was meant
	Seconds       map[string]float64 `json:"seconds"`
}

// BlockingReport tells what one rule brought together that no earlier rule had.
type BlockingReport struct {
	Rule     string `json:"rule"`
	Pairs    int64  `json:"pairs"`
	Largest  int    `json:"largest_block"`
	Refined  int64  `json:"blocks_refined"`  // oversized blocks parted by a further key
	Windowed int64  `json:"blocks_windowed"` // still oversized: compared with neighbours only
	Left     int64  `json:"pairs_left"`      // about so many pairs were left when a trial of the rule found next to nothing
}

// ComparisonReport gives what was learned about one comparison.
type ComparisonReport struct {
	Name   string        `json:"name"`
	Levels []LevelReport `json:"levels"`
}

// LevelReport gives the chance of a level among one person's records (m) and
// among strangers (u), and its weight.
type LevelReport struct {
	Label  string  `json:"label"`
	M      float64 `json:"m"`
	U      float64 `json:"u"`
	Weight float64 `json:"weight"`
}

// SizeReport counts the people with a number of records.
type SizeReport struct {
	Records int `json:"records"`
	Persons int `json:"persons"`
}

func (rep *Report) blocking(r *run) {
	rules, _ := r.cfg.rules()
	for i, s := range r.found.stats {
		rep.Pairs += s.pairs
		rep.Blocking = append(rep.Blocking, BlockingReport{rules[i].name, s.pairs, s.largest, s.refined, s.windows, s.left})
	}
}

func (rep *Report) learned(t *training) {
	rep.Prior, rep.Iterations = t.model.prior, t.iterations
	words, on := t.cfg.wording(), t.cfg.comparable()
	for k, name := range words.names {
		if !on[k] {
			continue
		}
		c := ComparisonReport{Name: name}
		for l := range levelNames[k] {
			m, u := t.model.m[k][l], t.model.u[k][l]
			c.Levels = append(c.Levels, LevelReport{words.level(k, l), m, u, math.Log2(m / u)})
		}
		rep.Comparisons = append(rep.Comparisons, c)
	}
}

func (rep *Report) clusters(res *Result) {
	size := make([]int, res.Persons)
	for _, p := range res.Person {
		size[p]++
	}
	for _, n := range size {
		rep.Largest = max(rep.Largest, n)
	}
	people := make([]int, rep.Largest+1)
	for _, n := range size {
		people[n]++
	}
	for n, p := range people {
		if p > 0 {
			rep.Sizes = append(rep.Sizes, SizeReport{n, p})
		}
	}
}
