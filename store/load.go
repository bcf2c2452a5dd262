package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"continuum/internal/fault"
)

// loadRows are given to Insert at once.
const loadRows = 512

// Load restores a dump into an empty database of either engine, and then brings
// its schema up to this release's. Conflict where the database holds tables or
// the dump is of a newer release; Invalid where the dump is damaged or truncated:
// then nothing is left in the database.
func Load(ctx context.Context, url string, r io.Reader, migrations ...Migrations) (Summary, error) {
	sum, err := Restore(ctx, url, "", r, migrations...)
	if err == nil {
		err = Finish(ctx, url)
	}
	if err != nil {
		return Summary{}, err
	}
	return sum, nil
}

// Restore is Load, except that nobody can open the database until Finish: a restore
// of which the database is one part names the backup and calls that at its end.
func Restore(ctx context.Context, url, backup string, r io.Reader, migrations ...Migrations) (sum Summary, err error) {
	u, err := openDump(r)
	if err != nil {
		return Summary{}, err
	}
	defer u.z.Close()
	db, err := cleared(ctx, url)
	if err != nil {
		return Summary{}, fault.Wrap(err, "restoring a backup")
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	unlock, err := db.Dialect.lock(ctx, db.writer)
	if err != nil {
		return Summary{}, fault.Wrap(err, "restoring a backup")
	}
	defer unlock()
	marked := false
	err = load(ctx, url, u, migrations, func(db *DB) error {
		db.alone = true
		if err := db.prepareLoad(ctx, u, migrations); err != nil {
			return err
		}
		marked = true
		return errors.Join(db.mark(ctx, backup), db.migrate(ctx, migrations, u.sum.Schemas))
	})
	if err != nil && marked {
		err = errors.Join(err, db.Write(context.WithoutCancel(ctx), dropAll))
	}
	return u.sum, fault.Wrap(err, "restoring a backup")
}

// load makes the tables as they were when the dump was made, fills them and brings
// them forward.
func load(ctx context.Context, url string, u *undump, migrations []Migrations, prepare func(*DB) error) error {
	db, err := open(ctx, url, prepare)
	if err != nil {
		return err
	}
	if err := errors.Join(db.Write(ctx, u.fill()), db.Close()); err != nil {
		return err
	}
	db, err = open(ctx, url, func(db *DB) error {
		db.alone = true
		return db.migrate(ctx, migrations, nil)
	})
	if err != nil {
		return err
	}
	return db.Close()
}

// prepareLoad refuses what the dump cannot be put into.
func (db *DB) prepareLoad(ctx context.Context, u *undump, migrations []Migrations) error {
	tables, err := db.tableNames(ctx)
	if err != nil {
		return err
	}
	if len(tables) > 0 {
		return &fault.Error{Code: fault.Conflict, Reason: fmt.Sprintf("the database is not empty: it has %d tables", len(tables)), Fix: "restore into a new database and then serve that one"}
	}
	schemas, err := db.read(migrations)
	if err != nil {
		return err
	}
	return refuseNewer(u.sum.Schemas, schemas)
}

// fill gives the transaction that puts the rows in. It can run once only.
func (u *undump) fill() func(*Tx) error {
	ran := false
	return func(tx *Tx) error {
		if ran {
			return fault.New(fault.Unavailable, "others wrote to the database meanwhile")
		}
		ran = true
		tables, err := tx.tables()
		if err != nil {
			return err
		}
		if err := tx.db.Dialect.beforeLoad(tx); err != nil {
			return err
		}
		for _, t := range tables { // migrations may have put rows in
			if _, err := tx.Exec(`DELETE FROM "` + t.name + `"`); err != nil {
				return err
			}
		}
		in := filling{tx: tx, tables: tables}
		if err := u.each(in.table, in.row); err != nil {
			return err
		}
		if err := in.flush(); err != nil {
			return err
		}
		return tx.db.Dialect.afterLoad(tx)
	}
}

// filling gathers rows for Insert.
type filling struct {
	tx      *Tx
	tables  []table
	name    string
	columns []string
	rows    [][]any
}

func (f *filling) table(t dumpTable) error {
	if err := f.flush(); err != nil {
		return err
	}
	at := slices.IndexFunc(f.tables, func(have table) bool { return have.name == t.Table })
	if at < 0 || !slices.EqualFunc(f.tables[at].columns, t.Columns, func(a column, b dumpColumn) bool { return a.name == b.Name && a.kind == b.Kind }) {
		return damaged("does not fit this release", fmt.Errorf("table %q has other columns or is not there", t.Table))
	}
	f.name, f.columns = t.Table, f.tables[at].names()
	return nil
}

func (f *filling) row(row []any) error {
	f.rows = append(f.rows, row)
	if len(f.rows) < loadRows {
		return nil
	}
	return f.flush()
}

func (f *filling) flush() error {
	if len(f.rows) == 0 {
		return nil
	}
	err := f.tx.Insert(f.name, f.columns, f.rows)
	f.rows = f.rows[:0]
	return fault.Wrap(err, "table %s", f.name)
}

// dropAll empties a database that was empty before.
func dropAll(tx *Tx) error {
	tables, err := tx.tables()
	if err != nil {
		return err
	}
	versions, err := tx.versions()
	if err != nil {
		return err
	}
	for owner := range versions {
		tables = append(tables, table{name: versionTable + owner})
	}
	tables = append(tables, table{name: restoring})
	if err := tx.db.Dialect.beforeLoad(tx); err != nil {
		return err
	}
	for _, t := range tables {
		if _, err := tx.Exec(`DROP TABLE IF EXISTS "` + t.name + `"` + tx.db.Dialect.dropWith); err != nil {
			return err
		}
	}
	return nil
}
