package warehouse

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/sqltext"
	"continuum/place"
	"continuum/source"
)

// Days are the days a query names, such as index_date for :index_date.
type Days map[string]time.Time

// Judged is a query that was judged and may run on the analysis that judged it.
type Judged struct {
	source.Query                       // with its days filled in
	Columns      []source.OutputColumn // that it gives, in order
}

// Question is a query of many people: file and line say where the SQL stands, who whose
// it is, such as "a cohort".
func Question(file string, line int, sql, who string) source.Query {
	return source.Query{File: file, Line: line, SQL: sql, May: source.May{
		Who:    who,
		Tables: tableNamesOf(analysisTables()),
		Alone:  "keep one SELECT; what it needs before goes into WITH",
		Read:   "the tables of a build without names and addresses, the place's code_NAME and price_NAME, and its own WITH queries",
		File:   "declare a file as a feed, and read the table it becomes",
		Only:   "use what the rows hold, the code lists and the days that are given",
		Clock:  "write :index_date: what is asked must not depend on the day it is asked",

		Convert: "write TRY_CAST, which leaves out what is no such value",
		Memory:  "count and filter before joining, so that less is held at once",
	}}
}

func tableNamesOf(tables []AnalysisTable) []string {
	out := make([]string, len(tables))
	for i, t := range tables {
		out[i] = t.Name
	}
	return out
}

// Judge refuses a query that is not one SELECT over what it may read, and fills in its
// days; what is wrong is fault.Invalid with file and line. No text but the query's own,
// and dates that are written here, comes into the SQL.
func (a *Analysis) Judge(ctx context.Context, q source.Query, days Days) (Judged, error) {
	filled, unknown := sqltext.Fill(q.SQL, days.literal)
	if unknown != nil {
		return Judged{}, &fault.Error{
			Code: fault.Invalid, File: q.File, Line: int64(q.Line + strings.Count(q.SQL[:unknown.From], "\n")), Value: ":" + unknown.Name,
			Reason: "no day goes by this name", Fix: place.Suggest(":"+unknown.Name, days.names()),
		}
	}
	q.SQL = filled
	conn, err := a.Conn(ctx)
	if err != nil {
		return Judged{}, err
	}
	defer conn.Close()
	j := Judged{Query: q}
	j.Columns, err = q.Judge(ctx, conn)
	return j, err
}

// Column finds a column that the query gives.
func (j Judged) Column(name string) (source.OutputColumn, bool) {
	i := slices.IndexFunc(j.Columns, func(c source.OutputColumn) bool { return c.Name == name })
	if i < 0 {
		return source.OutputColumn{}, false
	}
	return j.Columns[i], true
}

// Names lists the columns that the query gives.
func (j Judged) Names() []string {
	out := make([]string, len(j.Columns))
	for i, c := range j.Columns {
		out[i] = c.Name
	}
	return out
}

func (d Days) literal(name string) (string, bool) {
	day, known := d[name]
	return "DATE '" + day.Format(time.DateOnly) + "'", known
}

func (d Days) names() []string {
	var out []string
	for name := range d {
		out = append(out, ":"+name)
	}
	slices.Sort(out)
	return out
}

// Unbuilt is an analysis of no build, with all tables empty, on which the queries of a
// place can be judged before there is one.
func Unbuilt(ctx context.Context, p *place.Place) (*Analysis, error) {
	db, err := duck.Open("", duck.Options{Threads: 1})
	if err != nil {
		return nil, err
	}
	a := &Analysis{db: db}
	if err := a.prepareEmpty(ctx, p); err != nil {
		_ = db.Close()
		return nil, err
	}
	return a, nil
}

func (a *Analysis) prepareEmpty(ctx context.Context, p *place.Place) error {
	if err := source.PrepareQueries(ctx, a.db, p); err != nil {
		return err
	}
	for _, t := range analysisTables() {
		if err := a.exec(ctx, t.empty()); err != nil {
			return err
		}
	}
	return a.exec(ctx, "CREATE TABLE numbered (person_id VARCHAR, n BIGINT)")
}

// Ask runs our own SQL around judged queries and hands over row after row.
func (a *Analysis) Ask(ctx context.Context, query string, row func(scan func(into ...any) error) error) error {
	conn, err := a.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return ask(ctx, conn, query, row)
}

func ask(ctx context.Context, conn *sql.Conn, query string, row func(scan func(into ...any) error) error) error {
	rows, err := conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
