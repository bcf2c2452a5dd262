package warehouse

import (
	"cmp"
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

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
	if err := r.facts(ctx, staged); err != nil {
		return err
	}
	for _, s := range []string{
		"CREATE TABLE facts.partner AS SELECT * FROM partner ORDER BY id",
		"CREATE TABLE facts.identity AS SELECT person_id, source, local_id, match_weight, how FROM identity ORDER BY ALL",
		registeredSQL,
		evidenceSQL,
		personSQL,
		"CREATE TABLE facts.reject AS SELECT source, feed, file, line, reason, action, raw FROM reject ORDER BY ALL",
	} {
		for _, statement := range strings.Split(s, ";\n") {
			if _, err := r.db.ExecContext(ctx, statement); err != nil {
				return fault.Wrap(err, "writing the people")
			}
		}
	}
	return nil
}

// facts writes the canonical tables, the largest first, so that the lanes end
// at about the same time.
func (r *run) facts(ctx context.Context, staged *source.Staged) error {
	largest := slices.Clone(source.Tables)
	slices.SortStableFunc(largest, func(a, b source.Table) int { return cmp.Compare(staged.Rows(b.Name), staged.Rows(a.Name)) })
	var all []task
	for _, t := range largest {
		tasks, err := r.table(ctx, staged, t)
		if err != nil {
			return err
		}
		all = append(all, tasks...)
	}
	var done atomic.Int64
	for i, t := range all {
		all[i] = func(ctx context.Context) error {
			err := t(ctx)
			r.Progress.Report("write tables", done.Add(1), int64(len(all)))
			return err
		}
	}
	return lanes(ctx, all...)
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

// table gives the tasks that write one canonical table; the last to end drops
// the staging tables that are then in the build.
func (r *run) table(ctx context.Context, staged *source.Staged, t source.Table) ([]task, error) {
	rows := unionOf(staged, t.Name, "source, feed, "+duck.Idents(t.Names()))
	if rows == "" {
		rows = emptyTable(t)
	}
	tasks := []task{func(ctx context.Context) error { return r.reference(ctx, t, rows) }}
	if t.Person {
		ranges, err := r.sorted(ctx, t, rows, staged.Rows(t.Name))
		if err != nil {
			return nil, fault.Wrap(err, "making table %s", t.Name)
		}
		tasks = append(ranges, func(ctx context.Context) error { return r.orphans(ctx, staged, t) })
	}
	left := new(atomic.Int64)
	left.Store(int64(len(tasks)))
	for i, do := range tasks {
		tasks[i] = func(ctx context.Context) error {
			if err := do(ctx); err != nil || left.Add(-1) > 0 {
				return err
			}
			return r.forget(ctx, staged, t)
		}
	}
	return tasks, nil
}

// reference writes a table that is about no person.
func (r *run) reference(ctx context.Context, t source.Table, rows string) error {
	_, err := r.db.ExecContext(ctx, fmt.Sprintf("CREATE TABLE facts.%s AS SELECT %s FROM (%s) ORDER BY ALL", t.Name, duck.Idents(t.Names()), rows))
	return fault.Wrap(err, "writing table %s", t.Name)
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
		if err := r.orphansOf(ctx, staged, i); err != nil {
			return fault.Wrap(err, "looking for facts without a person in %s", f.Name)
		}
	}
	return nil
}

// orphansOf looks at the ids alone first: nearly every feed has none, and its
// rows need not be read whole.
func (r *run) orphansOf(ctx context.Context, staged *source.Staged, feed int) error {
	f := staged.Feeds[feed]
	stage, partner := source.StageTable(f.Name), duck.Literal(f.Partner)
	orphan := fmt.Sprintf("_fault IS NULL AND local_id NOT IN (SELECT local_id FROM identity WHERE source = %s)", partner)
	var n int64
	if err := r.db.QueryRowContext(ctx, "SELECT count(*) FROM "+stage+" WHERE "+orphan).Scan(&n); err != nil || n == 0 {
		return err
	}
	staged.Reports[feed].Orphaned(n)
	file, line := source.Whence("s._row", filesOf(staged.Inputs[feed]))
	_, err := r.db.ExecContext(ctx, fmt.Sprintf(`INSERT INTO reject
		SELECT %s, %s, %s, %s, 'no registration with this local_id', 'quarantined', CAST(to_json(s) AS VARCHAR)
		FROM (SELECT * EXCLUDE (_fault, _note) FROM %s WHERE %s) s`,
		partner, duck.Literal(f.Name), file, line, stage, orphan))
	return err
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
	return fingerprints(ctx, r.db, "facts")
}

func fingerprints(ctx context.Context, db *sql.DB, in string) ([]TableCount, error) {
	names := tableNames()
	out, tasks := make([]TableCount, len(names)), make([]task, len(names))
	for i, name := range names {
		tasks[i] = func(ctx context.Context) error {
			out[i].Name = name
			query := fmt.Sprintf("SELECT count(*), CAST(coalesce(sum(hash(t)), 0) %% 18446744073709551616 AS VARCHAR) FROM %s.%s t", in, name)
			return fault.Wrap(db.QueryRowContext(ctx, query).Scan(&out[i].Rows, &out[i].Hash), "fingerprinting table %s", name)
		}
	}
	return out, lanes(ctx, tasks...)
}

// tableNames are all tables of a build.
func tableNames() []string {
	return append(source.TableNames(), "partner", "identity", "evidence", "finding", "person", "demographic", "reject")
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
