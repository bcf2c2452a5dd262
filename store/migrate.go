package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"continuum/internal/fault"
)

// Migrations are one package's tables: files NUMBER_NAME.sql at the root of
// Files, numbered from 1, each run once and never changed afterwards. They only
// go forward. {bytes}, {json}, {identity} and {clustered} stand for the engine's
// words; an {identity} column is a 64-bit primary key that the engine numbers.
type Migrations struct {
	Owner string // the package's name: lower-case letters, digits and _
	Files fs.FS
}

// MigrationsOf are the migrations of a package that embeds them in its folder
// migrations.
func MigrationsOf(owner string, embedded embed.FS) Migrations {
	files, err := fs.Sub(embedded, "migrations")
	if err != nil {
		panic(err) // embedded, so it is there
	}
	return Migrations{Owner: owner, Files: files}
}

//go:embed migrations/*.sql
var ownFiles embed.FS

// versionTable is followed by an owner: the table in which goose keeps its version.
const versionTable = "schema_"

var (
	simpleName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	fileName   = regexp.MustCompile(`^0*([1-9][0-9]{0,8})_[a-z0-9_]+\.sql$`)
)

// schema is one owner's migrations, read.
type schema struct {
	owner  string
	newest int64
	steps  []*goose.Migration
}

// migrate brings the schema up to what this release knows, or to the versions in
// upTo (owners not in it stay away). Servers that start at once take turns.
func (db *DB) migrate(ctx context.Context, migrations []Migrations, upTo map[string]int64) error {
	schemas, err := db.read(migrations)
	if err != nil {
		return err
	}
	if current, err := db.current(ctx, schemas); err != nil || current && upTo == nil {
		return err
	}
	if !db.alone {
		unlock, err := db.Dialect.lock(ctx, db.writer)
		if err != nil {
			return err
		}
		defer unlock()
	}
	if _, err := db.current(ctx, schemas); err != nil {
		return err
	}
	for _, s := range schemas {
		version, wanted := upTo[s.owner]
		if upTo == nil {
			version, wanted = s.newest, true
		}
		if !wanted || version == 0 {
			continue
		}
		if err := db.raise(ctx, s, version); err != nil {
			return err
		}
	}
	return nil
}

// raise runs an owner's migrations up to a version.
func (db *DB) raise(ctx context.Context, s schema, version int64) error {
	p, err := goose.NewProvider(db.Dialect.goose, db.writer, nil,
		goose.WithTableName(versionTable+s.owner), goose.WithGoMigrations(s.steps...), goose.WithDisableGlobalRegistry(true))
	if err == nil {
		_, err = p.UpTo(ctx, version)
	}
	var step *fault.Error
	if errors.As(err, &step) {
		return step
	}
	return db.Dialect.explain(err, "bringing the tables of %s up to version %d", s.owner, version)
}

// current tells whether all schemas are at their newest version, and refuses newer ones.
func (db *DB) current(ctx context.Context, schemas []schema) (bool, error) {
	found, err := db.versions(ctx)
	if err != nil {
		return false, err
	}
	if err := refuseNewer(found, schemas); err != nil {
		return false, err
	}
	for _, s := range schemas {
		if found[s.owner] != s.newest {
			return false, nil
		}
	}
	return true, nil
}

// refuseNewer refuses versions that this release does not know.
func refuseNewer(found map[string]int64, schemas []schema) error {
	known := map[string]int64{}
	for _, s := range schemas {
		known[s.owner] = s.newest
	}
	for owner, version := range found {
		if version > known[owner] {
			return &fault.Error{
				Code: fault.Conflict, Reason: fmt.Sprintf("a newer release wrote this: the tables of %s are at version %d and this release knows %d", owner, version, known[owner]),
				Fix: "run the newer release, or restore a backup that this release made into a new database",
			}
		}
	}
	return nil
}

// versions are those of the owners found in the database.
func (db *DB) versions(ctx context.Context) (map[string]int64, error) {
	tables, err := db.tableNames(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	for _, name := range tables {
		owner, ok := strings.CutPrefix(name, versionTable)
		if !ok {
			continue
		}
		var version sql.NullInt64
		err := db.writer.QueryRowContext(ctx, `SELECT max(version_id) FROM "`+name+`"`).Scan(&version)
		if err != nil {
			return nil, db.Dialect.explain(err, "reading the version of the tables of %s", owner)
		}
		out[owner] = version.Int64
	}
	return out, nil
}

// read reads the store's own migrations and those given, in this order.
func (db *DB) read(migrations []Migrations) ([]schema, error) {
	var out []schema
	for _, m := range append([]Migrations{MigrationsOf("store", ownFiles)}, migrations...) {
		if !simpleName.MatchString(m.Owner) || slices.ContainsFunc(out, func(s schema) bool { return s.owner == m.Owner }) {
			return nil, &fault.Error{Code: fault.Internal, Reason: "migrations need an owner of their own", Value: m.Owner, Fix: "name the package in lower case, once"}
		}
		s, err := db.steps(m)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (db *DB) steps(m Migrations) (schema, error) {
	s := schema{owner: m.Owner}
	names, err := fs.Glob(m.Files, "*.sql")
	if err != nil {
		return s, fault.Wrap(err, "reading the migrations of %s", m.Owner)
	}
	for _, name := range names {
		number := fileName.FindStringSubmatch(name)
		if number == nil {
			return s, &fault.Error{Code: fault.Internal, File: m.Owner + "/" + name, Reason: "a migration is not named like 0001_what.sql"}
		}
		version, _ := strconv.ParseInt(number[1], 10, 64) // nine digits at most
		text, err := fs.ReadFile(m.Files, name)
		if err != nil {
			return s, fault.Wrap(err, "reading the migrations of %s", m.Owner)
		}
		s.steps = append(s.steps, goose.NewGoMigration(version, db.step(m.Owner+"/"+name, string(text)), nil))
		s.newest = max(s.newest, version)
	}
	if len(s.steps) == 0 {
		return s, &fault.Error{Code: fault.Internal, Reason: "there are no migrations", Value: m.Owner}
	}
	return s, nil
}

// step runs one file, its tokens replaced, in a transaction.
func (db *DB) step(file, text string) *goose.GoFunc {
	text = db.Dialect.words.Replace(text)
	return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return &fault.Error{Code: fault.Internal, File: file, Reason: "the migration cannot be run on " + db.Dialect.Name, Err: err}
		}
		return nil
	}}
}
