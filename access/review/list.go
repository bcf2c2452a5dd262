package review

import (
	"fmt"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Query says which findings are wanted: those of which all that is given holds.
type Query struct {
	Open    bool      // only what is not yet accepted or closed
	States  []State   // any of these
	Kinds   []Kind    // any of these
	Officer string    // who took them up
	Actor   string    // whose looks
	Person  string    // at whom
	Partner string    // for which the actor acted
	Since   time.Time // first look from then on
	Until   time.Time // first look before then: of an age

	After int64 // id of the last finding of the page before; 0 for the first page
	Most  int   // findings of a page; 100 where it is 0, at most 1,000
}

// List gives findings, the most serious first and of those the oldest. A page that is
// not full is the last.
func (r *Review) List(tx *store.Tx, q Query) ([]Finding, error) {
	var w where
	q.conditions(&w)
	if q.After != 0 {
		last, err := r.Get(tx, q.After)
		if err != nil {
			return nil, fault.Wrap(err, "going on behind a finding")
		}
		w.add("(serious < %s OR serious = %[1]s AND (first_at > %s OR first_at = %[2]s AND id > %s))", last.Seriousness, last.First, last.ID)
	}
	if q.Most <= 0 {
		q.Most = 100
	}
	w.args = append(w.args, min(q.Most, 1000))
	var all []Finding
	for row, err := range tx.Query(fmt.Sprintf("SELECT %s FROM review_finding%s ORDER BY serious DESC, first_at, id LIMIT $%d", findingColumns, w.text(), len(w.args)), w.args...) {
		var f Finding
		if err == nil {
			err = f.scan(row)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func (q *Query) conditions(w *where) {
	if q.Open {
		w.add("done = %s", false)
	}
	addAny(w, "state", q.States)
	addAny(w, "kind", q.Kinds)
	for _, c := range []struct{ column, value string }{{"officer", q.Officer}, {"actor", q.Actor}, {"person", q.Person}, {"partner", q.Partner}} {
		if c.value != "" {
			w.add(c.column+" = %s", c.value)
		}
	}
	if !q.Since.IsZero() {
		w.add("first_at >= %s", q.Since)
	}
	if !q.Until.IsZero() {
		w.add("first_at < %s", q.Until)
	}
}

// where is a WHERE clause in the making.
type where struct {
	all  []string
	args []any
}

// add adds a condition, whose verbs stand for the parameters.
func (w *where) add(condition string, args ...any) {
	names := make([]any, len(args))
	for i := range args {
		names[i] = fmt.Sprintf("$%d", len(w.args)+i+1)
	}
	w.all, w.args = append(w.all, fmt.Sprintf(condition, names...)), append(w.args, args...)
}

func (w *where) text() string {
	if len(w.all) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.all, " AND ")
}

func addAny[S ~string](w *where, column string, values []S) {
	if len(values) == 0 {
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = string(v)
	}
	w.add(column+" IN ("+strings.Repeat("%s, ", len(values)-1)+"%s)", args...)
}
