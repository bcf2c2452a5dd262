package source

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

// quality measures one staged feed and moves what it rejects to the reject table.
type quality struct {
	ctx   context.Context
	conn  *sql.Conn
	m     mapping
	g     *group
	first bool // the group's first feed answers for records that are no rows at all
	r     Report

	suppressed func(partner, localID string) bool // nil: nobody
	leftOut    bool                               // table left_out_row holds raw rows that are not to be shown
}

func (q *quality) report() (Report, error) {
	f := q.m.feed
	q.r = Report{
		Feed: f.Name, Title: f.Title, Partner: f.Partner, Table: f.Table, Files: len(q.g.files),
		RejectLimit: f.RejectLimit(), FreshDays: f.Fresh, Reasons: []Reason{}, Fields: []FieldScore{}, Months: []Month{}, Flags: []string{},
	}
	for _, step := range []func() error{q.leaveOut, q.duplicates, q.rejects, q.unreadable, q.reasons, q.fields, q.months, q.dates} {
		if err := step(); err != nil {
			return q.r, err
		}
	}
	q.flag()
	return q.r, nil
}

func (q *quality) table() string { return StageTable(q.m.feed.Name) }

func (q *quality) exec(query string) error {
	_, err := q.conn.ExecContext(q.ctx, query)
	return err
}

// duplicates counts rows equal in every column to an earlier row. Where rows
// carry an id of their own they are one thing sent twice and the repeats are
// quarantined; elsewhere they may be two things alike and are kept.
func (q *quality) duplicates() error {
	all := duck.Idents(names(q.m.given()))
	hash := "hash(" + all + ")"
	if q.m.table.ID != "" {
		hash = "hash(" + duck.Ident(q.m.table.ID) + ", local_id)" // rows that differ in their id differ
	}
	steps := []string{
		fmt.Sprintf("CREATE OR REPLACE TEMP TABLE twice AS SELECT h FROM (SELECT %s AS h FROM %s WHERE _fault IS NULL) GROUP BY h HAVING count(*) > 1", hash, q.table()),
		fmt.Sprintf("CREATE OR REPLACE TEMP TABLE again AS SELECT unnest(list_sort(list(_row))[2:]) AS _row FROM %s WHERE _fault IS NULL AND %s IN (FROM twice) GROUP BY %s", q.table(), hash, all),
	}
	if q.m.table.ID != "" {
		steps = append(steps, fmt.Sprintf("UPDATE %s SET _fault = 'duplicate of an earlier row' WHERE _row IN (FROM again)", q.table()))
	}
	for _, s := range steps {
		if err := q.exec(s); err != nil {
			return fault.Wrap(err, "looking for duplicates")
		}
	}
	err := q.conn.QueryRowContext(q.ctx, "SELECT count(*) FROM again").Scan(&q.r.Duplicates)
	return fault.Wrap(err, "counting duplicates")
}

// rejects writes one line for each row that was quarantined or lost a value,
// with the raw row as it came.
func (q *quality) rejects() error {
	f := q.m.feed
	file, line := Whence("s._row", q.g.names)
	return fault.Wrap(q.exec(fmt.Sprintf(`INSERT INTO reject
		SELECT %s, %s, %s, %s, coalesce(s._fault, s._note),
			CASE WHEN s._fault IS NULL THEN 'blanked' ELSE 'quarantined' END,
			%s
		FROM %s s LEFT JOIN (SELECT * FROM raw) r ON r._row = s._row
		WHERE s._fault IS NOT NULL OR s._note IS NOT NULL`,
		duck.Literal(f.Partner), duck.Literal(f.Name), file, line, q.shown(), q.table())),
		"keeping rejected rows")
}

