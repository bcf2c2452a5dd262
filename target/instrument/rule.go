package instrument

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/place"
)

// Position is where a diagnosis stands among those of a stay.
type Position uint8

// The positions.
const (
	AnyPosition Position = iota // in a rule: whichever; of a code: not known
	Primary
	Secondary
)

// rule is one row of a table of conditions: any of its codes, at its position, makes
// the condition present unless the row asks for more.
type rule struct {
	condition int
	codes     []string // normal, or ids where the instrument takes names alone
	at        Position

	with            []string // a secondary diagnosis that must be there
	unless          []string // a secondary diagnosis that must not
	unlessProcedure []string // OPCS-4, any
	unlessMain      []string // OPCS-4, the main one
	sex             byte     // M, F or 0
	from, below     float64  // age
}

// plain tells whether a code is all that the rule asks for.
func (r *rule) plain() bool {
	return len(r.with)+len(r.unless)+len(r.unlessProcedure)+len(r.unlessMain) == 0 && r.sex == 0 && !r.aged()
}

func (r *rule) aged() bool { return r.from > 0 || !math.IsInf(r.below, 1) }

// ruleColumns are the columns of a table of conditions that are no weights.
var ruleColumns = []string{
	"condition", "name", "codes", "position", "with_secondary", "unless_secondary",
	"unless_procedure", "unless_main_procedure", "sex", "age_from", "age_below",
}

// tableReader makes conditions and rules of a table.
type tableReader struct {
	*Instrument
	index    map[string]int  // of conditions
	unread   map[string]bool // conditions with a weight that is no number
	codes    int             // so far
	problems []place.Problem
}

func (t *tableReader) problem(row int, value, fix, reason string) {
	line := 1
	if row >= 0 {
		line = t.table.Lines[row]
	}
	t.problems = append(t.problems, place.Problem{File: t.table.File, Line: line, Value: value, Reason: reason, Fix: fix})
}

// readConditions reads the table of an instrument.
func (i *Instrument) readConditions(f place.File) []place.Problem {
	t := &tableReader{Instrument: i, index: map[string]int{}, unread: map[string]bool{}}
	i.table, t.problems = place.ReadTable(f)
	i.columns = map[string][]int64{}
	switch {
	case i.table.Columns == nil:
		return t.problems
	case !slices.Contains(i.table.Columns, "condition"):
		t.problem(-1, "", "name the first column condition", `there is no column "condition"`)
		return t.problems
	case i.Codes.System != systemNames && !slices.Contains(i.table.Columns, "codes"):
		t.problem(-1, "", "add a column with the codes of each condition, or set `codes: {system: names}`", `there is no column "codes"`)
		return t.problems
	case len(i.table.Rows) == 0:
		t.problem(-1, "", "add its conditions", "the table has no conditions")
	}
	if i.table.Source == "" {
		t.problem(-1, "", `put "# source: …" above the first line`, "the table does not say where its codes and weights come from")
	}
	for _, c := range i.table.Columns {
		if !slices.Contains(ruleColumns, c) {
			i.columns[c] = nil
		}
	}
	for row := range i.table.Rows {
		if t.row(row); t.codes > maxCodes {
			t.problem(row, "", "name codes by their beginnings", fmt.Sprintf("the table stands for more than %d codes; the rest of it was not read", maxCodes))
			break
		}
	}
	return t.problems
}

// row reads one row: a condition the first time it is named, and a rule.
func (t *tableReader) row(row int) {
	id := t.table.Cell(row, "condition")
	if !validID(id) {
		t.problem(row, id, "name it in small letters, digits and _, starting with a letter", "condition "+strconv.Quote(id)+" is no name")
		return
	}
	at, known := t.index[id]
	if !known {
		at = len(t.Conditions)
		t.index[id] = at
		t.Conditions = append(t.Conditions, Condition{ID: id, Title: titleOf(id, t.table.Cell(row, "name"))})
	}
	t.weights(row, at, known)
	t.rules = append(t.rules, t.rule(row, at))
}

func titleOf(id, name string) string {
	if name != "" {
		return name
	}
	return strings.ReplaceAll(id, "_", " ")
}

