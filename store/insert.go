package store

import (
	"fmt"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"continuum/internal/fault"
)

// sqliteRows are how many rows one statement takes on SQLite: enough to share its
// cost, few enough that the driver, which looks each parameter up among all,
// stays quick, and only three texts to keep ready for a table.
var sqliteRows = []int{16, 4, 1}

// copyFrom is the number of rows from which PostgreSQL's COPY, which asks the
// server once more, is faster than INSERT.
const copyFrom = 10

// Insert adds rows to a table, each with a value for every column, in as few
// statements as suit the engine. A row that is there already fails the
// transaction (Conflict).
func (tx *Tx) Insert(table string, columns []string, rows [][]any) error {
	in, err := tx.db.inserting(table, columns)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if len(row) != len(columns) {
			return fault.New(fault.Internal, "a row for %s has %d values for %d columns", table, len(row), len(columns))
		}
		if err := fit(row); err != nil {
			tx.err = err
			return err
		}
	}
	return tx.db.Dialect.insert(tx, in, rows)
}

// inserting holds the texts that insert into some columns of a table.
type inserting struct {
	table   string
	columns []string
	mu      sync.Mutex
	texts   map[int]string // by the number of rows
}

// inserting finds or makes the texts; the names become SQL, so they must be plain.
func (db *DB) inserting(table string, columns []string) (*inserting, error) {
	key := table + "(" + strings.Join(columns, ",")
	if in, ok := db.inserts.Load(key); ok {
		return in.(*inserting), nil
	}
	for _, name := range append([]string{table}, columns...) {
		if !simpleName.MatchString(name) {
			return nil, fault.New(fault.Internal, "%q cannot name a table or a column", name)
		}
	}
	in, _ := db.inserts.LoadOrStore(key, &inserting{table: table, columns: columns, texts: map[int]string{}})
	return in.(*inserting), nil
}

// text inserts n rows; mark gives the i-th parameter, from 1, and verb is INSERT.
func (in *inserting) text(n int, verb string, mark func(i int) string) string {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.texts[n] == "" {
		var b strings.Builder
		fmt.Fprintf(&b, verb+` INTO "%s" ("%s") VALUES `, in.table, strings.Join(in.columns, `", "`))
		for i := range n * len(in.columns) {
			switch {
			case i == 0:
				b.WriteByte('(')
			case i%len(in.columns) == 0:
				b.WriteString("), (")
			default:
				b.WriteString(", ")
			}
			b.WriteString(mark(i + 1))
		}
		in.texts[n] = b.String() + ")"
	}
	return in.texts[n]
}

// insertOrFail leaves the rows before a failing one to the rollback of the
// transaction, which comes anyway: an INSERT that undoes its own rows keeps a
// journal of each statement, whose cost grows with the transaction.
const insertOrFail = "INSERT OR FAIL"

func sqliteInsert(tx *Tx, in *inserting, rows [][]any) error {
	for _, size := range sqliteRows {
		for len(rows) >= size {
			if err := tx.insert(in.text(size, insertOrFail, func(int) string { return "?" }), rows[:size]); err != nil {
				return err
			}
			rows = rows[size:]
		}
	}
	return nil
}

func postgresInsert(tx *Tx, in *inserting, rows [][]any) error {
	switch {
	case len(rows) == 0:
		return nil
	case len(rows) < copyFrom:
		return tx.insert(in.text(len(rows), "INSERT", func(i int) string { return fmt.Sprint("$", i) }), rows)
	}
	if err := tx.ready(nil); err != nil {
		return err
	}
	err := tx.s.conn.Raw(func(c any) error {
		_, err := c.(*stdlib.Conn).Conn().CopyFrom(tx.under, pgx.Identifier{in.table}, in.columns, pgx.CopyFromRows(rows))
		return err
	})
	return tx.fail(err, "COPY "+in.table)
}

func (tx *Tx) insert(text string, rows [][]any) error {
	args := make([]any, 0, len(rows)*len(rows[0]))
	for _, row := range rows {
		args = append(args, row...)
	}
	if err := tx.ready(nil); err != nil { // the rows fit already
		return err
	}
	_, err := tx.s.exec(tx.under, text, args...)
	return tx.fail(err, text)
}
