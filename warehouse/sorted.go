package warehouse

import (
	"context"
	"fmt"
	"strings"

	"continuum/internal/duck"
	"continuum/source"
)

// sortedAtOnce is how many rows are sorted together: about 2 GB, which fits the
// memory a build may use. Larger tables are sorted one range of people after
// another, which costs no more and never spills the sort to disk.
const sortedAtOnce = 4_000_000

// sorted writes a table of people's facts in the order of their ids.
func (r *run) sorted(ctx context.Context, t source.Table, rows string, count int64) error {
	other, find := relation(t)
	verb := "CREATE TABLE facts." + t.Name + " AS"
	for _, ids := range ranges(count, sortedAtOnce) {
		query := fmt.Sprintf(`%s SELECT i.person_id, %sf.* FROM (%s) f
			JOIN (SELECT * FROM identity WHERE person_id >= %s AND person_id < %s) i ON i.source = f.source AND i.local_id = f.local_id %s
			ORDER BY i.person_id, %s`, verb, other, rows, duck.Literal(ids[0]), duck.Literal(ids[1]), find, order(t))
		if _, err := r.db.ExecContext(ctx, query); err != nil {
			return err
		}
		verb = "INSERT INTO facts." + t.Name
	}
	return nil
}

// ranges parts the person ids, which are spread evenly over their first letter,
// so that about atOnce rows fall into each; an id lies in [from, before).
func ranges(rows, atOnce int64) [][2]string {
	letters := int64(len(idAlphabet))
	parts := min(max(1, (rows+atOnce-1)/atOnce), letters)
	edge := func(i int64) string {
		if i == parts {
			return "Q" // behind every id
		}
		return "P" + idAlphabet[letters*i/parts:letters*i/parts+1]
	}
	out := make([][2]string, parts)
	for i := range parts {
		out[i] = [2]string{edge(i), edge(i + 1)}
	}
	return out
}

// relation finds the other person of a relationship, where it is one of this place.
func relation(t source.Table) (column, find string) {
	if t.Name != "relationship" {
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