func validID(id string) bool {
	for i, c := range []byte(id) {
		if (c < 'a' || c > 'z') && (i == 0 || c != '_' && !isDigit(c)) {
			return false
		}
	}
	return id != "" && len(id) <= 60
}

// weights takes the weights of a row; a later row of a condition repeats them or has none.
func (t *tableReader) weights(row, at int, known bool) {
	for column, values := range t.columns {
		text := t.table.Cell(row, column)
		if text == "" {
			if !known {
				t.problem(row, "", "write 0 where it counts nothing", "column "+strconv.Quote(column)+" is empty")
				t.columns[column] = append(values, 0)
			}
			continue
		}
		n, err := micro(text)
		switch {
		case err != nil:
			t.cell(row, column, err)
			t.unread[t.Conditions[at].ID] = true
			if !known {
				t.columns[column] = append(values, 0)
			}
		case !known:
			t.columns[column] = append(values, n)
			c := &t.Conditions[at]
			if c.Weights == nil {
				c.Weights = map[string]float64{}
			}
			c.Weights[column] = float64(n) / million
		case values[at] != n && !t.unread[t.Conditions[at].ID]:
			t.problem(row, text, "leave it empty, or repeat the weight above", "the condition has another weight in a row above")
		}
	}
}

func (t *tableReader) cell(row int, column string, err error) {
	var bad *fault.Error
	if errors.As(err, &bad) {
		t.problem(row, bad.Value, bad.Fix, "column "+strconv.Quote(column)+": "+bad.Reason)
	}
}

// rule reads what a row asks for.
func (t *tableReader) rule(row, at int) rule {
	r := rule{condition: at, below: math.Inf(1)}
	lists := map[string]*[]string{
		"codes": &r.codes, "with_secondary": &r.with, "unless_secondary": &r.unless,
		"unless_procedure": &r.unlessProcedure, "unless_main_procedure": &r.unlessMain,
	}
	before := len(t.problems)
	for _, column := range ruleColumns { // in their order, for the order of problems
		if into := lists[column]; into != nil {
			var err error
			if *into, err = expand(t.table.Cell(row, column)); err != nil {
				t.cell(row, column, err)
			}
			t.codes += len(*into)
			if !strings.Contains(column, "procedure") {
				t.form(row, column, *into)
			}
		}
	}
	if t.Codes.System == systemNames {
		r.codes = nil
	} else if len(r.codes) == 0 && !t.Codes.Names && len(t.problems) == before {
		t.problem(row, "", "give its codes", "the condition has no codes")
	}
	r.at = t.position(row)
	if sex := t.table.Cell(row, "sex"); sex == "M" || sex == "F" {
		r.sex = sex[0]
	} else if sex != "" {
		t.problem(row, sex, "write M or F, or leave it empty", "sex must be M or F")
	}
	r.from = t.age(row, "age_from", 0)
	r.below = t.age(row, "age_below", math.Inf(1))
	return r
}

// form tells of the first code that no code of the system begins with: it would match
// nobody, in silence.
func (t *tableReader) form(row int, column string, codes []string) {
	for _, code := range codes {
		if begins(t.Codes.System, code) {
			continue
		}
		reason := "column " + strconv.Quote(column) + ": is no code of " + t.SystemTitle()
		if like := LooksLike(code); like != "" {
			reason += "; it looks like " + like
		}
		t.problem(row, code, "write codes of the system that `codes:` names", reason)
		return
	}
}

func (t *tableReader) position(row int) Position {
	switch text := t.table.Cell(row, "position"); text {
	case "", "any":
		return AnyPosition
	case "primary":
		return Primary
	case "secondary":
		return Secondary
	default:
		t.problem(row, text, "write any, primary or secondary", "there is no such position of a diagnosis")
		return AnyPosition
	}
}

func (t *tableReader) age(row int, column string, otherwise float64) float64 {
	text := t.table.Cell(row, column)
	if text == "" {
		return otherwise
	}
	years, err := strconv.ParseUint(text, 10, 8)
	if err != nil {
		t.problem(row, text, "write whole years", "column "+strconv.Quote(column)+" is no age")
		return otherwise
	}
	return float64(years)
}