// unreadable keeps the records that were no rows.
func (q *quality) unreadable() error {
	if !q.first {
		return nil
	}
	f := q.m.feed
	insert, err := q.conn.PrepareContext(q.ctx, "INSERT INTO reject VALUES (?, ?, ?, ?, ?, 'quarantined', ?)")
	if err != nil {
		return fault.Wrap(err, "keeping unreadable records")
	}
	defer insert.Close()
	seen := map[string]int{} // reason -> place in the report
	for _, b := range q.g.broken {
		if _, err := insert.ExecContext(q.ctx, f.Partner, f.Name, q.g.names[b.file], b.Line, b.Reason, q.unlessErased(b.Raw)); err != nil {
			return fault.Wrap(err, "keeping unreadable records")
		}
		at, ok := seen[b.Reason]
		if !ok {
			at = len(q.r.Reasons)
			seen[b.Reason] = at
			q.r.Reasons = append(q.r.Reasons, Reason{Reason: b.Reason, Action: "quarantined", First: q.g.place(b.file, b.Line)})
		}
		q.r.Reasons[at].Rows++
	}
	q.r.Quarantined += int64(len(q.g.broken))
	q.r.Rows += int64(len(q.g.broken))
	return nil
}

// reasons counts rows by each rule they broke.
func (q *quality) reasons() error {
	for _, kind := range []struct{ column, action string }{{"_fault", "quarantined"}, {"_note", "blanked"}} {
		where := kind.column + " IS NOT NULL"
		if kind.action == "blanked" {
			where += " AND _fault IS NULL"
		}
		err := q.each(fmt.Sprintf("SELECT reason, count(*), min(_row) FROM (SELECT _row, unnest(string_split(%s, '; ')) AS reason FROM %s WHERE %s) GROUP BY 1", kind.column, q.table(), where),
			func(rows *sql.Rows) error {
				var text string
				var n int64
				var first sql.NullInt64
				if err := rows.Scan(&text, &n, &first); err != nil {
					return err
				}
				column, reason, found := strings.Cut(text, ": ")
				if !found {
					column, reason = "", text
				}
				q.r.Reasons = append(q.r.Reasons, Reason{Column: column, Reason: reason, Action: kind.action, Rows: n, First: q.g.placeOf(first)})
				return nil
			})
		if err != nil {
			return fault.Wrap(err, "counting reasons")
		}
	}
	sortReasons(q.r.Reasons)
	return nil
}

// fields counts values and invalid values of every column the feed gives, in one pass.
func (q *quality) fields() error {
	given := q.m.given()
	list := []string{"count(*)", "count(_fault)", "count(*) FILTER (WHERE _fault IS NULL AND _note IS NOT NULL)"}
	for _, c := range given {
		list = append(list, "count("+duck.Ident(c.Name)+")")
	}
	counts := make([]int64, len(list))
	into := make([]any, len(list))
	for i := range counts {
		into[i] = &counts[i]
	}
	query := "SELECT " + strings.Join(list, ", ") + " FROM " + q.table()
	if err := q.conn.QueryRowContext(q.ctx, query).Scan(into...); err != nil {
		return fault.Wrap(err, "measuring completeness")
	}
	staged := counts[0]
	q.r.Rows += staged
	q.r.Quarantined += counts[1]
	q.r.Blanked = counts[2]
	for i, c := range given {
		q.r.Fields = append(q.r.Fields, q.score(c, staged, counts[i+3]))
	}
	return nil
}

// score: a value that failed to convert is missing from the column but was given.
func (q *quality) score(c Column, rows, full int64) FieldScore {
	var invalid, lost int64
	for _, r := range q.r.Reasons {
		if r.Column != c.Name || r.Reason == missing {
			continue
		}
		invalid += r.Rows
		converted := r.Reason == notDate || r.Reason == notNumber || r.Reason == badNHS || (r.Reason == badCode && c.Type == Sex)
		if converted || r.Action == "blanked" {
			lost += r.Rows
		}
	}
	s := FieldScore{Column: c.Name, Valid: 1}
	if given := full + lost; given > 0 && rows > 0 {
		s.Complete = float64(given) / float64(rows)
		s.Valid = max(0, 1-float64(invalid)/float64(given))
	}
	return s
}

func (q *quality) each(query string, row func(*sql.Rows) error) error {
	rows, err := q.conn.QueryContext(q.ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
