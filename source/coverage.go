package source

import (
	"cmp"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

// monthsShown bounds the coverage of a feed that declares no period.
const monthsShown = 48

// A month with fewer than half the rows that were usual in the half year before
// is a sudden drop; where fewer rows than this are usual, chance alone would
// raise the flag.
const (
	usualRows   = 20
	usualMonths = 6
	leastMonths = 2
)

func (q *quality) when() string {
	if q.m.feed.Period.Column != "" {
		return q.m.feed.Period.Column
	}
	if q.m.table.When != "" && q.m.has(q.m.table.When) {
		return q.m.table.When
	}
	return ""
}

// months counts sound rows by month and flags gaps and sudden drops.
func (q *quality) months() error {
	if q.when() == "" {
		return nil
	}
	id := duck.Ident(q.when())
	counts := map[string]int64{}
	err := q.each(fmt.Sprintf("SELECT strftime(%s, '%%Y-%%m'), count(*) FROM %s WHERE _fault IS NULL AND %s IS NOT NULL GROUP BY 1", id, q.table(), id),
		func(rows *sql.Rows) error {
			var month string
			var n int64
			err := rows.Scan(&month, &n)
			counts[month] = n
			return err
		})
	if err != nil {
		return fault.Wrap(err, "measuring coverage")
	}
	from, to := q.span(counts)
	if from.IsZero() {
		return nil
	}
	for m := from; !m.After(to); m = m.AddDate(0, 1, 0) {
		name := m.Format("2006-01")
		q.r.Months = append(q.r.Months, Month{Month: name, Rows: counts[name]})
	}
	if q.expectsEveryMonth() {
		flagMonths(q.r.Months)
	}
	return nil
}

// span is the declared period, or the months from the first to the last row.
func (q *quality) span(counts map[string]int64) (from, to time.Time) {
	if p := q.m.feed.Period; p.Column != "" {
		f, _ := isoDate(p.From)
		t, _ := isoDate(p.To)
		return monthOf(f), monthOf(t)
	}
	for name := range counts {
		m, err := time.Parse("2006-01", name)
		if err != nil {
			continue
		}
		if from.IsZero() || m.Before(from) {
			from = m
		}
		if m.After(to) {
			to = m
		}
	}
	if earliest := to.AddDate(0, 1-monthsShown, 0); from.Before(earliest) && !from.IsZero() {
		from = earliest
	}
	return from, to
}

func monthOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// flagMonths finds months without rows and months with far fewer than before.
func flagMonths(months []Month) {
	for i, m := range months {
		before := make([]int64, 0, usualMonths)
		for _, b := range months[max(0, i-usualMonths):i] {
			before = append(before, b.Rows)
		}
		slices.Sort(before)
		switch {
		case m.Rows == 0:
			months[i].Flag = "gap"
		case len(before) < leastMonths:
		case before[len(before)/2] >= usualRows && 2*m.Rows < before[len(before)/2]:
			months[i].Flag = "drop"
		}
	}
}

// expectsEveryMonth tells whether a month without rows is worth a flag: the feed
// says what it covers, or things happen all the time.
func (q *quality) expectsEveryMonth() bool {
	return q.m.feed.Period.Column != "" || q.m.table.Name == "activity"
}

func (q *quality) dates() error {
	if q.when() == "" {
		return nil
	}
	id := duck.Ident(q.when())
	var first, last sql.NullTime
	query := fmt.Sprintf("SELECT CAST(min(%s) AS TIMESTAMP), CAST(max(%s) AS TIMESTAMP) FROM %s WHERE _fault IS NULL", id, id, q.table())
	err := q.conn.QueryRowContext(q.ctx, query).Scan(&first, &last)
	q.r.Earliest, q.r.Latest = first.Time, last.Time
	return fault.Wrap(err, "finding the latest row")
}

// flag says in words what a reader of the report should look at.
func (q *quality) flag() {
	add := func(format string, args ...any) { q.r.Flags = append(q.r.Flags, fmt.Sprintf(format, args...)) }
	for _, f := range q.r.Fields {
		if f.Complete == 0 && q.r.Rows > 0 {
			add("%s is always empty", f.Column)
		}
	}
	for _, m := range q.r.Months {
		switch m.Flag {
		case "gap":
			add("no rows in %s", m.Month)
		case "drop":
			add("sudden drop in %s: %d rows", m.Month, m.Rows)
		}
	}
	if to, ok := isoDate(q.m.feed.Period.To); ok && q.r.FreshDays > 0 && !q.r.Latest.IsZero() {
		if late := int(to.Sub(q.r.Latest).Hours() / 24); late > q.r.FreshDays {
			add("stale: the latest row is %d days older than the extract", late)
		}
	}
	if q.r.Rows == 0 {
		add("the feed has no rows")
	}
	q.r.Flags = append(q.r.Flags, q.g.uneven()...)
}

func sortReasons(reasons []Reason) {
	slices.SortFunc(reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Action, b.Action))
	})
}

// overLimit is one line for the error that stops a build.
func (r Report) overLimit() string {
	text := fmt.Sprintf("%s: %d of %s (%.1f%%, limit %.1f%%)", r.Feed, r.Quarantined, counted(r.Rows),
		100*float64(r.Quarantined)/float64(r.Rows), 100*r.RejectLimit)
	for i, reason := range r.Reasons {
		if i == 3 {
			break
		}
		sep := "; "
		if i == 0 {
			sep = ": "
		}
		if reason.Column != "" {
			sep += reason.Column + " "
		}
		text += fmt.Sprintf("%s%s, %s", sep, reason.Reason, counted(reason.Rows))
		if reason.First != "" {
			text += ", first in " + reason.First
		}
	}
	return text
}

func counted(rows int64) string {
	if rows == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", rows)
}
