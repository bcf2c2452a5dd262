package place

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Table is a CSV file of a place: a code list or a price list. Cells are as
// written; every row has one cell a column.
type Table struct {
	Name    string // of the file without its ending
	File    string
	Source  string // of the leading "# source:" line, "" when there is none
	Columns []string
	Rows    [][]string
	Lines   []int // of the file on which each row starts
	header  int   // line of the column names
}

// Cell gives the value of a column in a row, "" when the table has no such column.
func (t Table) Cell(row int, column string) string {
	i := slices.Index(t.Columns, column)
	if i < 0 {
		return ""
	}
	return t.Rows[row][i]
}

// sheet gathers the problems of a table, no more than are shown.
type sheet struct {
	Table
	problems []Problem
}

func (s *sheet) problem(line int, value, fix, reason string, args ...any) {
	if len(s.problems) > problemsPerFile {
		return
	}
	s.problems = append(s.problems, Problem{File: s.File, Line: line, Value: value, Reason: fmt.Sprintf(reason, args...), Fix: fix})
}

const maxColumns = 1000

// ReadTable reads any CSV file of a place, and judges no more than its form.
func ReadTable(f File) (Table, []Problem) { return readTable(f) }

// readTable reads a CSV file: leading # lines, a header, rows of the same width.
// Rows that are not are reported and left out.
func readTable(f File) (Table, []Problem) {
	s := &sheet{Table: Table{File: f.Name, Name: strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name)), header: 1}}
	if problems := checkText(f.Name, f.Data); len(problems) > 0 {
		return s.Table, problems
	}
	rest, above := s.remarks(bytes.TrimPrefix(f.Data, bom))
	r := csv.NewReader(bytes.NewReader(rest))
	r.FieldsPerRecord = -1
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			s.malformed(err, above)
			continue
		}
		line, _ := r.FieldPos(0)
		s.record(record, line+above)
	}
	if s.Columns == nil && len(s.problems) == 0 {
		s.problem(0, "", "write a first line with the names of the columns", "the table is empty")
	}
	return s.Table, s.problems
}

// remarks takes the leading # lines off and counts them; one of them may name the source.
func (s *sheet) remarks(data []byte) (rest []byte, lines int) {
	for bytes.HasPrefix(data, []byte("#")) {
		line, after, _ := bytes.Cut(data, []byte("\n"))
		text := strings.TrimSpace(string(line[1:]))
		if key, value, ok := strings.Cut(text, ":"); ok && strings.EqualFold(key, "source") {
			s.Source = strings.TrimSpace(value)
		}
		data = after
		lines++
	}
	return data, lines
}

// record takes the header first, then the rows.
func (s *sheet) record(record []string, line int) {
	switch {
	case s.Columns == nil:
		s.Columns, s.header = record[:min(len(record), maxColumns)], line
		s.checkHeader()
		if len(record) > maxColumns {
			s.problem(line, "", "keep those that are used", "the table has %d columns, more than %d", len(record), maxColumns)
		}
	case len(record) != len(s.Columns):
		s.problem(line, "", `put a cell that holds a comma in double quotes`, "the row has %d cells, the header has %d", len(record), len(s.Columns))
	default:
		s.Rows, s.Lines = append(s.Rows, record), append(s.Lines, line)
	}
}

func (s *sheet) checkHeader() {
	seen := map[string]bool{}
	for i, column := range s.Columns {
		key := strings.ToLower(strings.TrimSpace(column))
		switch {
		case key == "":
			s.problem(s.header, "", "name it or remove it", "column %d has no name", i+1)
		case key != strings.ToLower(column):
			s.problem(s.header, column, "remove the spaces", "a column name has spaces around it")
		case seen[key]:
			s.problem(s.header, column, "give each column its own name", "column %d is named %q, as one before it, whatever the case", i+1, short(column))
		}
		seen[key] = true
	}
}

// malformed reports a row whose quotes are wrong.
func (s *sheet) malformed(err error, above int) {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		s.problem(0, "", "", "cannot be read: %v", err)
		return
	}
	s.problem(parse.StartLine+above, "", `put the whole cell in double quotes and write "" for a quote inside it`, "not valid CSV: %v", parse.Err)
}

// need reports columns the table must have; false when one is missing.
func (s *sheet) need(columns ...string) bool {
	if s.Columns == nil {
		return false
	}
	complete := true
	for _, column := range columns {
		if !slices.Contains(s.Columns, column) {
			complete = false
			s.problem(s.header, "", "add it to the first line; it has "+short(strings.Join(s.Columns, ", ")), "there is no column %q", column)
		}
	}
	return complete
}

// fill reports cells of a row that must not be empty.
func (s *sheet) fill(row int, columns ...string) {
	for _, column := range columns {
		value := s.Cell(row, column)
		switch {
		case value == "":
			s.problem(s.Lines[row], "", "fill it", "column %q is empty", column)
		case strings.TrimSpace(value) != value:
			s.problem(s.Lines[row], value, "remove them", "column %q has spaces around its value", column)
		}
	}
}

// rule reports a cell that breaks the named rule, and tells whether it holds; an
// empty cell breaks none.
func (s *sheet) rule(row int, column, rule string) bool {
	value := s.Cell(row, column)
	if value == "" {
		return true
	}
	reason, fix := judge(rule, value)
	if reason != "" {
		s.problem(s.Lines[row], value, fix, "%s %q %s", column, short(value), reason)
	}
	return reason == ""
}
