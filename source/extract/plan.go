package extract

import (
	"slices"

	"continuum/internal/fault"
)

// plan is what to take from the resources of one type: the columns of all its
// projections in one trie, so that a resource is walked once.
type plan struct {
	root    *node
	sets    []span // each projection's columns, in order
	width   int
	fullURL []int // columns that hold the address of the Bundle entry
	names   []string
}

// span is a projection's stretch of the plan's columns.
type span struct{ set, from, to int }

// node is a place in a resource that some path leads to.
type node struct {
	edges  []edge  // members of the object here
	leaves []leaf  // columns that end here
	joins  []leaf  // columns that take every element of the list here
	picks  []*pick // elements of the list here
}

type edge struct {
	name string
	to   *node
}

// pick leads to one element of a list.
type pick struct {
	choice
	to   *node
	left int // matches still to pass over in the list being walked; -1 when taken
}

// leaf fills a column with the value it ends at.
type leaf struct {
	column int
	final  final
	sep    string
}

// compile makes the plans of all projections by resource type.
func compile(file string, resources []Projection) (map[string]*plan, error) {
	plans := map[string]*plan{}
	for set, projection := range resources {
		p := plans[projection.Resource]
		if p == nil {
			p = &plan{root: &node{}}
			plans[projection.Resource] = p
		}
		from := p.width
		for _, column := range projection.Columns {
			path, err := ParsePath(column.Path)
			if err != nil {
				return nil, &fault.Error{
					Code: fault.Invalid, File: file, Column: column.Name, Reason: "the column's path is wrong",
					Err: err, Fix: "mend the path under `columns:` of the feed",
				}
			}
			p.add(path)
			p.names = append(p.names, column.Name)
		}
		p.sets = append(p.sets, span{set, from, p.width})
	}
	return plans, nil
}

// add grows the trie by the path of the next column.
func (p *plan) add(path Path) {
	column := p.width
	p.width++
	if path.steps[0].name == fullURL {
		p.fullURL = append(p.fullURL, column)
		return
	}
	at := p.root
	for _, s := range path.steps {
		at = at.edge(s.name)
		if s.pick != nil {
			at = at.pick(*s.pick)
		}
	}
	l := leaf{column, path.final, path.sep}
	if path.final == asJoined {
		at.joins = append(at.joins, l)
	} else {
		at.leaves = append(at.leaves, l)
	}
}

func (n *node) edge(name string) *node {
	for _, e := range n.edges {
		if e.name == name {
			return e.to
		}
	}
	to := &node{}
	n.edges = append(n.edges, edge{name, to})
	return to
}

func (n *node) pick(c choice) *node {
	for _, p := range n.picks {
		if p.same(c) {
			return p.to
		}
	}
	to := &node{}
	n.picks = append(n.picks, &pick{choice: c, to: to})
	return to
}

func (c choice) same(other choice) bool {
	return c.index == other.index && slices.EqualFunc(c.where, other.where, func(a, b condition) bool {
		return a.value == b.value && slices.Equal(a.path, b.path)
	})
}
