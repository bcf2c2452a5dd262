package link

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"continuum/internal/fault"
)

// Model is what a linkage has learned (model.json), for linking other records of
// the same kind by the same judgement. How common values are is not in it: that
// is counted among the records at hand, as it tells on people.
type Model struct {
	Format      string            `json:"format"`  // modelFormat
	Version     int               `json:"version"` // of the comparisons; see modelVersion
	Records     int               `json:"records"` // it was learned from
	Matches     float64           `json:"matches_per_record"`
	Household   float64           `json:"households_per_match"`
	SexByName   float64           `json:"sex_given_name"`
	Comparisons []ModelComparison `json:"comparisons"`
}

// ModelComparison is what was learned of one comparison.
type ModelComparison struct {
	Name   string        `json:"name"`
	Type   string        `json:"type,omitempty"` // of a further field
	Near   float64       `json:"near,omitempty"` // chance that strangers of one district agree
	Home   float64       `json:"home,omitempty"` // how alike people of one home are, 0 to 1
	Levels []LevelReport `json:"levels"`
}

const modelFormat = "continuum link model"

// modelVersion changes when a level of any comparison is judged in another way,
// so that what was learned for the old way no longer holds.
const modelVersion = 1

// Model gives what the run learned.
func (r *Result) Model() Model {
	t := r.run.training
	out := Model{
		Format: modelFormat, Version: modelVersion, Records: len(r.Person), Matches: t.model.prior * t.pairs / t.records,
		Household: t.model.household, SexByName: t.model.sexByName,
	}
	further := t.cfg.further()
	words, on := t.cfg.wording(), t.cfg.comparable()
	for c, name := range words.names {
		if !on[c] {
			continue
		}
		mc := ModelComparison{Name: name}
		if c >= cFurther {
			mc.Type, mc.Near, mc.Home = further[c-cFurther].Kind.String(), t.model.further[c-cFurther].near, t.model.further[c-cFurther].home
		}
		for l := range levelNames[c] {
			m, u := t.model.m[c][l], t.model.u[c][l]
			mc.Levels = append(mc.Levels, LevelReport{words.level(c, l), m, u, math.Log2(m / u)})
		}
		out.Comparisons = append(out.Comparisons, mc)
	}
	return out
}

// Write writes the model as ReadModel reads it.
func (m Model) Write(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return fault.Wrap(out.Encode(m), "writing the model")
}

// largestModel is more than any model's file has.
const largestModel = 1 << 20

// ReadModel reads a model.json and refuses one that this linker cannot link by.
// file names it in errors.
func ReadModel(file string, r io.Reader) (*Model, error) {
	bad := func(reason, fix string, err error) error {
		return &fault.Error{Code: fault.Invalid, File: file, Reason: reason, Err: err, Fix: fix}
	}
	in := json.NewDecoder(io.LimitReader(r, largestModel))
	in.DisallowUnknownFields()
	var m Model
	if err := in.Decode(&m); err != nil {
		return nil, bad("not a model", "give the model.json that `continuum link` wrote, or a model that Splink saved", err)
	}
	switch {
	case m.Format != modelFormat:
		return nil, bad("not a model", "give the model.json that `continuum link` wrote, or a model that Splink saved", nil)
	case m.Version != modelVersion:
		return nil, bad(fmt.Sprintf("stale: learned for version %d of the comparisons, and this is version %d", m.Version, modelVersion), "link without --model once and use the model.json of that", nil)
	case !(m.Matches > 0) || m.Matches > 1000 || !(m.Household > 0) || m.Household > 100 || !chance(m.SexByName):
		return nil, bad("a figure of the model is out of range", "use the file as it was written", nil)
	}
	for _, c := range m.Comparisons {
		if !(chance(c.Near) || c.Near == 0) || c.Home < 0 || c.Home > 1 {
			return nil, bad("a chance of "+c.Name+" is out of range", "use the file as it was written", nil)
		}
		m, u := 0.0, 0.0
		for _, l := range c.Levels {
			if !chance(l.M) || !chance(l.U) {
				return nil, bad(fmt.Sprintf("the chances of %q are no chances between 0 and 1", l.Label), "use the file as it was written", nil)
			}
			m, u = m+l.M, u+l.U
		}
		if math.Abs(m-1) > 1e-6 || math.Abs(u-1) > 1e-6 {
			return nil, bad("the chances of "+c.Name+" do not add up to 1", "use the file as it was written", nil)
		}
	}
	return &m, nil
}

