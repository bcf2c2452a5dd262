package source

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

// leaveOut takes out of the staging table the rows of people who were erased, before
// anything of them is measured or kept. A row that is about somebody else and names
// one of them as the other person stays without that person's id, name and phone:
// that somebody is a carer, or lives with others, is said of who stays.
func (q *quality) leaveOut() error {
	if q.suppressed == nil || !q.m.table.Person {
		return nil
	}
	ids, err := q.suppressedIDs()
	if err != nil || len(ids) == 0 {
		return fault.Wrap(err, "looking for people who were erased")
	}
	return fault.Wrap(q.leaveOutAll(ids), "leaving out people who were erased")
}

// whoColumns are those of the row's person and of the other one.
func (q *quality) whoColumns() []string {
	if q.m.has("other_local_id") {
		return []string{"local_id", "other_local_id"}
	}
	return []string{"local_id"}
}

// suppressedIDs looks at every id of the feed once.
func (q *quality) suppressedIDs() (ids []string, err error) {
	var parts []string
	for _, c := range q.whoColumns() {
		parts = append(parts, fmt.Sprintf("SELECT DISTINCT %s FROM %s WHERE %s IS NOT NULL", c, q.table(), c))
	}
	err = q.each(strings.Join(parts, " UNION "), func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		if err == nil && q.suppressed(q.m.feed.Partner, id) {
			ids = append(ids, id)
		}
		return err
	})
	return ids, err
}

func (q *quality) leaveOutAll(ids []string) error {
	if err := q.exec("CREATE OR REPLACE TEMP TABLE left_out (local_id VARCHAR)"); err != nil {
		return err
	}
	for some := range slices.Chunk(ids, 1000) {
		if err := q.insertLeftOut(some); err != nil {
			return err
		}
	}
	var about []string
	for _, c := range q.whoColumns() {
		about = append(about, c+" IN (FROM left_out)")
	}
	err := q.exec(fmt.Sprintf("CREATE OR REPLACE TEMP TABLE left_out_row AS SELECT DISTINCT _row FROM %s WHERE %s", q.table(), strings.Join(about, " OR ")))
	if err != nil {
		return err
	}
	q.leftOut = true
	result, err := q.conn.ExecContext(q.ctx, "DELETE FROM "+q.table()+" WHERE local_id IN (FROM left_out)")
	if err != nil {
		return err
	}
	if q.r.Erased, err = result.RowsAffected(); err != nil {
		return err
	}
	return q.forgetOthers()
}

func (q *quality) insertLeftOut(ids []string) error {
	values := make([]any, len(ids))
	for i, id := range ids {
		values[i] = id
	}
	_, err := q.conn.ExecContext(q.ctx, "INSERT INTO left_out VALUES (?)"+strings.Repeat(", (?)", len(ids)-1), values...)
	return err
}

// forgetOthers blanks who was erased where they are the other person of a row.
func (q *quality) forgetOthers() error {
	if !q.m.has("other_local_id") {
		return nil
	}
	var set []string
	for _, c := range q.m.given() {
		if strings.HasPrefix(c.Name, "other_") {
			set = append(set, duck.Ident(c.Name)+" = NULL")
		}
	}
	return q.exec(fmt.Sprintf("UPDATE %s SET %s WHERE other_local_id IN (FROM left_out)", q.table(), strings.Join(set, ", ")))
}

// shown is the SQL of a rejected row's raw text, which is not kept where the raw row
// was also somebody's who was erased.
func (q *quality) shown() string {
	const text = "CAST(to_json(r) AS VARCHAR)"
	if !q.leftOut {
		return text
	}
	return "CASE WHEN s._row NOT IN (FROM left_out_row) THEN " + text + " END"
}

// unlessErased is the text of a record that is no row, nil where anything in it could
// be the id of somebody who was erased: whose it is cannot be told.
func (q *quality) unlessErased(raw string) any {
	if q.suppressed == nil {
		return raw
	}
	var partners []string
	for _, f := range q.g.feeds {
		if !slices.Contains(partners, f.Partner) {
			partners = append(partners, f.Partner)
		}
	}
	for id := range couldBeIDs(raw, q.m.feed.Delim) {
		for _, p := range partners {
			if q.suppressed(p, id) {
				return nil
			}
		}
	}
	return raw
}

// couldBeIDs gives the parts of a record that is no row: what stands between the
// delimiters, quotes and brackets of files, and between the marks inside of values
// such as Patient/7.
func couldBeIDs(raw, delimiter string) map[string]bool {
	out := map[string]bool{}
	marks := "\",;|\t\r\n{}[]<>=" + delimiter
	for _, cell := range strings.FieldsFunc(raw, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
		out[strings.TrimSpace(cell)] = true
		for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("/:# ", r) }) {
			out[part] = true
		}
	}
	delete(out, "")
	return out
}
