package warehouse

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/source"
)

// personSQL derives the one person from the linked registrations.
//
//go:embed person.sql
var personSQL string

// tables writes the final tables: every fact under its person, sorted so that
// one person's facts lie together. What belongs to nobody is rejected.
func (r *run) tables(ctx context.Context, staged *source.Staged) error {
	if err := r.partners(ctx); err != nil {
		return err
	}
	for i, t := range source.Tables {
		r.Progress.Report("write tables", int64(i), int64(len(source.Tables)))
		if err := r.table(ctx, staged, t); err != nil {
			return err
		}
	}
	for _, s := range []string{
		"CREATE TABLE facts.partner AS SELECT * FROM partner ORDER BY id",
		"CREATE TABLE facts.identity AS SELECT person_id, source, local_id, match_weight, how FROM identity ORDER BY ALL",
		personSQL,
		"CREATE TABLE facts.reject AS SELECT source, feed, file, line, reason, action, raw FROM reject ORDER BY ALL",
	} {
		for _, statement := range strings.Split(s, ";\n") {
			if _, err := r.db.ExecContext(ctx, statement); err != nil {
				return fault.Wrap(err, "writing the people")
			}
		}
	}
	r.Progress.Report("write tables", 1, 1)
	return nil
}

func (r *run) partners(ctx context.Context) error {
	if _, err := r.db.ExecContext(ctx, "CREATE TABLE partner (id VARCHAR, name VARCHAR, sector VARCHAR, ods VARCHAR)"); err != nil {
		return fault.Wrap(err, "writing the partners")
	}
	for _, p := range r.Place.Partners {
		if _, err := r.db.ExecContext(ctx, "INSERT INTO partner VALUES (?, ?, ?, ?)", p.ID, p.Name, p.Sector, p.ODS); err != nil {
			return fault.Wrap(err, "writing the partners")
		}
	}
	return nil
}

func (r *run) table(ctx context.Context, staged *source.Staged, t source.Table) error {
	rows := unionOf(staged, t.Name, "source, feed, "+duck.Idents(t.Names()))
	if rows == "" {
		rows = emptyTable(t)
	}
	write := r.reference
	if t.Person {
		if err := r.orphans(ctx, staged, t); err != nil {
			return err
		}
		write = r.sorted
	}
	if err := write(ctx, t, rows, staged.Rows(t.Name)); err != nil {
		return fault.Wrap(err, "writing table %s", t.Name)
	}
	return r.forget(ctx, staged, t)
}

// reference writes a table that is about no person.
func (r *run) reference(ctx context.Context, t source.Table, rows string, _ int64) error {
	_, err := r.db.ExecContext(ctx, fmt.Sprintf("CREATE TABLE facts.%s AS SELECT %s FROM (%s) ORDER BY ALL", t.Name, duck.Idents(t.Names()), rows))
	return err
}

func emptyTable(t source.Table) string {
	list := []string{"CAST(NULL AS VARCHAR) AS source", "CAST(NULL AS VARCHAR) AS feed"}
	for _, c := range t.Columns {
		list = append(list, fmt.Sprintf("CAST(NULL AS %s) AS %s", c.Type.SQLType(), duck.Ident(c.Name)))
	}
	return "SELECT " + strings.Join(list, ", ") + " WHERE false"
}

// orphans rejects facts of people nobody registered.
func (r *run) orphans(ctx context.Context, staged *source.Staged, t source.Table) error {
	for i, f := range staged.Feeds {
		if f.Table != t.Name || t.Name == "registration" {
			continue
		}
		file, line := source.Whence("s._row", filesOf(staged.Inputs[i]))
		res, err := r.db.ExecContext(ctx, fmt.Sprintf(`INSERT INTO reject
			SELECT %s, %s, %s, %s, 'no registration with this local_id', 'quarantined', CAST(to_json(s) AS VARCHAR)
			FROM (SELECT * EXCLUDE (_fault, _note) FROM %s WHERE _fault IS NULL) s
			WHERE local_id NOT IN (SELECT local_id FROM identity WHERE source = %s)`,
			duck.Literal(f.Partner), duck.Literal(f.Name), file, line, source.StageTable(f.Name), duck.Literal(f.Partner)))
		if err != nil {
			return fault.Wrap(err, "looking for facts without a person in %s", f.Name)
		}
		n, _ := res.RowsAffected()
		staged.Reports[i].Orphaned(n)
	}
	return nil
}

func filesOf(inputs []source.Input) []string {
	out := make([]string, len(inputs))
	for i, in := range inputs {
		out[i] = in.File
	}
	return out
}

// forget drops the staging tables that are now in the build.
func (r *run) forget(ctx context.Context, staged *source.Staged, t source.Table) error {
	for _, f := range staged.Feeds {
		if f.Table != t.Name {
			continue
		}
		if _, err := r.db.ExecContext(ctx, "DROP TABLE "+source.StageTable(f.Name)); err != nil {
			return fault.Wrap(err, "clearing the staging table of %s", f.Name)
		}
	}
	return nil
}

// fingerprint counts and hashes every table; the sum of row hashes does not
// depend on how the file lays the rows out.
func (r *run) fingerprint(ctx context.Context) ([]TableCount, error) {
	var out []TableCount
	for _, name := range tableNames() {
		c := TableCount{Name: name}
		query := fmt.Sprintf("SELECT count(*), CAST(coalesce(sum(hash(t)), 0) %% 18446744073709551616 AS VARCHAR) FROM facts.%s t", name)
		if err := r.db.QueryRowContext(ctx, query).Scan(&c.Rows, &c.Hash); err != nil {
			return nil, fault.Wrap(err, "fingerprinting table %s", name)
		}
		out = append(out, c)
	}
	return out, nil
}

// tableNames are all tables of a build.
func tableNames() []string {
	return append(source.TableNames(), "partner", "identity", "person", "demographic", "reject")
}

// personTables are the canonical tables whose rows belong to a person.
func personTables() []string {
	var out []string
	for _, t := range source.Tables {
		if t.Person {
			out = append(out, t.Name)
		}
	}
	return out
}
