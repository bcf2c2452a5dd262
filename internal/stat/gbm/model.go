package gbm

import "continuum/internal/frame"

// Model is a set of trees whose values add up. It is made by Train or read from
// JSON, and may be used by many goroutines at once.
type Model struct {
	Options Options  // how it was learned
	Base    float64  // the raw score before any tree
	Columns []Column // what a row must have, by name
	Trees   []Tree
	Losses  []float64 // the mean validation loss after each tree grown, where there was a validation table
}

// Column is a column the model was learned on.
type Column struct {
	Name   string     `json:"name"`
	Kind   frame.Kind `json:"kind"`
	Levels []string   `json:"levels,omitempty"` // of a category
}

// Tree is one tree: nodes, each before its children; the first is the root.
type Tree []Node

// Node is a question, or a leaf where Left is 0. A number goes left when it is at
// most Threshold, a category when its level is one of Levels; a missing value,
// or a level the model does not know, goes left when MissingLeft.
type Node struct {
	Left, Right int
	Column      int     // place in Model.Columns
	Threshold   float32 // of a number
	Levels      []int32 // of a category: places in Column.Levels, rising
	MissingLeft bool
	Gain        float64 // how much the split lessened the loss while learning
	Value       float64 // what a leaf adds to the raw score
	Cover       float64 // the weight of the rows learned from that came here
}

// leaf tells whether a node asks nothing.
func (n *Node) leaf() bool { return n.Left == 0 }

// cover fills the covers of questions from their leaves, children first.
func (t Tree) cover() {
	for i := len(t) - 1; i >= 0; i-- {
		if n := &t[i]; !n.leaf() {
			n.Cover = t[n.Left].Cover + t[n.Right].Cover
		}
	}
}

// depth is the most questions on a way from the root to a leaf.
func (t Tree) depth() int {
	below := make([]int, len(t))
	for i := len(t) - 1; i >= 0; i-- {
		if n := &t[i]; !n.leaf() {
			below[i] = 1 + max(below[n.Left], below[n.Right])
		}
	}
	return below[0]
}
