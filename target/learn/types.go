package learn

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"continuum/internal/fault"
)

// asked are the roles that somebody can give a column.
var asked = []Role{Number, Date, Interval, Category, Code, Identifier, Ignored}

// ParseTypes reads a YAML file of one line a column, such as `age: interval`, that
// says what columns are where what is found out is not meant. name stands for it in
// faults, which name the line.
func ParseTypes(name string, data []byte) (map[string]Role, error) {
	var root yaml.Node
	err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&root)
	switch {
	case errors.Is(err, io.EOF):
		return map[string]Role{}, nil
	case err != nil:
		return nil, &fault.Error{Code: fault.Invalid, File: name, Reason: "it is not YAML", Err: err, Fix: typesFix}
	case len(root.Content) != 1 || root.Content[0].Kind != yaml.MappingNode:
		return nil, &fault.Error{Code: fault.Invalid, File: name, Line: int64(root.Line), Reason: "it does not list columns", Fix: typesFix}
	}
	out := map[string]Role{}
	pairs := root.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		column, role := pairs[i], pairs[i+1]
		bad := &fault.Error{Code: fault.Invalid, File: name, Line: int64(column.Line), Column: column.Value, Fix: typesFix}
		switch _, twice := out[column.Value]; {
		case twice:
			bad.Reason = "the column stands twice"
		case column.Kind != yaml.ScalarNode || role.Kind != yaml.ScalarNode || !slices.Contains(asked, Role(role.Value)):
			bad.Reason, bad.Value = "there is no such type", role.Value
		default:
			out[column.Value] = Role(role.Value)
			continue
		}
		return nil, bad
	}
	return out, nil
}

var typesFix = fmt.Sprintf("write one line a column, such as `age: interval`; types are %s", strings.Join(roleWords(), ", "))

func roleWords() []string {
	out := make([]string, len(asked))
	for i, r := range asked {
		out[i] = string(r)
	}
	return out
}
