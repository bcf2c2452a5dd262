package model

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/sqltext"
	"continuum/place"
	"continuum/source"
	"continuum/target/cohort"
	"continuum/warehouse"
)

// Facts is a build opened for models, with the place's cohorts and code lists. Each
// question gets a connection of its own, because what it may see is kept in that
// connection's temporary views.
type Facts struct {
	*warehouse.Analysis
	Place   *place.Place
	Cohorts *cohort.Set

	mu       sync.Mutex
	gathered map[string]*Rows // by what was asked, see recall
}

// recall gives rows that were gathered before for the same question; models of a place
// mostly share their features and their population.
func (f *Facts) recall(question string, gather func() (*Rows, error)) (*Rows, error) {
	f.mu.Lock()
	rows := f.gathered[question]
	f.mu.Unlock()
	if rows != nil {
		return rows, nil
	}
	rows, err := gather()
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.gathered == nil {
		f.gathered = map[string]*Rows{}
	}
	f.gathered[question] = rows
	return rows, nil
}

// session is one connection which, when it is cut, sees only what was known on an
// index date.
type session struct {
	*sql.Conn
	facts *Facts
	index time.Time // zero: everything is seen
}

func (f *Facts) session(ctx context.Context, index time.Time) (*session, error) {
	conn, err := f.Conn(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{conn, f, index}
	if !index.IsZero() {
		if err := cut(ctx, conn, index); err != nil {
			s.close()
			return nil, err
		}
	}
	return s, nil
}

// close drops what was made for the session and gives the connection back.
func (s *session) close() {
	var drop []string
	_ = s.each(context.Background(), "SELECT table_name, table_type FROM information_schema.tables WHERE table_catalog = 'temp'", func(v []driver.Value) {
		what := "TABLE "
		if text(v[1]) == "VIEW" {
			what = "VIEW "
		}
		drop = append(drop, "DROP "+what+"temp."+duck.Ident(text(v[0])))
	})
	for _, statement := range drop {
		_, _ = s.ExecContext(context.Background(), statement)
	}
	_ = s.Close()
}

// judged fills in the index date of a query of the place and refuses one that goes
// further than it may. Its names mean the session's views, where it is cut.
func (s *session) judged(ctx context.Context, q source.Query, index time.Time) (warehouse.Judged, error) {
	return s.facts.judge(ctx, q, index)
}

func (f *Facts) judge(ctx context.Context, q source.Query, index time.Time) (warehouse.Judged, error) {
	j, err := f.Judge(ctx, q, warehouse.Days{"index_date": index})
	return j, nearest(err, q.SQL)
}

var noColumn = regexp.MustCompile(`Referenced column "([^"]*)" not found`)

// nearest adds the nearest column that there is to what the engine says of one that is not.
func nearest(err error, sql string) error {
	var bad *fault.Error
	if !errors.As(err, &bad) || bad.Fix != "" {
		return err
	}
	found := noColumn.FindStringSubmatch(bad.Reason)
	if found == nil {
		return err
	}
	out := *bad
	out.Value, out.Reason, out.Fix = found[1], "no table that it reads has such a column", place.Suggest(found[1], columnsIn(sql))
	return &out
}

// columnsIn are the columns of the tables that SQL names.
func columnsIn(sql string) (out []string) {
	for _, t := range warehouse.AnalysisTables() {
		if !strings.Contains(sql, t.Name) {
			continue
		}
		for _, c := range t.Columns {
			out = append(out, c.Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// make runs a judged query into a temporary table of the session.
func (s *session) make(ctx context.Context, name string, j warehouse.Judged) error {
	_, err := s.ExecContext(ctx, "CREATE OR REPLACE TEMP TABLE "+name+" AS "+j.SQL)
	return j.Fault(err)
}

// run runs a statement of our own, whose parts were judged.
func (s *session) run(ctx context.Context, doing, statement string) error {
	_, err := s.ExecContext(ctx, statement)
	return fault.Wrap(err, "%s", doing)
}

// each visits the rows of a query as the driver gives them.
func (s *session) each(ctx context.Context, query string, visit func([]driver.Value)) error {
	return s.Raw(func(dc any) error {
		rows, err := dc.(driver.QueryerContext).QueryContext(ctx, query, nil)
		if err != nil {
			return err
		}
		defer rows.Close()
		return each(rows, func(v []driver.Value) error { visit(v); return nil })
	})
}

func text(v driver.Value) string {
	s, _ := v.(string)
	return s
}

// onDate puts a day in the place of :index_date in an expression.
func onDate(expression string, index time.Time) string {
	filled, _ := sqltext.Fill(expression, func(name string) (string, bool) { return date(index), name == "index_date" })
	return filled
}
