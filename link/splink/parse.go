package splink

import (
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// The settings that change no result and that Splink takes back.
var (
	keptOfModel = oneOf("retain_matching_columns", "retain_intermediate_calculation_columns", "additional_columns_to_retain",
		"sql_dialect", "linker_uid", "bayes_factor_column_prefix", "match_weight_column_prefix",
		"term_frequency_adjustment_column_prefix", "comparison_vector_value_column_prefix", "source_dataset_column_name")
	keptOfRule       = oneOf("sql_dialect", "salting_partitions")
	keptOfComparison = oneOf("comparison_description")
	keptOfLevel      = oneOf("fix_m_probability", "fix_u_probability")
)

// The settings that only describe.
var (
	describes      = oneOf("description")
	describesLevel = oneOf("description", "m_probability_description", "u_probability_description", "bayes_factor", "log2_bayes_factor",
		"bayes_factor_description", "max_comparison_vector_value", "has_tf_adjustments")
)

// Parse reads a model: the settings that Splink 3 and later save, or the shorter
// form with blocking_rules, levels, condition, m and u. file names it in errors.
// Settings that change no result are kept; others that are not known are refused,
// and so are conditions beyond what this package runs.
func Parse(file string, data []byte) (*Model, error) {
	root, err := readDocument(file, data)
	if err != nil {
		return nil, err
	}
	s := (&settings{file: file}).open(&root)
	m := s.model()
	if s.err != nil {
		return nil, s.err
	}
	if _, bad := m.check(); bad != nil {
		return nil, root.locate(file, bad)
	}
	return m, nil
}

func (s *settings) model() *Model {
	m := &Model{
		LinkType:    s.text("link_type"),
		UniqueID:    s.text("unique_id_column_name"),
		Prior:       s.number(defaultPrior, "probability_two_random_records_match"),
		Convergence: s.number(defaultConvergence, "em_convergence"),
		Iterations:  s.whole(defaultIterations, "max_iterations"),
	}
	short := s.has("blocking_rules")
	for _, v := range s.list(maxRules, "blocking_rules_to_generate_predictions", "blocking_rules") {
		m.Rules = append(m.Rules, s.rule(&v))
	}
	for _, v := range s.list(maxComparisons, "comparisons") {
		m.Comparisons = append(m.Comparisons, s.comparison(&v))
	}
	m.Kept = s.keep(keptOfModel, func(f *field) bool { return describes(f) || short && isFigure(f) })
	return m
}

func (s *settings) has(name string) bool {
	for _, f := range s.object.fields {
		if f.name == name {
			return true
		}
	}
	return false
}

// isFigure tells whether a setting is a plain number: the shorter form carries
// counts of what the model was tried on.
func isFigure(f *field) bool { return f.value.kind == '0' }

func (s *settings) rule(v *value) Rule {
	if v.kind == '"' {
		return Rule{SQL: v.text}
	}
	in := s.open(v)
	r := Rule{SQL: in.text("blocking_rule")}
	if explode := in.find("arrays_to_explode"); explode != nil && len(explode.items) > 0 {
		in.refuse(explode, "", "blocking on the elements of a list is not supported", "give each record one value to block on")
	}
	r.Kept = in.keep(keptOfRule, describes)
	s.err = in.err
	return r
}

func (s *settings) comparison(v *value) Comparison {
	in := s.open(v)
	c := Comparison{Name: in.text("output_column_name", "name")}
	var gammas []*value
	for _, l := range in.list(maxLevels, "comparison_levels", "levels") {
		level, gamma := in.level(&l)
		c.Levels, gammas = append(c.Levels, level), append(gammas, gamma)
	}
	if c.Name == "" {
		c.Name = c.defaultName()
	}
	c.Kept = in.keep(keptOfComparison, describes)
	in.checkGammas(&c, gammas)
	s.err = in.err
	return c
}

// level reads a level and, apart, the number that the file gives it, if any.
func (s *settings) level(v *value) (Level, *value) {
	in := s.open(v)
	l := Level{
		SQL:           in.text("sql_condition", "condition"),
		Label:         in.text("label_for_charts", "label"),
		Null:          in.truth("is_null_level"),
		M:             in.chance("m_probability", "m"),
		U:             in.chance("u_probability", "u"),
		TFColumn:      in.text("tf_adjustment_column", "tf_column"),
		TFWeight:      in.number(1, "tf_adjustment_weight", "tf_weight"),
		TFFloor:       in.number(0, "tf_minimum_u_value", "tf_minimum"),
		TFOwnBaseline: in.truth("disable_tf_exact_match_detection"),
	}
	if l.TFColumn == "" {
		l.TFWeight, l.TFFloor, l.TFOwnBaseline = 0, 0, false
	}
	gamma := in.find("gamma", "comparison_vector_value")
	if gamma != nil && gamma.text == "-1" {
		l.Null = true
	}
	l.Kept = in.keep(keptOfLevel, describesLevel)
	s.err = in.err
	return l, gamma
}

// checkGammas refuses numbers of levels other than those that their order gives.
func (s *settings) checkGammas(c *Comparison, given []*value) {
	for i, gamma := range c.gammas() {
		if v := given[i]; v != nil && v.text != strconv.Itoa(int(gamma)) {
			s.refuse(v, v.text, "not the number that the order of the levels gives, which is "+strconv.Itoa(int(gamma)), "write the best level first, count down to 0, or leave the numbers out")
		}
	}
}

// defaultName names a comparison after its columns, as Splink does.
func (c *Comparison) defaultName() string {
	var names []string
	seen := map[string]bool{}
	for _, l := range c.Levels {
		tree, err := parseCondition(l.SQL)
		if err != nil {
			continue // ELSE; what else is wrong is found when the model is checked
		}
		tree.walk(func(n *node) {
			if n.name == column && !seen[n.text] {
				seen[n.text] = true
				names = append(names, n.text)
			}
		})
	}
	if len(names) == 1 {
		return names[0]
	}
	return "custom_" + strings.Join(names, "_")
}

// shorter gives the name of a setting in the shorter form.
var shorter = map[string]string{
	"blocking_rules_to_generate_predictions": "blocking_rules", "output_column_name": "name", "comparison_levels": "levels",
	"sql_condition": "condition", "m_probability": "m", "u_probability": "u", "tf_adjustment_column": "tf_column", "tf_adjustment_weight": "tf_weight",
}

// locate finds the setting that an error of check is about, by Splink's names or
// the shorter ones.
func (v *value) locate(file string, err *fault.Error) *fault.Error {
	err.File, err.Line = file, v.line
	here := v
	for _, part := range strings.Split(err.Column, ".") {
		name, index, _ := strings.Cut(strings.TrimSuffix(part, "]"), "[")
		next := here.child(name, index)
		if next == nil {
			break
		}
		here = next
	}
	if here != v {
		err.Line, err.Column = here.line, here.path
	}
	return err
}

// child finds a setting by name and the element of it by index, if one is given.
func (v *value) child(name, index string) *value {
	for i := range v.fields {
		f := &v.fields[i]
		if f.name != name && f.name != shorter[name] {
			continue
		}
		if k, err := strconv.Atoi(index); err == nil && k < len(f.value.items) {
			return &f.value.items[k]
		}
		return &f.value
	}
	return nil
}
