package warehouse

import (
	"context"
	"fmt"
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
	name     string
	question string
	at       map[string]int // position of each column
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
		f.question = fmt.Sprintf("SELECT source, feed, %s, %s FROM %s WHERE person_id = ?", other, duck.Idents(t.Names()), t.Name)
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
	p, err := l.bearer(b, personID)
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
	return f, nil
}

func (b *opened) known(p Person) Known {
	return Known{Build: b.id, At: b.manifest.CreatedAt, Person: p, Named: b.named(p)}
}

func (b *opened) rowsOf(ctx context.Context, t *factTable, id string) (all []Row, err error) {
	err = b.query(ctx, t.question, []any{id}, func(scan scanner) error {
		var other *string
		r := Row{table: t, values: make([]any, len(t.at))}
		into := []any{&r.Source, &r.Feed, &other}
		for i := range r.values {
			into = append(into, &r.values[i])
		}
		err := scan(into...)
		if other != nil {
			r.Other = *other
		}
		r.names = b.labels[r.Feed]
		all = append(all, r)
		return err
	})
	return all, err
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
