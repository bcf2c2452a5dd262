package model

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"math"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// fill reads the answer to a query into the columns of r, its first column the ids
// of people. Rows are read from the driver as they come: a hundred features of a
// million people are too many for database/sql's conversions.
func (s *session) fill(ctx context.Context, r *Rows, query string) error {
	n := r.Data.Rows
	r.People = make([]string, 0, n)
	fills := make([]*filling, len(r.Columns))
	for i, c := range r.Columns {
		fills[i] = newFilling(c, n)
	}
	err := s.Raw(func(dc any) error {
		rows, err := dc.(driver.QueryerContext).QueryContext(ctx, query, nil)
		if err != nil {
			return err
		}
		defer rows.Close()
		return each(rows, func(values []driver.Value) error {
			id, _ := values[0].(string)
			r.People = append(r.People, id)
			for i, f := range fills {
				if err := f.add(values[i+1]); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return fault.Wrap(err, "reading the features")
	}
	r.Data.Rows = len(r.People)
	for _, f := range fills {
		r.Data.Columns = append(r.Data.Columns, f.done())
	}
	return nil
}

func each(rows driver.Rows, visit func([]driver.Value) error) error {
	values := make([]driver.Value, len(rows.Columns()))
	for {
		switch err := rows.Next(values); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := visit(values); err != nil {
			return err
		}
	}
}

// filling is a column being read.
type filling struct {
	column Column
	out    frame.Column
	codes  map[string]int32
}

func newFilling(c Column, rows int) *filling {
	f := &filling{column: c, out: frame.Column{Name: c.Name, Kind: frame.Number}}
	if c.Form == Category {
		f.out.Kind, f.out.Codes, f.codes = frame.Category, make([]int32, 0, rows), map[string]int32{}
	} else {
		f.out.Numbers = make([]float32, 0, rows)
	}
	return f
}

func (f *filling) add(value driver.Value) error {
	switch v := value.(type) {
	case string:
		if v == "" {
			f.missing()
			return nil
		}
		code, known := f.codes[v]
		if !known {
			code = int32(len(f.codes))
			f.codes[v] = code
			f.out.Levels = append(f.out.Levels, v)
		}
		f.out.Codes = append(f.out.Codes, code)
	case float64:
		x := float32(v)
		if math.IsNaN(v) || math.IsInf(float64(x), 0) {
			return &fault.Error{Code: fault.Invalid, File: f.column.File, Line: int64(f.column.Line), Value: f.column.Name, Reason: "the feature is not a number for some people", Fix: "look for a division by zero, and give NULL for what is not known"}
		}
		f.out.Numbers = append(f.out.Numbers, x)
	default:
		f.missing()
	}
	return nil
}

func (f *filling) missing() {
	if f.column.Form == Category {
		f.out.Codes = append(f.out.Codes, -1)
	} else {
		f.out.Numbers = append(f.out.Numbers, float32(math.NaN()))
	}
}

// done sorts the levels of a category, so that they do not depend on who comes first.
func (f *filling) done() frame.Column {
	if f.column.Form != Category {
		return f.out
	}
	sorted := slices.Sorted(slices.Values(f.out.Levels))
	to := make([]int32, len(sorted))
	for at, level := range sorted {
		to[f.codes[level]] = int32(at)
	}
	for i, code := range f.out.Codes {
		if code >= 0 {
			f.out.Codes[i] = to[code]
		}
	}
	f.out.Levels = sorted
	return f.out
}
