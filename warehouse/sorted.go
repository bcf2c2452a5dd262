package warehouse

import (
	"context"
	"fmt"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/link/identity"
	"continuum/source"
)

// sortedAtOnce is how many rows are sorted together: about 1.5 GB in each lane,
// which fits the memory a build may use. Larger tables are sorted one range of
// people after another, which costs no more and never spills the sort to disk.
const sortedAtOnce = 3_000_000

// sorted gives the tasks that write a table of people's facts in the order of
// their ids: the ranges are sorted side by side and follow each other in the file.
func (r *run) sorted(ctx context.Context, t source.Table, rows string, count int64) ([]task, error) {
	if _, err := r.db.ExecContext(ctx, fmt.Sprintf("CREATE TABLE facts.%s AS %s LIMIT 0", t.Name, sortedRows(t, rows, "identity"))); err != nil {
		return nil, err
	}
	parts := ranges(count, sortedAtOnce)
	turns := turns(len(parts))
	out := make([]task, len(parts))
	for i, ids := range parts {
		people := fmt.Sprintf("(SELECT * FROM identity WHERE person_id >= %s AND person_id < %s)", duck.Literal(ids[0]), duck.Literal(ids[1]))
		insert := fmt.Sprintf("INSERT INTO facts.%s %s", t.Name, sortedRows(t, rows, people))
		out[i] = func(ctx context.Context) error {
			return fault.Wrap(r.inTurn(ctx, turns[i], insert), "writing table %s", t.Name)
		}
	}
	return out, nil
}

func sortedRows(t source.Table, rows, people string) string {
	other, find := relation(t)
	return fmt.Sprintf("SELECT i.person_id, %sf.* FROM (%s) f JOIN %s i ON i.source = f.source AND i.local_id = f.local_id %s ORDER BY i.person_id, %s",
		other, rows, people, find, order(t))
}

// inTurn runs a statement at once and makes it count when its turn has come.
func (r *run) inTurn(ctx context.Context, my turn, statement string) error {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // of no effect once committed
	if _, err := tx.ExecContext(ctx, statement); err != nil {
		return err
	}
	if err := my.wait(ctx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	close(my.done)
	return nil
}

// ranges parts the person ids, which are spread evenly over their first letter,
// so that about atOnce rows fall into each; an id lies in [from, before).
func ranges(rows, atOnce int64) [][2]string {
	letters := int64(len(identity.Alphabet))
	parts := min(max(1, (rows+atOnce-1)/atOnce), letters)
	edge := func(i int64) string {
		if i == parts {
			return "Q" // behind every id
		}
		return "P" + identity.Alphabet[letters*i/parts:letters*i/parts+1]
	}
	out := make([][2]string, parts)
	for i := range parts {
		out[i] = [2]string{edge(i), edge(i + 1)}
	}
	return out
}

// relationship is the table whose rows name another person.
const relationship = "relationship"

// relation finds the other person of a relationship, where it is one of this place.
func relation(t source.Table) (column, find string) {
	if t.Name != relationship {
		return "", ""
	}
	return "o.person_id AS other_person_id, ", "LEFT JOIN identity o ON o.source = f.source AND o.local_id = f.other_local_id"
}

// order sorts a table's rows within a person by date, then so that equal rows
// alone may change places. Who a person is depends on the order of registrations,
// so they are sorted by everything.
func order(t source.Table) string {
	last := []string{t.ID}
	if _, coded := t.Column("code"); coded {
		last = []string{"code"}
	}
	if t.Name == "registration" || last[0] == "" {
		last = t.Names()
	}
	for i, name := range last {
		last[i] = "f." + duck.Ident(name)
	}
	return "f." + t.When + " NULLS FIRST, f.source, f.feed, " + strings.Join(last, ", ")
}
