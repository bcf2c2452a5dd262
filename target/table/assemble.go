package table

import (
	"context"
	"fmt"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// table puts together what the workers read.
func (r *reading) table(ctx context.Context, o Options) (*Table, error) {
	if err := r.misled(o.Kinds); err != nil {
		return nil, err
	}
	if err := r.unlike(o.Kinds); err != nil {
		return nil, err
	}
	chunks, rows, err := r.chunks()
	if err != nil {
		return nil, err
	}
	t := &Table{Path: r.file.path, SHA256: r.sha256, Frame: &frame.Frame{Rows: rows}, lines: joined(chunks, rows, func(c chunk) []int32 { return c.lines })}
	for _, name := range r.file.again {
		t.notice("the file has a column several times: the later one goes by the name %s", name)
	}
	if r.file.format.Encoding == latin1 {
		t.notice("the file is not UTF-8 and was read as Windows-1252 (Latin-1)")
	}
	for k := range r.at {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.column(t, chunks, k, rows)
	}
	t.tellMissing()
	return t, nil
}

func (t *Table) notice(format string, args ...any) {
	t.Notices = append(t.Notices, fmt.Sprintf(format, args...))
}

// misled finds the columns that are not what their first rows seemed.
func (r *reading) misled(asked map[string]Kind) error {
	again := &rereadError{kinds: map[string]Kind{}}
	for k, kind := range r.kinds {
		name := r.workers[0].shards[k].name
		if asked[name] != "" || kind != Number && kind != Date {
			continue
		}
		if c := r.counted(k); c.padded > 0 || len(c.oddWords) > mostOdd || c.odd*200 > c.values+c.odd {
			again.kinds[name] = Category
		}
	}
	if len(again.kinds) > 0 {
		return again
	}
	return nil
}

// unlike refuses a column that is to hold numbers or dates and holds none, only what
// is neither: all of it would be taken as missing.
func (r *reading) unlike(asked map[string]Kind) error {
	for k, kind := range r.kinds {
		name := r.workers[0].shards[k].name
		if asked[name] == "" || kind != Number && kind != Date {
			continue
		}
		if c := r.counted(k); c.values == 0 && c.odd > 0 {
			return &fault.Error{
				Code: fault.Invalid, File: r.file.path, Line: c.oddLine, Column: name, Value: c.oddWord,
				Reason: "must hold " + string(kind) + "s, and holds none", Fix: "write " + string(kind) + "s, and leave it empty where nothing is known",
			}
		}
	}
	return nil
}

// counted is what all workers counted of a column.
func (r *reading) counted(k int) *counts {
	var c counts
	for _, w := range r.workers {
		c.merge(&w.shards[k].counts)
	}
	return &c
}

// column makes one column of the table and lets go of what it was made of.
func (r *reading) column(t *Table, chunks []chunk, k, rows int) {
	shard := &r.workers[0].shards[k]
	counts := r.counted(k)
	info := Column{Name: shard.name, Kind: shard.kind, Missing: rows - counts.values, Spelled: counts.spelled}
	c := frame.Column{Name: shard.name, Kind: frame.Number}
	switch shard.kind {
	case Number, Date:
		c.Numbers = joined(chunks, rows, func(c chunk) []float32 { return c.columns[k].numbers })
		info.Whole, info.Distinct = counts.fractions == 0, counts.sketch.estimate()
	case Category:
		c.Kind = frame.Category
		r.category(&c, chunks, k, rows)
		info.Distinct = len(c.Levels)
	default:
		c.Kind = frame.Text
		c.Texts = texts(chunks, k, rows)
	}
	for i := range chunks {
		chunks[i].columns[k] = values{}
	}
	if why := r.identifies(&info, &c, k, rows, shard.sure); why != "" {
		t.Left = append(t.Left, Left{info.Name, why, !r.any(k, isLong) && float64(info.Distinct) < manyWords*float64(rows-info.Missing)})
		return
	}
	t.tell(&info, counts)
	if r.mixed[k] != "" && shard.kind == Category {
		t.notice("%s: %s, so it is read as words", info.Name, r.mixed[k])
	}
	t.Columns = append(t.Columns, info)
	t.Frame.Columns = append(t.Frame.Columns, c)
}

func joined[T any](chunks []chunk, rows int, of func(chunk) []T) []T {
	out := make([]T, 0, rows)
	for _, c := range chunks {
		out = append(out, of(c)...)
	}
	return out
}

// category gives the words of all workers one order, so that the same file makes
// the same codes whoever read which part of it.
func (r *reading) category(c *frame.Column, chunks []chunk, k, rows int) {
	for _, w := range r.workers {
		c.Levels = append(c.Levels, w.shards[k].words...)
	}
	slices.Sort(c.Levels)
	c.Levels = slices.Compact(c.Levels)
	place := make(map[string]int32, len(c.Levels))
	for i, word := range c.Levels {
		place[word] = int32(i)
	}
	codes := make([][]int32, len(r.workers))
	for i, w := range r.workers {
		for _, word := range w.shards[k].words {
			codes[i] = append(codes[i], place[word])
		}
	}
	c.Codes = make([]int32, 0, rows)
	for _, chunk := range chunks {
		for _, code := range chunk.columns[k].codes {
			if code >= 0 {
				code = codes[chunk.worker][code]
			}
			c.Codes = append(c.Codes, code)
		}
	}
}

func texts(chunks []chunk, k, rows int) []string {
	out := make([]string, 0, rows)
	for _, c := range chunks {
		from := uint32(0)
		for _, end := range c.columns[k].ends {
			out = append(out, c.columns[k].text[from:end])
			from = end
		}
	}
	return out
}
