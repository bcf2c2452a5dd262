package main

import (
	"context"
	"math"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/link"
)

// readPairs reads and judges a file of pairs.
func readPairs(ctx context.Context, path string, compared *link.Comparison) (*link.PairEvaluation, error) {
	r := pairReader{path: path, compared: compared}
	if err := eachChosen(ctx, path, r.columns, r.row); err != nil {
		return nil, err
	}
	e := r.pairs.Evaluate()
	if e.Pairs == 0 && r.rows > 0 {
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "no pair of two ids that stand in both clusters and truth", Fix: "check that left and right name records as they do"}
	}
	return &e, nil
}

type pairReader struct {
	path     string
	compared *link.Comparison
	names    [2]string // of the columns of the score and of kept
	pairs    *link.Pairs
	rows     int64
}

func (r *pairReader) columns(header []string) ([]int, error) {
	c, err := link.FindPairColumns(r.path, header)
	if err != nil {
		return nil, err
	}
	if c.Kept >= 0 {
		r.names[1] = header[c.Kept]
	}
	r.names[0] = c.Scored
	r.pairs, err = r.compared.Pairs(c)
	return []int{c.Left, c.LeftSource, c.Right, c.RightSource, c.Rule, c.Score, c.Kept}, err
}

func (r *pairReader) row(cells [][]byte, line int64) (err error) {
	r.rows++
	p := link.Pair{
		Left:  link.Registration{Source: string(cells[1]), LocalID: string(cells[0])},
		Right: link.Registration{Source: string(cells[3]), LocalID: string(cells[2])},
		Rule:  cells[4],
	}
	if r.names[0] != "" {
		if p.Score, err = strconv.ParseFloat(string(cells[5]), 64); err != nil || math.IsNaN(p.Score) {
			return r.wrong(line, r.names[0], cells[5], "not a number", "give each pair its "+r.names[0])
		}
		if strings.Contains(strings.ToLower(r.names[0]), "probability") && (p.Score < 0 || p.Score > 1) {
			return r.wrong(line, r.names[0], cells[5], "not a probability", "give one from 0 to 1")
		}
	}
	if r.names[1] != "" {
		if p.Kept, err = strconv.ParseBool(string(cells[6])); err != nil {
			return r.wrong(line, r.names[1], cells[6], "neither true nor false", "")
		}
	}
	r.pairs.Add(p)
	return nil
}

func (r *pairReader) wrong(line int64, column string, value []byte, reason, fix string) error {
	return &fault.Error{Code: fault.Invalid, File: r.path, Line: line, Column: column, Value: string(value), Reason: reason, Fix: fix}
}
