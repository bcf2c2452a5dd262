// Package splink reads, runs and writes the models of Splink, the linkage
// toolkit that many public bodies already train and publish models with. A care
// partnership that has such a model keeps it: the same file gives the same pairs,
// levels and weights here, without a Python or Spark estate, and what is learnt
// here can be handed back.
//
// A model is a Fellegi-Sunter model (JASA 64, 1969, 1183-1210) whose blocking
// rules and comparison levels are SQL conditions. They are parsed into typed trees
// by a small parser of our own, which refuses whatever it does not know, and are
// compiled to closures. They mean what they mean in DuckDB, where Splink runs
// them: NULL logic of three values, string distances over bytes, dates by
// strptime. What depends on one record only is computed once for each record.
//
// Weights follow Splink's published definition: log2 of the prior odds, plus log2
// of m/u of each comparison's level, plus term-frequency terms that put the
// frequency of the value in place of u.
//
// The columns of a table are text, as a CSV file holds them, and an empty value is
// NULL. Where a condition uses a column as a number, date or list, it is read as
// one, and a value that cannot be read ends the run with its row; TRY_CAST or
// try_strptime make it NULL instead.
package splink

import "slices"

// Model is a Splink model: plain data that may be changed between runs. Its
// conditions are checked when it is parsed, run or written.
type Model struct {
	LinkType    string  // dedupe_only, link_only, link_and_dedupe; empty: by the number of data sets
	UniqueID    string  // the column with a record's id; empty: unique_id if there is one, else rows count in their order
	Prior       float64 // chance that two records drawn at random are one person
	Convergence float64 // of training by EM: the largest change at which it stops
	Iterations  int     // of training by EM: the most
	Rules       []Rule  // blocking rules; none: every pair is compared
	Comparisons []Comparison
	Kept        Kept // other settings, which do not change the result
}

// Rule is a blocking rule: a condition on a left record l and a right record r
// that brings the two together as a pair.
type Rule struct {
	SQL  string
	Kept Kept
}

// Comparison judges how alike two records are in one respect. The first level
// whose condition is true is the level of the pair.
type Comparison struct {
	Name   string // the output column is gamma_NAME
	Levels []Level
	Kept   Kept
}

// Level is one grade of likeness.
type Level struct {
	SQL   string  // condition on columns NAME_l and NAME_r; ELSE is true for the rest
	Label string  // for people
	Null  bool    // nothing can be compared: level -1, weight 0
	M, U  float64 // chance of the level among matches and among others; 0: not trained yet

	TFColumn      string  // column whose value's frequency takes the place of u; empty: none
	TFWeight      float64 // share of the adjustment that is applied, 1 for the whole
	TFFloor       float64 // the least frequency believed
	TFOwnBaseline bool    // the adjustment starts from this level's u, not from the exact level's
	Kept          Kept
}

// Kept holds settings by name, as JSON, that are carried from a file read to the
// file written.
type Kept map[string]string

// The kinds of linkage, as Splink names them.
const (
	DedupeOnly    = "dedupe_only"     // pairs within one set of records
	LinkOnly      = "link_only"       // pairs of records of two data sets
	LinkAndDedupe = "link_and_dedupe" // both
)

// Splink's defaults for what a file leaves out.
const (
	defaultPrior       = 0.0001
	defaultConvergence = 0.0001
	defaultIterations  = 25
	defaultID          = "unique_id"
)

// Bounds on a model, far above any that was published: a hostile file costs no
// more than an honest one.
const (
	maxFile        = 16 << 20 // bytes
	maxCondition   = 64 << 10 // bytes of one condition
	maxDepth       = 64       // of nested parentheses and calls, or JSON values
	maxRules       = 1000
	maxComparisons = 1000
	maxLevels      = 100 // of one comparison
)

// gammas gives the value of each level in a comparison vector: -1 for a null
// level, the others count down to 0.
func (c *Comparison) gammas() []int8 {
	out := make([]int8, len(c.Levels))
	next := int8(0)
	for i := len(c.Levels) - 1; i >= 0; i-- {
		out[i] = -1
		if !c.Levels[i].Null {
			out[i] = next
			next++
		}
	}
	return out
}

// graded counts the levels that are not null levels.
func (c *Comparison) graded() int { return int(slices.Max(c.gammas())) + 1 }
