package place

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Bounds of one YAML text. A place is written by hand: what is larger is a mistake or an attack.
const (
	yamlBytes = 1 << 20
	yamlDepth = 32
	keyLength = 200
)

// Decode reads the YAML of a place file into the struct that into points at and
// reports everything wrong with it in one pass, each with its line: keys the
// struct does not know, keys given twice, values of the wrong type, and values
// that break the struct's `check` tags. What is right is set even when something
// else is wrong. Keys are named by the `yaml` tag, or the field's name in lower case.
//
// A tag such as `check:"required,id"` holds, separated by commas: required,
// oneof=a|b|c, id, ods, country, currency, language, timezone, uri, date (yyyy-mm-dd),
// monthday (mm-dd), year (2024/25) or pence. They judge texts and lists of texts.
//
// Aliases, merge keys and tags (*x, <<, !x) are refused: a place file shows each
// value where it holds.
func Decode(file string, data []byte, into any) []Problem {
	return decode(file, data, into, 0)
}

// decode is Decode for a text that stands indent columns to the right in its file.
func decode(file string, data []byte, into any, indent int) []Problem {
	d := &decoder{file: file, indent: indent}
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return []Problem{{File: file, Reason: fmt.Sprintf("cannot be read into %T: not a pointer", into)}}
	}
	d.at = positions(file, target.Elem())
	if root := d.parse(data); root != nil {
		d.value(root, target.Elem(), "")
	}
	return Sort(d.problems)
}

// decoder gathers the problems and positions of one file.
type decoder struct {
	file     string
	indent   int // columns
	at       *At
	problems []Problem
}

func (d *decoder) problem(n *yaml.Node, value, fix, reason string, args ...any) {
	d.add(n.Line, n.Column, value, fix, fmt.Sprintf(reason, args...))
}

func (d *decoder) add(line, column int, value, fix, reason string) {
	if column > 0 {
		column += d.indent
	}
	d.problems = append(d.problems, Problem{File: d.file, Line: line, Column: column, Value: value, Reason: reason, Fix: fix})
}

func (d *decoder) mark(path string, n *yaml.Node) {
	if d.at != nil {
		d.at.Positions[path] = Position{n.Line, n.Column + d.indent}
	}
}

// positions finds the At field of a struct and makes it ready; nil when it has none.
func positions(file string, v reflect.Value) *At {
	if v.Kind() != reflect.Struct {
		return nil
	}
	for _, field := range v.Fields() {
		if field.Type() == reflect.TypeFor[At]() && field.CanSet() {
			field.Set(reflect.ValueOf(At{file, map[string]Position{}}))
			return field.Addr().Interface().(*At)
		}
	}
	return nil
}

// parse gives the root value of a YAML text, an empty mapping when it holds only
// comments, and nil after a problem that leaves nothing to look at.
func (d *decoder) parse(data []byte) *yaml.Node {
	if len(data) > yamlBytes {
		d.add(0, 0, "", "keep it under 1 MiB; long lists belong in a CSV file", fmt.Sprintf("YAML of %d bytes is too large", len(data)))
		return nil
	}
	if problems := checkText(d.file, data); len(problems) > 0 {
		d.problems = problems
		return nil
	}
	docs, err := documents(data)
	switch {
	case err != nil:
		d.syntax(err)
		return nil
	case len(docs) == 0:
		return &yaml.Node{Kind: yaml.MappingNode, Line: 1, Column: 1}
	case len(docs) > 1:
		d.problem(&docs[1], "", "remove the --- line: one file holds one document", "a second YAML document starts here")
	}
	return docs[0].Content[0]
}

// documents reads the first two documents of a text.
func documents(data []byte) (docs []yaml.Node, err error) {
	limits := loaderlimits.New(loaderlimits.DepthValue(yamlDepth))
	loader, err := yaml.NewLoader(bytes.NewReader(bytes.TrimPrefix(data, bom)), yaml.WithPlugin(limits))
	for err == nil && len(docs) < 2 {
		var doc yaml.Node
		if err = loader.Load(&doc); err == nil {
			docs = append(docs, doc)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return docs, err
}

// syntax reports a parser's error with a fix a layperson can follow.
func (d *decoder) syntax(err error) {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		d.add(0, 0, "", "", "not valid YAML: "+err.Error())
		return
	}
	d.add(load.Mark.Line, load.Mark.Column, "", syntaxFix(load.Message), "not valid YAML: "+load.Message)
}

func syntaxFix(message string) string {
	fixes := []struct{ part, fix string }{
		{"mapping values are not allowed", `put a value that holds ": " in double quotes, and check the indentation`},
		{"cannot start any token", "indent with spaces, not tabs, and quote a value that starts with a sign such as % or @"},
		{"could not find expected ':'", `write "key: value", with a space after the colon`},
		{"did not find expected ',' or ']'", "close the list with ]"},
		{"did not find expected ',' or '}'", "close the braces with }"},
		{"did not find expected", "check the indentation of this line and the one above"},
		{"max depth", fmt.Sprintf("nest at most %d levels", yamlDepth)},
		{"unknown anchor", "put a value that starts with * in double quotes"},
	}
	i := slices.IndexFunc(fixes, func(f struct{ part, fix string }) bool { return strings.Contains(message, f.part) })
	if i < 0 {
		return ""
	}
	return fixes[i].fix
}

var bom = []byte("\xef\xbb\xbf")

// checkText reports bytes that are not UTF-8 text, with their line.
func checkText(file string, data []byte) []Problem {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 || r == 0 {
			return []Problem{{
				File: file, Line: 1 + bytes.Count(data[:i], []byte("\n")),
				Reason: fmt.Sprintf("not UTF-8 text: byte 0x%02x", data[i]), Fix: "save the file as UTF-8",
			}}
		}
		i += size
	}
	return nil
}
