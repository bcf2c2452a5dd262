package glm

import (
	"fmt"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// DesignOptions say how the columns of a frame become columns of a model.
type DesignOptions struct {
	LeastRows int     // of a level of its own; rarer ones go together. 0 is 20
	Clip      float64 // share of numbers at each end drawn in to the value there; 0 clips none
	Log       bool    // skewed counts and amounts (none below 0) as log(1+value)
	Knots     int     // of a piecewise linear curve of a number, at quantiles; 0 is a straight line
	Prefixes  bool    // a rare level goes to its longest prefix that is common enough, as codes do ("250.83", "250", "2")
}

const defaultLeastRows = 20

// Notice tells of a column that was left out or changed, and why.
type Notice struct {
	Column string `json:"column"`
	Reason string `json:"reason"`
}

func (n Notice) String() string { return fmt.Sprintf("column %q: %s", n.Column, n.Reason) }

// Design is what was learned about the columns of a frame, so that any other
// frame with columns of the same names is turned into the same features.
type Design struct {
	Terms []Term
}

// Term is one column of the frame and the features made of it.
type Term struct {
	Column   string    `json:"column"`
	Kind     string    `json:"kind"` // number or category
	Number   *Number   `json:"number,omitempty"`
	Category *Category `json:"category,omitempty"`
	Mean     []float64 `json:"mean"` // of each feature, over the rows learned from
}

// features is how many features the term has.
func (t *Term) features() int { return len(t.Mean) }

// Learn makes a design of the frame's columns. Weight may be nil. Columns of text,
// constant ones and empty ones are left out with a notice; a frame of which nothing
// is left is an error.
func Learn(f *frame.Frame, weight []float64, o DesignOptions) (*Design, []Notice, error) {
	if weight != nil && len(weight) != f.Rows {
		return nil, nil, fault.New(fault.Invalid, "%d weights for %d rows", len(weight), f.Rows)
	}
	if o.LeastRows == 0 {
		o.LeastRows = defaultLeastRows
	}
	d := &Design{}
	var notices []Notice
	for i := range f.Columns {
		if f.Column(f.Columns[i].Name) != &f.Columns[i] {
			return nil, nil, &fault.Error{Code: fault.Invalid, Column: f.Columns[i].Name, Reason: "the table has two columns of this name", Fix: "rename or leave out one of them"}
		}
		term, reason := learn(&f.Columns[i], weight, o)
		if reason != "" {
			notices = append(notices, Notice{f.Columns[i].Name, reason})
		}
		if term != nil {
			d.Terms = append(d.Terms, *term)
		}
	}
	if len(d.Terms) == 0 {
		return nil, notices, fault.New(fault.Invalid, "no column is left to learn from: each of the %d is constant, empty or text", len(f.Columns))
	}
	return d, notices, nil
}

func learn(c *frame.Column, weight []float64, o DesignOptions) (term *Term, reason string) {
	switch c.Kind {
	case frame.Number:
		return learnNumber(c, weight, o)
	case frame.Category:
		return learnCategory(c, weight, o)
	}
	return nil, "left out: text is not learned from"
}

// Features is how many coefficients a model of the design has.
func (d *Design) Features() (n int) {
	for i := range d.Terms {
		n += d.Terms[i].features()
	}
	return n
}

// columns finds the frame's column of each term. A column that is wholly missing
// may be of any kind, and is nil.
func (d *Design) columns(f *frame.Frame) ([]*frame.Column, error) {
	out := make([]*frame.Column, len(d.Terms))
	for i := range d.Terms {
		c, err := find(f, d.Terms[i].Column, d.Terms[i].Kind)
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}

func find(f *frame.Frame, name, kind string) (*frame.Column, error) {
	c := f.Column(name)
	if c == nil {
		return nil, &fault.Error{
			Code: fault.Invalid, Column: name, Reason: "the model reads this column, which the table does not have",
			Fix: "add it, with empty values where nothing is known",
		}
	}
	if string(c.Kind) == kind {
		return c, nil
	}
	if !empty(c, f.Rows) {
		return nil, &fault.Error{
			Code: fault.Invalid, Column: name, Value: string(c.Kind),
			Reason: "the model learned this column as a " + kind, Fix: "read it as a " + kind,
		}
	}
	return nil, nil
}

func empty(c *frame.Column, rows int) bool {
	for i := range rows {
		if !c.Missing(i) {
			return false
		}
	}
	return true
}

// Unseen tells of columns with many more values than when learning that are rare
// or were never met: they count as rare, or as nothing where no rare ones were met.
func (d *Design) Unseen(f *frame.Frame) (notices []Notice) {
	for i := range d.Terms {
		k, c := d.Terms[i].Category, f.Column(d.Terms[i].Column)
		if k == nil || c == nil || c.Kind != frame.Category {
			continue
		}
		share := 0.0
		if k.Other >= 0 {
			share = d.Terms[i].Mean[k.Other]
		}
		if n, example := k.unseen(c, share); n > 0 {
			notices = append(notices, Notice{c.Name, fmt.Sprintf("%d values, such as %q, are rare or were not met when the model was made, which were %.1f%% then", n, example, 100*share)})
		}
	}
	return notices
}
