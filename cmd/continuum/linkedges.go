package main

import (
	"context"
	"unicode/utf8"

	"continuum/internal/duck"
	"continuum/link"
)

// edgesName is the file of the links found.
const edgesName = "edges.parquet"

// Columns of edges.parquet before and after the levels of the comparisons.
const (
	edgeLeft = iota
	edgeLeftSource
	edgeRight
	edgeRightSource
	edgeWeight
	edgeProbability
	edgeLevels
)

// writeEdges writes edges.parquet: every link found, one row each: both ids and
// sources, the weight in log2 odds, the probability, the level of each
// comparison (missing where a side has no value), the blocking rule, whether it
// was kept, and if not why.
func writeEdges(ctx context.Context, out *outFolder, result *link.Result, keys *recordKeys) error {
	sources := make([]string, len(keys.sources))
	for i, s := range keys.sources {
		sources[i] = sound(s)
	}
	columns := []duck.Column{
		{Name: "left"},
		{Name: "left_source", Kind: duck.Word, Words: sources},
		{Name: "right"},
		{Name: "right_source", Kind: duck.Word, Words: sources},
		{Name: "weight", Kind: duck.Float},
		{Name: "probability", Kind: duck.Double},
	}
	comparisons := result.Comparisons()
	for _, c := range comparisons {
		columns = append(columns, duck.Column{Name: c, Kind: duck.Byte})
	}
	after := len(columns)
	columns = append(columns, duck.Column{Name: "rule", Kind: duck.Word, Words: result.Rules()}, duck.Column{Name: "kept", Kind: duck.Bool},
		duck.Column{Name: "cut", Kind: duck.Word, Words: link.Cuts()})
	out.part(edgesName)
	return duck.WriteParquetPart(ctx, out.path(edgesName), columns, len(result.Edges), func(from int, b *duck.Block) error {
		some := result.Edges[from : from+b.Rows()]
		writeEnds(b, some, keys)
		weights, chances := b.Floats(edgeWeight), b.Doubles(edgeProbability)
		rules, kept, cuts := b.Words(after), b.Bools(after+1), b.Words(after+2)
		for i, e := range some {
			weights[i], chances[i] = e.Weight, e.Probability()
			rules[i], kept[i], cuts[i] = uint16(result.RuleOf(e)), e.Kept, uint16(e.Cut)
		}
		for c := range comparisons {
			levels := b.Bytes(edgeLevels + c)
			for i, e := range some {
				level, there := e.Level(c)
				if levels[i] = level; !there {
					b.Null(edgeLevels+c, i)
				}
			}
		}
		return nil
	})
}

// writeEnds writes the ids and sources of both sides.
func writeEnds(b *duck.Block, edges []link.Edge, keys *recordKeys) {
	left, right := b.Texts(edgeLeft), b.Texts(edgeRight)
	leftSource, rightSource := b.Words(edgeLeftSource), b.Words(edgeRightSource)
	for i, e := range edges {
		leftSource[i] = uint16(keys.set(left, i, int(e.Left)))
		rightSource[i] = uint16(keys.set(right, i, int(e.Right)))
	}
}

// set writes the id of a record and returns the number of its source.
func (k *recordKeys) set(to *duck.TextCells, row, record int) uint32 {
	batch, i := k.find(record)
	if id := batch.id(i); utf8.Valid(id) {
		to.Set(row, id)
	} else {
		to.SetString(row, sound(string(id)))
	}
	return batch.source[i]
}

// sound makes valid text of an id that is none, as CSV files may hold.
func sound(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}
