package gbm

import (
	"encoding/json"
	"fmt"
	"math"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// format names the layout of the file below; another layout has another name.
const format = "continuum-gbm-1"

// file is a model as JSON. Numbers are written with as many digits as give the
// same bits back.
type file struct {
	Format  string     `json:"format"`
	Options Options    `json:"options"`
	Base    float64    `json:"base"`
	Columns []Column   `json:"columns"`
	Trees   []treeFile `json:"trees"`
	Losses  []float64  `json:"losses,omitempty"`
}

// treeFile is a tree: questions and leaves have one number, the root 0, each
// greater than its parent's.
type treeFile struct {
	Questions []question   `json:"questions,omitempty"`
	Leaves    []leafValues `json:"leaves"`
}

type question struct {
	Node        int      `json:"node"`
	Column      int      `json:"column"`
	Threshold   *float32 `json:"threshold,omitempty"` // numbers at most so high go left
	Levels      []int32  `json:"levels,omitempty"`    // categories that go left
	MissingLeft bool     `json:"missing_left,omitempty"`
	Left        int      `json:"left"`
	Right       int      `json:"right"`
	Gain        float64  `json:"gain"`
}

type leafValues struct {
	Node  int     `json:"node"`
	Value float64 `json:"value"`
	Cover float64 `json:"cover"`
}

// MarshalJSON writes the model.
func (m *Model) MarshalJSON() ([]byte, error) {
	out := file{Format: format, Options: m.Options, Base: m.Base, Columns: m.Columns, Losses: m.Losses}
	for _, t := range m.Trees {
		out.Trees = append(out.Trees, t.file(m.Columns))
	}
	return json.Marshal(out)
}

func (t Tree) file(columns []Column) treeFile {
	var out treeFile
	for i := range t {
		n := &t[i]
		if n.leaf() {
			out.Leaves = append(out.Leaves, leafValues{i, n.Value, n.Cover})
			continue
		}
		q := question{Node: i, Column: n.Column, Levels: n.Levels, MissingLeft: n.MissingLeft, Left: n.Left, Right: n.Right, Gain: n.Gain}
		if columns[n.Column].Kind == frame.Number {
			q.Threshold = &n.Threshold
		}
		out.Questions = append(out.Questions, q)
	}
	return out
}

// UnmarshalJSON reads a model and refuses one that is damaged, whatever the
// damage: fault.Invalid says what and where.
func (m *Model) UnmarshalJSON(data []byte) error {
	var in file
	if err := json.Unmarshal(data, &in); err != nil {
		return damaged("it is not JSON of a model: %v", err)
	}
	if in.Format != format {
		return &fault.Error{Code: fault.Invalid, Reason: "the boosting model has a format that is not known here", Value: in.Format, Fix: "use a model of format " + format}
	}
	out := Model{Options: in.Options, Base: in.Base, Columns: in.Columns, Losses: in.Losses}
	if err := out.checkHead(); err != nil {
		return err
	}
	for i := range in.Trees {
		t, err := in.Trees[i].tree(in.Columns)
		if err != nil {
			return damaged("tree %d: %v", i, err)
		}
		out.Trees = append(out.Trees, t)
	}
	*m = out
	return nil
}

func damaged(format string, args ...any) error {
	return &fault.Error{Code: fault.Invalid, Reason: "the boosting model is damaged: " + fmt.Sprintf(format, args...), Fix: "train it again, or take it from where it was kept"}
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// checkHead looks at all that stands before the trees.
func (m *Model) checkHead() error {
	if m.Options.Loss != Logistic && m.Options.Loss != Poisson {
		return damaged("its loss %q is not known", m.Options.Loss)
	}
	if !(math.Abs(m.Base) <= 1000) {
		return damaged("its base is %v", m.Base)
	}
	seen := map[string]bool{}
	for i, c := range m.Columns {
		switch {
		case c.Name == "" || seen[c.Name]:
			return damaged("column %d has the name %q, which is empty or used before", i, c.Name)
		case c.Kind != frame.Number && c.Kind != frame.Category:
			return damaged("column %q is of kind %q", c.Name, c.Kind)
		}
		seen[c.Name] = true
		levels := map[string]bool{}
		for _, l := range c.Levels {
			if levels[l] {
				return damaged("column %q has level %q twice", c.Name, l)
			}
			levels[l] = true
		}
	}
	return nil
}
