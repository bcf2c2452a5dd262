package source

import (
	"fmt"
	"strings"

	"continuum/internal/duck"
)

// Reasons of values that could not be converted: the column is empty afterwards.
const (
	notDate   = "not a date"
	notNumber = "not a number"
	badNHS    = "fails the NHS number check (modulus 11)"
	badCode   = "unknown code"
	missing   = "missing"
)

// macros are the conversions every feed shares, made once in the scratch database.
var macros = []string{
	// ISO 8601 as text: a partial date counts from its first day; an offset is
	// dropped, so that the time is the wall time of the sender.
	`CREATE OR REPLACE MACRO iso_time(x) AS TRY_CAST(CASE strlen(x) WHEN 19 THEN x WHEN 10 THEN x WHEN 4 THEN x || '-01-01' WHEN 7 THEN x || '-01' ELSE left(x, 19) END AS TIMESTAMP)`,
	// Without the spaces at its ends, NULL when nothing is left. It is rare that
	// there is anything to do, and looking is far cheaper than trimming.
	`CREATE OR REPLACE MACRO tidy(x) AS CASE WHEN x < '!' OR suffix(x, ' ') THEN nullif(trim(x), '') ELSE x END`,
	// Ten digits without the spaces and hyphens people write.
	`CREATE OR REPLACE MACRO nhs_digits(x) AS replace(replace(x, ' ', ''), '-', '')`,
	// Weighted sum of the first nine digits, weights 10 to 2, plus the check digit: 0 modulus 11 when sound.
	`CREATE OR REPLACE MACRO nhs_sum(n) AS 10*(n//1000000000%10) + 9*(n//100000000%10) + 8*(n//10000000%10) + 7*(n//1000000%10) + 6*(n//100000%10) + 5*(n//10000%10) + 4*(n//1000%10) + 3*(n//100%10) + 2*(n//10%10) + n%10`,
	`CREATE OR REPLACE MACRO nhs_sound(d) AS length(d) = 10 AND regexp_full_match(d, '[0-9]{10}') AND nhs_sum(TRY_CAST(d AS BIGINT)) % 11 = 0`,
	// Numbers that stand for "not known" though they pass the arithmetic.
	`CREATE OR REPLACE MACRO nhs_placeholder(d) AS regexp_full_match(d, '0{10}|1{10}|2{10}|3{10}|4{10}|5{10}|6{10}|7{10}|8{10}|9{10}')`,
	`CREATE OR REPLACE MACRO nhs_number(x) AS CASE WHEN nhs_sound(nhs_digits(x)) AND NOT nhs_placeholder(nhs_digits(x)) THEN nhs_digits(x) END`,
	`CREATE OR REPLACE MACRO sex_code(x) AS CASE upper(x)
		WHEN '1' THEN 'male' WHEN 'M' THEN 'male' WHEN 'MALE' THEN 'male'
		WHEN '2' THEN 'female' WHEN 'F' THEN 'female' WHEN 'FEMALE' THEN 'female'
		WHEN '9' THEN 'indeterminate' WHEN 'I' THEN 'indeterminate' WHEN 'INDETERMINATE' THEN 'indeterminate' WHEN 'OTHER' THEN 'indeterminate'
		WHEN '0' THEN 'unknown' WHEN 'U' THEN 'unknown' WHEN 'X' THEN 'unknown' WHEN 'UNKNOWN' THEN 'unknown' WHEN 'NOT KNOWN' THEN 'unknown' WHEN 'NOT SPECIFIED' THEN 'indeterminate' END`,
}

// rule is one test of a row: a condition in SQL that is true when it is broken.
type rule struct {
	column string
	reason string
	broken string
}

func (r rule) message() string { return r.column + ": " + r.reason }

// mapping says how one feed's SELECT becomes the canonical table.
type mapping struct {
	feed  Feed
	table Table
	types map[string]string // mapped column -> the type its SELECT gives
}

func (m mapping) has(column string) bool { _, ok := m.types[column]; return ok }

// given are the canonical columns that the feed's SELECT gives; the others are
// not staged.
func (m mapping) given() []Column {
	var out []Column
	for _, c := range m.table.Columns {
		if m.has(c.Name) {
			out = append(out, c)
		}
	}
	return out
}

func (m mapping) isText(column string) bool { return m.types[column] == "VARCHAR" }

// asText is the mapped value as trimmed text, NULL when empty.
func asText(column string) string {
	return "tidy(CAST(" + duck.Ident(column) + " AS VARCHAR))"
}

// value is the SQL that converts a mapped column to its canonical type.
func (m mapping) value(c Column) string {
	if c.Type != Text && c.Type != NHS && c.Type != Sex && !m.isText(c.Name) {
		return "CAST(" + duck.Ident(c.Name) + " AS " + c.Type.SQLType() + ")"
	}
	x := asText(c.Name)
	switch c.Type {
	case Date:
		return "CAST(" + m.time(x) + " AS DATE)"
	case Time:
		return m.time(x)
	case Number, Signed:
		return "TRY_CAST(" + x + " AS DOUBLE)"
	case Whole:
		return "TRY_CAST(" + x + " AS BIGINT)"
	case NHS:
		return "nhs_number(" + x + ")"
	case Sex:
		return "sex_code(" + x + ")"
	default:
		return x
	}
}

func (m mapping) time(x string) string {
	if len(m.feed.Dates) == 0 {
		return "iso_time(" + x + ")"
	}
	return "try_strptime(" + x + ", " + duck.List(m.feed.Dates) + ")"
}

