package splink

import (
	"bytes"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"continuum/internal/fault"
)

// JSON writes a model as Splink reads it: settings in a fixed order, then those
// kept from the file it came from. Splink needs a link type; a model without one
// is written without.
func (m *Model) JSON() ([]byte, error) {
	if _, bad := m.check(); bad != nil {
		return nil, bad
	}
	var b bytes.Buffer
	w := &writer{encoder: jsontext.NewEncoder(&b, jsontext.WithIndent("    "))}
	w.model(m)
	if w.err != nil {
		return nil, fault.Wrap(w.err, "writing a Splink model")
	}
	return b.Bytes(), nil
}

// writer writes JSON and keeps the first error.
type writer struct {
	encoder *jsontext.Encoder
	err     error
}

func (w *writer) token(t jsontext.Token) {
	if w.err == nil {
		w.err = w.encoder.WriteToken(t)
	}
}

func (w *writer) object(content func()) {
	w.token(jsontext.BeginObject)
	content()
	w.token(jsontext.EndObject)
}

func (w *writer) name(name string) { w.token(jsontext.String(name)) }

// text writes a setting that may be left out.
func (w *writer) text(name, s string) {
	if s != "" {
		w.name(name)
		w.token(jsontext.String(s))
	}
}

// truth writes a setting that is false when left out.
func (w *writer) truth(name string, b bool) {
	if b {
		w.name(name)
		w.token(jsontext.Bool(b))
	}
}

func (w *writer) number(name string, x float64) {
	w.name(name)
	w.token(jsontext.Float(x))
}

// chance writes m or u where it has been trained.
func (w *writer) chance(name string, x float64) {
	if x != 0 {
		w.number(name, x)
	}
}

func (w *writer) kept(kept Kept) {
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		w.name(name)
		if w.err == nil {
			w.err = w.encoder.WriteValue(jsontext.Value(kept[name]))
		}
	}
}

// writeList writes a setting that is a list.
func writeList[T any](w *writer, name string, items []T, write func(*T)) {
	w.name(name)
	w.token(jsontext.BeginArray)
	for i := range items {
		write(&items[i])
	}
	w.token(jsontext.EndArray)
}

func (w *writer) model(m *Model) {
	w.object(func() {
		w.text("link_type", m.LinkType)
		w.text("unique_id_column_name", m.UniqueID)
		w.number("probability_two_random_records_match", m.Prior)
		w.number("em_convergence", m.Convergence)
		w.number("max_iterations", float64(m.Iterations))
		writeList(w, "blocking_rules_to_generate_predictions", m.Rules, w.rule)
		writeList(w, "comparisons", m.Comparisons, w.comparison)
		w.kept(m.Kept)
	})
}

func (w *writer) rule(r *Rule) {
	if len(r.Kept) == 0 {
		w.token(jsontext.String(r.SQL))
		return
	}
	w.object(func() {
		w.text("blocking_rule", r.SQL)
		w.kept(r.Kept)
	})
}

func (w *writer) comparison(c *Comparison) {
	w.object(func() {
		w.text("output_column_name", c.Name)
		writeList(w, "comparison_levels", c.Levels, w.level)
		w.kept(c.Kept)
	})
}

func (w *writer) level(l *Level) {
	w.object(func() {
		w.text("sql_condition", l.SQL)
		w.text("label_for_charts", l.Label)
		w.truth("is_null_level", l.Null)
		w.chance("m_probability", l.M)
		w.chance("u_probability", l.U)
		if l.TFColumn != "" {
			w.text("tf_adjustment_column", l.TFColumn)
			w.number("tf_adjustment_weight", l.TFWeight)
			w.chance("tf_minimum_u_value", l.TFFloor)
			w.truth("disable_tf_exact_match_detection", l.TFOwnBaseline)
		}
		w.kept(l.Kept)
	})
}
