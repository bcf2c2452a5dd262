package cohort

import (
	"context"
	"fmt"
	"iter"
	"math/bits"
	"sync"

	"continuum/internal/fault"
	"continuum/warehouse"
)

// answer gathers who meets a step.
type answer struct {
	mu       sync.Mutex
	waits    int      // for so many ranges
	met      []uint64 // a bit for each number
	rows     int      // that the query gave, but for those without an id
	known    int      // of them of people of the build
	distinct int
}

// add asks about one range. The engine itself makes the bits, so that no row leaves it.
func (a *answer) add(ctx context.Context, build *warehouse.Analysis, q *question, r warehouse.Range) error {
	last := max(r.People-1, 0) | 7 // so that no bit pads a byte
	query := fmt.Sprintf(`SELECT count(*), count(p.n), CAST(bitstring_agg(p.n - %d, 0, %d) AS BLOB) FROM (SELECT person_id FROM (%s
		) x WHERE %s) s LEFT JOIN (SELECT person_id, n FROM numbered WHERE %s) p ON p.person_id = s.person_id`,
		r.From, last, q.SQL, r.Where("x.person_id"), r.Where("person_id"))
	var rows, known int
	var blob []byte
	err := build.Ask(ctx, query, func(scan func(...any) error) error { return scan(&rows, &known, &blob) })
	if ctx.Err() != nil {
		return context.Cause(ctx) // the engine says only that it was interrupted
	}
	if err != nil {
		return q.Fault(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waits, a.rows, a.known = a.waits-1, a.rows+rows, a.known+known
	for n := range numbers(blob, r.From) {
		a.met[n/64] |= 1 << (n % 64)
		a.distinct++
	}
	return nil
}

// numbers are those of the engine's bits that are set, in order: the topmost bit of the
// first byte stands for from.
func numbers(blob []byte, from int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, b := range blob {
			for ; b != 0; b &^= 0x80 >> bits.LeadingZeros8(b) {
				if !yield(from + i*8 + bits.LeadingZeros8(b)) {
					return
				}
			}
		}
	}
}

// judge refuses an answer that is not one row of a known person each.
func (a *answer) judge(ctx context.Context, build *warehouse.Analysis, q *question) error {
	if q.File == "" {
		return nil // our own
	}
	if n, _, err := first(ctx, build, "SELECT count(*), '' FROM ("+q.SQL+"\n) WHERE person_id IS NULL"); err != nil || n > 0 {
		return q.wrong(err, fmt.Sprintf("%s gives %s without a person_id", q.what(), rowsOf(n)), "", "add WHERE person_id IS NOT NULL, or join so that each row has a person")
	}
	if a.known < a.rows {
		_, id, err := first(ctx, build, "SELECT 1, min(person_id) FROM ("+q.SQL+"\n) WHERE person_id NOT IN (SELECT person_id FROM numbered)")
		return q.wrong(err, fmt.Sprintf("%s gives %s of nobody in the build", q.what(), rowsOf(a.rows-a.known)), id, "give person_id as the tables have it")
	}
	if a.distinct < a.known {
		n, id, err := first(ctx, build, "SELECT count(*), person_id FROM ("+q.SQL+"\n) GROUP BY person_id HAVING count(*) > 1 ORDER BY person_id LIMIT 1")
		return q.wrong(err, fmt.Sprintf("%s gives somebody %d times: one person_id a row", q.what(), n), id, "write SELECT DISTINCT person_id, or GROUP BY person_id")
	}
	return nil
}

// what names the step in a message.
func (q *question) what() string { return fmt.Sprintf("step %q", q.step.Name) }

func (q *question) wrong(err error, reason, value, fix string) error {
	if err != nil {
		return q.Fault(err)
	}
	return &fault.Error{Code: fault.Invalid, File: q.step.file, Line: int64(q.step.line), Value: value, Reason: reason, Fix: fix}
}

func rowsOf(n int) string {
	if n == 1 {
		return "a row"
	}
	return fmt.Sprintf("%d rows", n)
}

// first gives the one row of a number and a text.
func first(ctx context.Context, build *warehouse.Analysis, query string) (n int, text string, err error) {
	err = build.Ask(ctx, query, func(scan func(...any) error) error { return scan(&n, &text) })
	return n, text, err
}
