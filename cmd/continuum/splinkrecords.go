package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/splink"
)

// splinkRecords gathers the columns that a model needs, as trimmed text.
type splinkRecords struct {
	columns []string // in lower case, the id among them
	at      []int    // of each in the file at hand
	rows    [][]string
}

// newSplinkRecords makes the model take a column for its ids.
func newSplinkRecords(model *splink.Model, id string) (*splinkRecords, error) {
	columns, err := model.Columns()
	if err != nil {
		return nil, err
	}
	model.UniqueID = strings.ToLower(id)
	if !slices.Contains(columns, model.UniqueID) {
		columns = append(columns, model.UniqueID)
	}
	return &splinkRecords{columns: columns, at: make([]int, len(columns))}, nil
}

func (s *splinkRecords) header(file string, names []string) error {
	for i, name := range s.columns {
		at, err := columnAt(file, names, name)
		if err != nil {
			return fault.Wrap(err, "finding the columns that the model compares")
		}
		s.at[i] = at
	}
	return nil
}

func (s *splinkRecords) record(_ link.Registration, cells []string) {
	row := make([]string, len(s.at))
	for i, at := range s.at {
		row[i] = strings.TrimSpace(cells[at])
	}
	s.rows = append(s.rows, row)
}

// table is all records, each with its source as its data set.
func (s *splinkRecords) table(name string, keys []link.Registration) *splink.Table {
	var names []string
	number := map[string]int{}
	for _, k := range keys {
		if _, known := number[k.Source]; !known {
			number[k.Source] = 0
			names = append(names, k.Source)
		}
	}
	slices.Sort(names)
	for i, source := range names {
		number[source] = i
	}
	t := &splink.Table{Name: name, Columns: s.columns, Rows: s.rows, Source: make([]int, len(keys))}
	for i, k := range keys {
		t.Source[i] = number[k.Source]
	}
	return t
}

// largestModel is more than the file of any model has.
const largestModel = 64 << 20

// splinkModel says whether --model is a model that Splink saved.
func (c *linkRunCmd) splinkModel() (bool, error) {
	if c.Model == "" {
		return false, nil
	}
	data, err := readModelFile(c.Model)
	if err != nil || !isSplink(data) {
		return false, err
	}
	for flag, given := range map[string]bool{"--config": c.Config != "", "--shard": c.Shard != "", "--memory": c.Memory != ""} {
		if given {
			return true, &fault.Error{Code: fault.Invalid, Column: flag, Reason: "a Splink model says all that is to be said", Fix: "leave " + flag + " out, or leave --model out"}
		}
	}
	return true, nil
}

func readModelFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "cannot be read", Err: err}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largestModel))
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "cannot be read", Err: err}
	}
	return data, nil
}

// readSplink reads a Splink model, and says what it should be when it is none.
func readSplink(path string) (*splink.Model, error) {
	data, err := readModelFile(path)
	if err != nil {
		return nil, err
	}
	if !isSplink(data) {
		return nil, &fault.Error{
			Code: fault.Invalid, File: path, Reason: "not a Splink model",
			Fix: `give the JSON that Splink saves: settings with "comparisons", each with its "comparison_levels"`,
		}
	}
	return splink.Parse(path, data)
}

// readModel reads a model of our own.
func readModel(path string) (*link.Model, error) {
	data, err := readModelFile(path)
	if err != nil {
		return nil, err
	}
	if isSplink(data) {
		return nil, &fault.Error{
			Code: fault.Invalid, File: path, Reason: "a Splink model cannot be used here",
			Fix: "give a model.json that `continuum link` wrote; by a Splink model whole files are linked, with `continuum link run FILES --model`",
		}
	}
	model, err := link.ReadModel(path, bytes.NewReader(data))
	return model, plainJSON(err)
}

// plainJSON says in words what the decoder of JSON says of a model in its own.
func plainJSON(err error) error {
	var bad *fault.Error
	if !errors.As(err, &bad) || bad.Err == nil {
		return err
	}
	plain := *bad
	var kind *json.UnmarshalTypeError
	var form *json.SyntaxError
	switch {
	case errors.As(err, &kind) && kind.Field != "":
		plain.Err = fmt.Errorf("%s is a %s, where another kind of value belongs", kind.Field, kind.Value)
	case errors.As(err, &kind):
		plain.Err = fmt.Errorf("it is a %s", kind.Value)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.As(err, &form) && strings.HasPrefix(form.Error(), "unexpected end"):
		plain.Err = errors.New("it ends too early")
	case errors.As(err, &form):
		plain.Err = fmt.Errorf("it is no JSON from byte %d on", form.Offset)
	default:
		plain.Err = errors.New(strings.TrimPrefix(bad.Err.Error(), "json: "))
	}
	return &plain
}

// ownModel stands in every model that the engine wrote, whole or not.
const ownModel = `"continuum link model"`

// isSplink tells a Splink model, whole or not, from other files.
func isSplink(data []byte) bool {
	var model struct {
		Comparisons []struct {
			Levels  json.RawMessage `json:"comparison_levels"`
			Shorter []struct {
				Condition json.RawMessage `json:"condition"`
			} `json:"levels"`
		} `json:"comparisons"`
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !json.Valid(data) { // what is wrong is for its parser to say
		return bytes.Contains(data, []byte(`"comparisons"`)) && !bytes.Contains(data, []byte(ownModel))
	}
	_ = json.Unmarshal(data, &model) // what does not fit is left out
	for _, c := range model.Comparisons {
		if c.Levels != nil || len(c.Shorter) > 0 && c.Shorter[0].Condition != nil {
			return true
		}
	}
	return false
}
