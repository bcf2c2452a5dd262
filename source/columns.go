package source

import (
	"fmt"
	"slices"
	"strings"
)

// shape says where a file's columns stand in the raw table: its column -> raw column.
type shape []int

func (s shape) has(column int) bool { return slices.Contains(s, column) }

// field says which of the file's columns fills a raw column, -1 for none.
func (s shape) field(column int) int { return slices.Index(s, column) }

// addColumns takes in one file's columns: the raw table has the union of all
// files' columns, in the order they are first seen.
func (g *group) addColumns(names []string) {
	s := make(shape, len(names))
	for i, name := range names {
		at := slices.IndexFunc(g.columns, func(c string) bool { return strings.EqualFold(c, name) })
		if at < 0 {
			at = len(g.columns)
			g.columns = append(g.columns, name)
		}
		s[i] = at
	}
	g.shapes = append(g.shapes, s)
}

// uneven says which columns some of the files lack: there they are empty.
func (g *group) uneven() []string {
	var out []string
	for at, column := range g.columns {
		var without []string
		for file, s := range g.shapes {
			if !s.has(at) {
				without = append(without, g.names[file])
			}
		}
		if len(without) > 0 {
			out = append(out, fmt.Sprintf("column %q is not in %d of %d files, the first is %s", column, len(without), len(g.names), without[0]))
		}
	}
	return out
}