func chance(x float64) bool { return x > 0 && x < 1 }

// Use makes the linker judge by a model learned before instead of learning. It
// fails when the model compares other things than the configuration.
func (l *Linker) Use(m *Model) error {
	bad := func(reason string) error {
		return &fault.Error{Code: fault.Invalid, Reason: reason, Fix: "give the link.yaml the model was learned with, or link without --model to learn anew"}
	}
	words, on, further := l.cfg.wording(), l.cfg.comparable(), l.cfg.further()
	at := 0
	for c, name := range words.names {
		if !on[c] {
			continue
		}
		if at == len(m.Comparisons) || m.Comparisons[at].Name != name {
			return bad("wrong model: it does not compare " + name + " where the configuration does")
		}
		mc := m.Comparisons[at]
		if len(mc.Levels) != len(levelNames[c]) || c >= cFurther && mc.Type != further[c-cFurther].Kind.String() {
			return bad("wrong model: it compares " + name + " in another way than the configuration")
		}
		for l, level := range mc.Levels {
			if level.Label != words.level(c, l) {
				return bad(fmt.Sprintf("wrong model: it has %q where %q is expected", level.Label, words.level(c, l)))
			}
		}
		at++
	}
	if at < len(m.Comparisons) {
		return bad("wrong model: it compares " + m.Comparisons[at].Name + ", which the configuration does not")
	}
	l.fixed = m
	return nil
}

// adopt takes over a model learned before.
func (t *training) adopt(m *Model) {
	words, on := t.cfg.wording(), t.cfg.comparable()
	at := 0
	for c := range words.names {
		if !on[c] {
			continue
		}
		mc := m.Comparisons[at]
		for l, level := range mc.Levels {
			t.model.m[c][l], t.model.u[c][l] = level.M, level.U
		}
		if c >= cFurther {
			t.model.further[c-cFurther] = company{mc.Near, mc.Home}
		}
		at++
	}
	t.model.sexByName, t.model.household = m.SexByName, m.Household
	t.model.prior = min(max(m.Matches*t.records/t.pairs, 1e-12), 0.2)
	t.d.chances((1 + 2*m.Matches) * t.holders)
	t.model.lift = t.d.liftRanges()
	t.model.compile()
}

// mostDrift is the share of random pairs that may fall on other levels than the
// model expects before it is stale.
const mostDrift = 0.3

// StaleError says that a model was learned from quite other records.
type StaleError struct{ Err error }

func (e *StaleError) Error() string { return e.Err.Error() }

// Unwrap gives a fault.Invalid.
func (e *StaleError) Unwrap() error { return e.Err }

// drift tells, by a StaleError, of a comparison that strangers agree on far more, or less, often
// than the model learned: it is of other records.
func (t *training) drift() error {
	words, on := t.cfg.wording(), t.cfg.comparable()
	for c, name := range words.names {
		if !on[c] || t.tried[c] < 1000 {
			continue
		}
		moved := 0.0
		for l := range levelNames[c] {
			moved += math.Abs(t.seen[c][l]-t.model.u[c][l]) / 2
		}
		if moved > mostDrift {
			return &StaleError{&fault.Error{
				Code: fault.Invalid, Reason: fmt.Sprintf("stale model: %.0f%% of unrelated records compare otherwise in %s than where it was learned", 100*moved, name),
				Fix: "link without --model to learn anew",
			}}
		}
	}
	return nil
}
