package learn

import (
	"context"
	"slices"
	"strconv"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// Feature is a column as models read it, with what was learned about it.
type Feature struct {
	Name     string    `json:"name"`
	Role     Role      `json:"role"`
	Levels   []string  `json:"levels,omitempty"`   // of a category learned level by level, rising
	Encoding *encoding `json:"encoding,omitempty"` // of a code, or a category of many levels
	Spread   Spread    `json:"spread"`             // of the rows learned from
}

// encoded tells whether the feature needs an encoding.
func (f *Feature) encoded() bool {
	return f.Role == Code || f.Role == Category && len(f.Levels) > mostLevels
}

// columnOf finds the feature's column in a frame, as words where it reads words
// and as numbers where it reads numbers.
func (f *Feature) columnOf(data *frame.Frame) (*frame.Column, error) {
	c := data.Column(f.Name)
	if c == nil {
		return nil, &fault.Error{Code: fault.Invalid, Column: f.Name, Reason: "the model reads this column, which is not there"}
	}
	words := f.Role == Category || f.Role == Code
	switch {
	case c.Kind == frame.Number && words:
		as := asCategory(c)
		return &as, nil
	case c.Kind == frame.Category && (f.Role == Number || f.Role == Date):
		return f.asNumber(c)
	case c.Kind == frame.Text:
		return nil, &fault.Error{Code: fault.Invalid, Column: f.Name, Reason: "the model reads this column as a " + string(f.Role) + ", and it holds other words"}
	}
	return c, nil
}

// asNumber reads words that write numbers.
func (f *Feature) asNumber(c *frame.Column) (*frame.Column, error) {
	values := make([]float32, len(c.Levels))
	for i, word := range c.Levels {
		v, err := strconv.ParseFloat(word, 32)
		if err != nil || v-v != 0 {
			return nil, &fault.Error{Code: fault.Invalid, Column: f.Name, Value: word, Reason: "the model reads this column as numbers"}
		}
		values[i] = float32(v)
	}
	out := frame.Column{Name: c.Name, Kind: frame.Number, Numbers: spread(c.Codes, values)}
	return &out, nil
}

// spread gives each row the value of its level.
func spread(codes []int32, values []float32) []float32 {
	out := make([]float32, len(codes))
	for i, code := range codes {
		out[i] = nothing
		if code >= 0 {
			out[i] = values[code]
		}
	}
	return out
}

// plain is a column that needs no encoding, as models read it.
func (f *Feature) plain(c *frame.Column) frame.Column {
	out := *c
	if f.Role == Interval && c.Kind == frame.Category {
		out = middles(c)
	}
	out.Name = f.Name
	return out
}

// middles puts ranges at their middles; words that are none are missing.
func middles(c *frame.Column) frame.Column {
	values := make([]float32, len(c.Levels))
	for i, word := range c.Levels {
		values[i] = nothing
		if v, _, ok := intervalOf(word); ok {
			values[i] = float32(v)
		}
	}
	return frame.Column{Kind: frame.Number, Numbers: spread(c.Codes, values)}
}

// Features are the columns of a model.
type Features []Feature

// plan finds what each column is to the model. Columns left out are told.
func plan(ctx context.Context, data *frame.Frame, roles map[string]Role) (Features, []Left, error) {
	for name := range roles {
		if data.Column(name) == nil {
			return nil, nil, &fault.Error{Code: fault.Invalid, Column: name, Reason: "a role is given for a column that is not there"}
		}
	}
	found := make(Features, len(data.Columns))
	whys := make([]string, len(found))
	err := eachAlone(ctx, len(found), func(i int) error {
		c, f := &data.Columns[i], &found[i]
		f.Name = c.Name
		f.Role, whys[i] = roleOf(c)
		if asked, ok := roles[c.Name]; ok && f.Role != Constant {
			f.Role, whys[i] = asked, ""
			if asked == Identifier || asked == Ignored {
				whys[i] = "as asked"
			}
		}
		if whys[i] != "" {
			return nil
		}
		read, err := f.read(data)
		if err == nil {
			f.Spread = spreadOf(read)
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	var out Features
	var left []Left
	for i, why := range whys {
		if why != "" {
			left = append(left, Left{found[i].Name, found[i].Role, why})
		} else {
			out = append(out, found[i])
		}
	}
	if len(out) == 0 {
		return nil, nil, &fault.Error{Code: fault.Invalid, Reason: "no column is left to learn from", Fix: "give columns that say how people are: what is empty, the same for everybody or says who somebody is tells nothing"}
	}
	return out, left, nil
}

// read finds the feature's column and takes its levels.
func (f *Feature) read(data *frame.Frame) (*frame.Column, error) {
	c, err := f.columnOf(data)
	if err != nil {
		return nil, err
	}
	if c.Kind == frame.Category && f.Role == Interval && !slices.ContainsFunc(c.Levels, isInterval) {
		return nil, &fault.Error{Code: fault.Invalid, Column: f.Name, Reason: "it is to hold ranges, and no value is one", Fix: "write ranges such as 40-64 or 80+, or let it be a category"}
	}
	if c.Kind == frame.Category && f.Role == Category {
		used := make([]bool, len(c.Levels))
		for _, code := range c.Codes {
			if code >= 0 {
				used[code] = true
			}
		}
		for i, u := range used {
			if u {
				f.Levels = append(f.Levels, c.Levels[i])
			}
		}
		slices.Sort(f.Levels)
	}
	return c, nil
}

// learn makes the frame that models learn from: encodings are learned of the rows
// that count. It gives the features with their encodings.
func (fs Features) learn(data *frame.Frame, t *target, inner []int8) (*frame.Frame, Features, error) {
	out, learnt := &frame.Frame{Rows: data.Rows}, make(Features, len(fs))
	for i := range fs {
		f := fs[i]
		c, err := f.columnOf(data)
		if err != nil {
			return nil, nil, err
		}
		column := f.plain(c)
		if f.encoded() {
			f.Encoding, column = learnEncoding(f.Role, c, t, inner)
			column.Name = f.Name
		}
		learnt[i] = f
		out.Columns = append(out.Columns, column)
	}
	return out, learnt, nil
}

// apply makes the frame that models score.
func (fs Features) apply(data *frame.Frame) (*frame.Frame, error) {
	out := &frame.Frame{Rows: data.Rows}
	for i := range fs {
		f := &fs[i]
		c, err := f.columnOf(data)
		if err != nil {
			return nil, err
		}
		column := f.plain(c)
		if f.Encoding != nil {
			column = f.Encoding.apply(f.Role, c)
			column.Name = f.Name
		}
		out.Columns = append(out.Columns, column)
	}
	return out, nil
}

// prepare makes the frame of the features, read as far as they can be without the
// outcome, so that it is done once.
func (fs Features) prepare(data *frame.Frame) (*frame.Frame, error) {
	out := &frame.Frame{Rows: data.Rows}
	for i := range fs {
		c, err := fs[i].columnOf(data)
		if err != nil {
			return nil, err
		}
		out.Columns = append(out.Columns, fs[i].plain(c))
	}
	return out, nil
}
