package splink

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// parsed is a model whose conditions are trees.
type parsed struct {
	rules  []*node
	levels [][]*node // by comparison and level; nil for ELSE
}

// check judges a model and parses its conditions. The error's column is the path
// of the setting in Splink's own names.
func (m *Model) check() (*parsed, *fault.Error) {
	if err := m.checkSettings(); err != nil {
		return nil, err
	}
	out := &parsed{}
	for i, r := range m.Rules {
		tree, err := parseCondition(r.SQL)
		if err != nil {
			return nil, at(err, rulePath(i)+".blocking_rule")
		}
		out.rules = append(out.rules, tree)
	}
	names := map[string]bool{}
	for i := range m.Comparisons {
		trees, err := m.Comparisons[i].check(names)
		if err != nil {
			return nil, at(err, comparisonPath(i))
		}
		out.levels = append(out.levels, trees)
	}
	return out, nil
}

func rulePath(i int) string { return fmt.Sprintf("blocking_rules_to_generate_predictions[%d]", i) }

func comparisonPath(i int) string { return fmt.Sprintf("comparisons[%d]", i) }

func levelPath(i int) string { return fmt.Sprintf("comparison_levels[%d]", i) }

// at puts a path before that of an error.
func at(err *fault.Error, path string) *fault.Error {
	err.Column = strings.TrimSuffix(path+"."+err.Column, ".")
	return err
}

func invalid(path, value, reason, fix string) *fault.Error {
	return &fault.Error{Code: fault.Invalid, Column: path, Value: value, Reason: reason, Fix: fix}
}

func (m *Model) checkSettings() *fault.Error {
	switch {
	case !slices.Contains([]string{"", DedupeOnly, LinkOnly, LinkAndDedupe}, m.LinkType):
		return invalid("link_type", m.LinkType, "not a kind of linkage", "write dedupe_only, link_only or link_and_dedupe")
	case !(m.Prior > 0 && m.Prior < 1):
		return invalid("probability_two_random_records_match", decimal(m.Prior), "not a chance between 0 and 1, both excluded", "estimate it, or leave it out")
	case !(m.Convergence >= 0 && m.Convergence < 1):
		return invalid("em_convergence", decimal(m.Convergence), "not a change at which training can stop", "write 0.0001, or leave it out")
	case m.Iterations < 0:
		return invalid("max_iterations", strconv.Itoa(m.Iterations), "less than none", "write 25, or leave it out")
	case len(m.Rules) > maxRules:
		return invalid("blocking_rules_to_generate_predictions", strconv.Itoa(len(m.Rules)), "too many rules", "write at most "+strconv.Itoa(maxRules))
	case len(m.Comparisons) == 0 || len(m.Comparisons) > maxComparisons:
		return invalid("comparisons", strconv.Itoa(len(m.Comparisons)), "no comparison, or too many", "write between 1 and "+strconv.Itoa(maxComparisons))
	}
	return nil
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// check judges a comparison and parses its levels' conditions.
func (c *Comparison) check(names map[string]bool) ([]*node, *fault.Error) {
	if c.Name == "" || names[c.Name] {
		return nil, invalid("output_column_name", c.Name, "a comparison needs a name of its own", "give it one")
	}
	names[c.Name] = true
	if err := c.checkShape(); err != nil {
		return nil, err
	}
	trees := make([]*node, len(c.Levels))
	for i := range c.Levels {
		l := &c.Levels[i]
		if err := l.checkNumbers(); err != nil {
			return nil, at(err, levelPath(i))
		}
		if isElse(l.SQL) {
			continue
		}
		var err *fault.Error
		if trees[i], err = parseCondition(l.SQL); err != nil {
			return nil, at(err, levelPath(i)+".sql_condition")
		}
	}
	return trees, c.checkFrequencies(trees)
}

// isElse tells whether a condition is the one that is always true.
func isElse(sql string) bool { return strings.EqualFold(strings.TrimSpace(sql), "else") }

// checkShape judges the order of the levels.
func (c *Comparison) checkShape() *fault.Error {
	n := len(c.Levels)
	if n == 0 || n > maxLevels {
		return invalid("comparison_levels", strconv.Itoa(n), "no level, or too many", "write between 2 and "+strconv.Itoa(maxLevels))
	}
	for i, l := range c.Levels {
		last := i == n-1
		if isElse(l.SQL) != last || last && l.Null {
			return invalid(levelPath(i)+".sql_condition", l.SQL, "the last level, and no other, must be ELSE and not a null level", "move or add it")
		}
	}
	if c.graded() == 1 && (c.Levels[n-1].M == 0 || c.Levels[n-1].U == 0) {
		return invalid("comparison_levels", "1", "one level alone has no starting m and u", "give m_probability and u_probability, or add a level")
	}
	return nil
}

// leastChance is the least m or u that Splink takes.
const leastChance = 1e-300

func (l *Level) checkNumbers() *fault.Error {
	for _, c := range []struct {
		path  string
		value float64
	}{{"m_probability", l.M}, {"u_probability", l.U}} {
		if c.value != 0 && !(c.value >= leastChance && c.value <= 1) {
			return invalid(c.path, decimal(c.value), "not a chance between 1e-300 and 1", "train the level again, or leave it out")
		}
	}
	switch {
	case !(l.TFWeight >= 0 && l.TFWeight <= math.MaxFloat64):
		return invalid("tf_adjustment_weight", decimal(l.TFWeight), "not a share of the adjustment", "write a number from 0 to 1")
	case !(l.TFFloor >= 0 && l.TFFloor <= 1):
		return invalid("tf_minimum_u_value", decimal(l.TFFloor), "not a frequency", "write a number from 0 to 1")
	}
	return nil
}

// checkFrequencies makes sure that each adjustment has a u that it replaces.
func (c *Comparison) checkFrequencies(trees []*node) *fault.Error {
	for i := range c.Levels {
		if l := &c.Levels[i]; l.adjusts() && c.baseline(i, trees) < 0 {
			return invalid(levelPath(i)+".tf_adjustment_column", l.TFColumn, "the comparison has no level of plain equality on this column, whose u a frequency replaces",
				"add one, or set disable_tf_exact_match_detection")
		}
	}
	return nil
}

// columnName gives the name of a column as it is looked up, without quotes.
func columnName(written string) string {
	if n := len(written); n >= 2 && (written[0] == '"' || written[0] == '`') && written[n-1] == written[0] {
		written = strings.ReplaceAll(written[1:n-1], written[:1]+written[:1], written[:1])
	}
	return strings.ToLower(written)
}

// Columns lists the columns that a table needs for this model, in lower case and
// in order of their names.
func (m *Model) Columns() ([]string, error) {
	trees, err := m.check()
	if err != nil {
		return nil, err
	}
	return m.columns(trees), nil
}

func (m *Model) columns(trees *parsed) []string {
	var out []string
	collect := func(n *node) {
		if n.name == column {
			out = append(out, n.text)
		}
	}
	for _, n := range slices.Concat(append(trees.levels, trees.rules)...) {
		if n != nil {
			n.walk(collect)
		}
	}
	for i := range m.Comparisons {
		for j := range m.Comparisons[i].Levels {
			if l := &m.Comparisons[i].Levels[j]; l.adjusts() {
				out = append(out, columnName(l.TFColumn))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
