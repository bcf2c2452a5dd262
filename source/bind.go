package source

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/place"
)

// bind judges what the feed's SELECT may touch, asks the engine what it gives,
// and judges that against the canonical table; raw must be visible.
func bind(ctx context.Context, conn *sql.Conn, f Feed, raw []string) (mapping, error) {
	m := mapping{feed: f, table: f.target(), types: map[string]string{}}
	if err := f.query().withinReach(ctx, conn); err != nil {
		return m, err
	}
	rows, err := conn.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE "+f.SQL+"\n)")
	if err != nil {
		return m, f.sqlFault(err, raw)
	}
	defer rows.Close()
	for rows.Next() {
		var name, typ string
		if err := rows.Scan(&name, &typ); err != nil {
			return m, fault.Wrap(err, "reading the columns of %s", f.Path)
		}
		m.types[strings.ToLower(name)] = typ
	}
	if err := rows.Err(); err != nil {
		return m, f.sqlFault(err, raw)
	}
	return m, m.fits()
}

// fits refuses a SELECT that gives a column the table has not, or lacks one it must have.
func (m mapping) fits() error {
	if m.types["_row"] == "" {
		return m.feed.fault("the SELECT does not give _row, so a bad row could not be traced", "add _row to the select list (min(_row) AS _row where rows are grouped)", "_row")
	}
	if m.types["_row"] != "BIGINT" {
		return m.feed.fault("_row is not the raw row's own, so a bad row could not be traced", "give _row as it is in raw (min(_row) AS _row where rows are grouped)", "_row")
	}
	for name := range m.types {
		if _, ok := m.table.Column(name); !ok && name != "_row" {
			return m.feed.fault("table "+m.table.Name+" has no such column", place.Suggest(name, m.table.Names()), name)
		}
	}
	for _, c := range m.table.Columns {
		if c.Required && !m.has(c.Name) {
			return m.feed.fault("the SELECT does not give a column that table "+m.table.Name+" requires", "add "+c.Name+" to the select list", c.Name)
		}
	}
	return nil
}

// fault is a defect of the feed's SELECT at the line where word stands.
func (f Feed) fault(reason, fix, word string) error {
	line := f.BodyLine
	for i, l := range strings.Split(f.SQL, "\n") {
		if strings.Contains(l, word) {
			line = f.BodyLine + i
			break
		}
	}
	return &fault.Error{Code: fault.Invalid, File: f.Path, Line: int64(line), Column: word, Reason: reason, Fix: fix}
}

var (
	lineOf    = regexp.MustCompile(`LINE (\d+):`)
	notFound  = regexp.MustCompile(`Referenced column "([^"]*)" not found`)
	errorKind = regexp.MustCompile(`^[A-Z][A-Za-z ]+ Error: `)
)

// sqlFault turns the engine's message into ours: file, line, what is wrong and
// which raw columns there are.
func (f Feed) sqlFault(err error, raw []string) error {
	return f.query().sqlFault(err, raw, "the raw file has no such column")
}

// sqlFault is the same for any query; noColumn tells of a column that is in none of
// its tables, "" leaves it to the engine.
func (q Query) sqlFault(err error, columns []string, noColumn string) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	text := err.Error()
	out := &fault.Error{Code: fault.Invalid, File: q.File, Line: int64(q.Line)}
	if m := lineOf.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		out.Line = int64(q.Line + n - 1)
	}
	if m := notFound.FindStringSubmatch(text); m != nil && noColumn != "" {
		out.Column, out.Reason = m[1], noColumn
		out.Fix = place.Suggest(m[1], columns)
		return out
	}
	out.Reason = "the SELECT cannot be run: " + firstLine(err)
	switch {
	case strings.HasPrefix(text, "Conversion Error"):
		out.Fix = q.May.Convert
	case strings.HasPrefix(text, "Out of Memory Error"), strings.Contains(text, "failed to allocate"):
		out.Code, out.Fix = fault.Unavailable, q.May.Memory
	}
	return out
}

// firstLine is what the engine says without the kind of error and the SQL below it.
func firstLine(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return errorKind.ReplaceAllString(first, "")
}
