package warehouse

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"continuum/internal/duck"
	"continuum/source"
)

// Facts is all that a build has on one person, row by row as the tables hold it,
// for those who pass it on with its codes, not in words.
type Facts struct {
	Known
	tables map[string][]Row
}

// Known is a person of a build. Ethnicity and GPPractice of Person are codes;
// those of Named are words where the place names them.
type Known struct {
	Build  string
	At     time.Time // when the build was made
	Person Person
	Named  Person

	// Edition changes when more people of the build are hidden: what was found out
	// before must not be told any more.
	Edition string
}

// Of gives the rows of a canonical table, in a fixed order.
func (f Facts) Of(table string) []Row { return f.tables[table] }

// Row is one row of a canonical table.
type Row struct {
	Source string // partner id
	Feed   string
	Other  string // id of the other person of a relationship, where it is one of this place
	table  *factTable
	values []any
	names  map[string]map[string]string // of codes, by column
}

// factTable is a canonical table whose rows belong to people.
type factTable struct {
	name    string
	columns string         // source, feed, the other person, and all that the table declares
	at      map[string]int // position of each column
}

var factTables = tablesOfPeople()

func tablesOfPeople() []*factTable {
	var all []*factTable
	for _, t := range source.Tables {
		if !t.Person {
			continue
		}
		f := &factTable{name: t.Name, at: map[string]int{}}
		for i, c := range t.Columns {
			f.at[c.Name] = i
		}
		other := "NULL"
		if column, _ := relation(t); column != "" {
			other = "other_person_id"
		}
		f.columns = fmt.Sprintf("source, feed, %s, %s", other, duck.Idents(t.Names()))
		all = append(all, f)
	}
	return all
}

// Facts reads all rows on a person of the live build; for an id that was joined to
// another, those on the person who carries on.
func (l *Live) Facts(ctx context.Context, personID string) (Facts, error) {
	b, err := l.hold()
	if err != nil {
		return Facts{}, err
	}
	defer b.release()
	p, err := l.bearer(ctx, b, personID)
	if err != nil {
		return Facts{}, err
	}
	f := Facts{Known: b.known(p), tables: map[string][]Row{}}
	parts := make([][]Row, len(factTables))
	work, ctx := errgroup.WithContext(ctx)
	for i, t := range factTables {
		work.Go(func() (err error) {
			parts[i], err = b.rowsOf(ctx, t, p.ID)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return Facts{}, err
	}
	for i, t := range factTables {
		f.tables[t.name] = parts[i]
	}
	return f, b.hideOthers(ctx, f.tables[relationship])
}

func (b *opened) known(p Person) Known {
	return Known{Build: b.id, At: b.manifest.CreatedAt, Person: p, Named: b.named(p), Edition: b.edition()}
}

func (b *opened) rowsOf(ctx context.Context, t *factTable, id string) (all []Row, err error) {
	err = b.query(ctx, fmt.Sprintf("SELECT %s FROM %s WHERE person_id = ?", t.columns, t.name), []any{id}, func(scan scanner) error {
		r, err := b.row(t, scan)
		all = append(all, r)
		return err
	})
	return all, err
}

// row reads a row of which the columns of its table are asked for, behind others if
// there are any.
func (b *opened) row(t *factTable, scan scanner, before ...any) (Row, error) {
	var other *string
	r := Row{table: t, values: make([]any, len(t.at))}
	into := append(slices.Clip(before), &r.Source, &r.Feed, &other)
	for i := range r.values {
		into = append(into, &r.values[i])
	}
	err := scan(into...)
	if other != nil {
		r.Other = *other
	}
	r.names = b.labels[r.Feed]
	return r, err
}

func (r Row) value(column string) any {
	if at, known := r.table.at[column]; known {
		return r.values[at]
	}
	return nil
}

// Text is a value in writing, "" where there is none: numbers in digits, times
// are left to Time.
func (r Row) Text(column string) string {
	switch v := r.value(column).(type) {
	case string:
		return strings.TrimSpace(v)
	case int64:
		return fmt.Sprint(v)
	}
	return ""
}

// Name is the word for a code where the place has one for it, else "".
func (r Row) Name(column string) string { return r.names[column][r.Text(column)] }

// Time is a date, or the sender's wall time; zero where there is none.
func (r Row) Time(column string) time.Time {
	t, _ := r.value(column).(time.Time)
	return t
}

// Number is a number, false where there is none.
func (r Row) Number(column string) (float64, bool) {
	n, ok := r.value(column).(float64)
	return n, ok
}