// converted are the rules of columns whose text may fail to convert.
func (m mapping) converted() []rule {
	var out []rule
	for _, c := range m.given() {
		if c.Type == Text {
			continue
		}
		x, v := asText(c.Name), m.value(c)
		lost := fmt.Sprintf("%s IS NOT NULL AND (%s) IS NULL", x, v)
		switch c.Type {
		case Date, Time:
			out = append(out, rule{c.Name, notDate, lost})
		case Number, Signed, Whole:
			out = append(out, rule{c.Name, notNumber, lost})
		case NHS:
			out = append(out, rule{c.Name, badNHS, lost + " AND NOT nhs_placeholder(nhs_digits(" + x + "))"})
		case Sex:
			out = append(out, rule{c.Name, badCode, lost})
		}
	}
	return out
}

// judged are the rules on converted values; they run over the typed columns.
func (m mapping) judged() []rule {
	var out []rule
	for _, c := range m.given() {
		id := duck.Ident(c.Name)
		if c.Required { // a value that was there but could not be converted has been reported
			out = append(out, rule{c.Name, missing, id + " IS NULL AND NOT coalesce(contains(_lost, " + duck.Literal(c.Name+": ") + "), false)"})
		}
		switch c.Type {
		case Date, Time:
			out = append(out, rule{c.Name, "impossible date (before 1890 or after 2100)", fmt.Sprintf("%s < DATE '1890-01-01' OR %s > DATE '2100-12-31'", id, id)})
		case Number, Whole:
			out = append(out, rule{c.Name, "below zero", id + " < 0"})
		}
	}
	return append(append(out, m.ordered()...), m.listed()...)
}

// ordered are the rules that compare two dates of the row.
func (m mapping) ordered() []rule {
	var out []rule
	before := func(later, earlier, reason string) {
		if m.has(later) && m.has(earlier) {
			out = append(out, rule{later, reason, duck.Ident(later) + " < " + duck.Ident(earlier)})
		}
	}
	if m.table.Ends != "" {
		before(m.table.Ends, m.table.When, "ends before it starts")
	}
	before("death_date", "birth_date", "death before birth")
	if p := m.feed.Period; p.Column != "" && m.has(p.Column) {
		out = append(out, rule{
			p.Column, "after the end of the extract (" + p.To + ")",
			duck.Ident(p.Column) + " >= DATE " + duck.Literal(p.To) + " + INTERVAL 1 DAY",
		})
	}
	return out
}

// listed are the rules that look a value up in one of the place's code lists.
func (m mapping) listed() []rule {
	var out []rule
	for _, c := range m.given() {
		if list, ok := m.feed.Codes[c.Name]; ok {
			id := duck.Ident(c.Name)
			out = append(out, rule{c.Name, badCode, fmt.Sprintf("%s IS NOT NULL AND %s NOT IN (SELECT code FROM %s)", id, id, duck.Ident("code_"+list))})
		}
	}
	return out
}

// stage is the statement that makes the feed's staging table: the canonical
// columns, the raw row they came from, why the row is quarantined (_fault) and
// which values were blanked (_note); both NULL for a sound row.
//
// The feed's own SQL begins on the statement's first line, so that a line
// number in the engine's message is a line of the feed.
func (m mapping) stage(into string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s AS WITH mapped AS (%s\n), typed AS (SELECT _row", into, m.feed.SQL)
	for _, c := range m.given() {
		fmt.Fprintf(&b, ",\n  %s AS %s", m.value(c), duck.Ident(c.Name))
	}
	fault, note := m.split(m.converted())
	fmt.Fprintf(&b, ",\n  %s AS _lost,\n  %s AS _blank\nFROM mapped), judged AS (SELECT *", messages(fault), messages(note))
	fault, note = m.split(m.judged())
	fmt.Fprintf(&b, ",\n  %s AS _judged,\n  %s AS _blankable\nFROM typed)\n", messages(fault), messages(note))
	fmt.Fprintf(&b, "SELECT _row, %s,\n  %s AS _fault,\n  %s AS _note\nFROM judged",
		strings.Join(m.kept(note), ", "), both("_lost", "_judged"), both("_blank", "_blankable"))
	return b.String()
}

// split parts the rules whose column may be blanked from those that quarantine the row.
func (m mapping) split(rules []rule) (fault, note []rule) {
	for _, r := range rules {
		if m.feed.blanks(r.column) {
			note = append(note, r)
		} else {
			fault = append(fault, r)
		}
	}
	return fault, note
}

// kept lists the canonical columns, those blanked where a blankable rule is broken.
func (m mapping) kept(blankable []rule) []string {
	given := m.given()
	out := make([]string, len(given))
	for i, c := range given {
		id := duck.Ident(c.Name)
		out[i] = id
		var when []string
		for _, r := range blankable {
			if r.column == c.Name {
				when = append(when, "("+r.broken+")")
			}
		}
		if len(when) > 0 {
			out[i] = fmt.Sprintf("CASE WHEN %s THEN NULL ELSE %s END AS %s", strings.Join(when, " OR "), id, id)
		}
	}
	return out
}

// messages is the SQL text of all broken rules, NULL when none is. Nearly every
// row is sound, so the text is put together only where a first look finds a fault.
func messages(rules []rule) string {
	if len(rules) == 0 {
		return "CAST(NULL AS VARCHAR)"
	}
	list, any := make([]string, len(rules)), make([]string, len(rules))
	for i, r := range rules {
		any[i] = "(" + r.broken + ")"
		list[i] = fmt.Sprintf("CASE WHEN %s THEN %s END", r.broken, duck.Literal(r.message()))
	}
	return "CASE WHEN " + strings.Join(any, " OR ") + " THEN concat_ws('; ', " + strings.Join(list, ", ") + ") END"
}

// both joins two texts, NULL when neither is there.
func both(a, b string) string {
	return fmt.Sprintf("CASE WHEN %s IS NOT NULL OR %s IS NOT NULL THEN concat_ws('; ', %s, %s) END", a, b, a, b)
}
