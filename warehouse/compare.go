package warehouse

import (
	"context"
	"database/sql"
	"path/filepath"

	"continuum/internal/duck"
	"continuum/internal/fault"
)

// Comparison says what changed from build A to build B.
type Comparison struct {
	A             string        `json:"a"`
	B             string        `json:"b"`
	Same          bool          `json:"same_content"`
	PeopleA       int64         `json:"people_a"`
	PeopleB       int64         `json:"people_b"`
	Gained        int64         `json:"people_gained"`       // person ids only in B
	Lost          int64         `json:"people_lost"`         // person ids only in A
	Moved         int64         `json:"registrations_moved"` // in both, now under another person
	NewReg        int64         `json:"registrations_new"`   // only in B
	GoneReg       int64         `json:"registrations_gone"`  // only in A
	Merged        int64         `json:"people_merged"`       // people of A whose registrations joined another person's
	Split         int64         `json:"people_split"`        // people of A whose registrations are several people in B
	Sources       []SourceDelta `json:"rows_by_source"`
	PlaceChanged  bool          `json:"place_changed"`
	InputsChanged []string      `json:"inputs_changed"`
}

// SourceDelta is the rows one partner gave to one table in both builds.
type SourceDelta struct {
	Source string `json:"source"`
	Table  string `json:"table"`
	A      int64  `json:"a"`
	B      int64  `json:"b"`
}

// Compare reads two builds side by side; names as Resolve takes them.
func (d Dir) Compare(ctx context.Context, a, b string) (Comparison, error) {
	var c Comparison
	ma, err := d.named(a)
	if err != nil {
		return c, err
	}
	mb, err := d.named(b)
	if err != nil {
		return c, err
	}
	c = Comparison{
		A: ma.ID, B: mb.ID, Same: ma.ContentHash == mb.ContentHash, PeopleA: ma.People, PeopleB: mb.People,
		PlaceChanged: ma.PlaceHash != mb.PlaceHash, InputsChanged: changedInputs(ma, mb),
	}
	db, err := d.sideBySide(ctx, ma.ID, mb.ID)
	if err != nil {
		return c, err
	}
	defer db.Close()
	if err := c.identities(ctx, db); err != nil {
		return c, err
	}
	return c, c.sources(ctx, db)
}

func (d Dir) named(name string) (Manifest, error) {
	id, err := d.Resolve(name)
	if err != nil {
		return Manifest{}, err
	}
	return d.Manifest(id)
}

// sideBySide attaches two builds as a and b, read only.
func (d Dir) sideBySide(ctx context.Context, a, b string) (*sql.DB, error) {
	db, err := duck.Open("", duck.Options{Folders: []string{d.builds()}})
	if err != nil {
		return nil, err
	}
	for name, id := range map[string]string{"a": a, "b": b} {
		if a == b && name == "b" {
			continue
		}
		_, err := db.ExecContext(ctx, "ATTACH "+duck.Literal(filepath.Join(d.build(id), factsFile))+" AS "+name+" (READ_ONLY)")
		if err != nil {
			_ = db.Close()
			return nil, fault.Wrap(err, "opening build %s", id)
		}
	}
	return db, nil
}

func changedInputs(a, b Manifest) []string {
	sums := func(m Manifest) map[string]string {
		out := map[string]string{}
		for _, in := range m.Inputs {
			out[in.File] = in.SHA256
		}
		return out
	}
	before, after := sums(a), sums(b)
	changed := []string{}
	seen := map[string]bool{}
	for _, in := range append(append([]Input{}, a.Inputs...), b.Inputs...) {
		if !seen[in.File] && before[in.File] != after[in.File] {
			changed = append(changed, in.File)
		}
		seen[in.File] = true
	}
	return changed
}

const identityDelta = `
WITH pair AS (
  SELECT x.person_id AS old, y.person_id AS new
  FROM a.identity x FULL JOIN b.identity y ON x.source = y.source AND x.local_id = y.local_id)
SELECT
  (SELECT count(*) FROM (SELECT person_id FROM b.person EXCEPT SELECT person_id FROM a.person)),
  (SELECT count(*) FROM (SELECT person_id FROM a.person EXCEPT SELECT person_id FROM b.person)),
  count(*) FILTER (WHERE old <> new), count(*) FILTER (WHERE old IS NULL), count(*) FILTER (WHERE new IS NULL),
  (SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(DISTINCT old) AS n FROM pair WHERE new IS NOT NULL AND old IS NOT NULL GROUP BY new) WHERE n > 1),
  (SELECT count(*) FROM (SELECT old FROM pair WHERE new IS NOT NULL AND old IS NOT NULL GROUP BY old HAVING count(DISTINCT new) > 1))
FROM pair`

func (c *Comparison) identities(ctx context.Context, db *sql.DB) error {
	if c.A == c.B {
		return nil
	}
	err := db.QueryRowContext(ctx, identityDelta).Scan(&c.Gained, &c.Lost, &c.Moved, &c.NewReg, &c.GoneReg, &c.Merged, &c.Split)
	return fault.Wrap(err, "comparing identities")
}

func (c *Comparison) sources(ctx context.Context, db *sql.DB) error {
	c.Sources = []SourceDelta{}
	for _, table := range personTables() {
		if err := c.sourcesOf(ctx, db, table); err != nil {
			return fault.Wrap(err, "comparing table %s", table)
		}
	}
	return nil
}

func (c *Comparison) sourcesOf(ctx context.Context, db *sql.DB, table string) error {
	b := "b"
	if c.A == c.B {
		b = "a"
	}
	rows, err := db.QueryContext(ctx, `SELECT coalesce(x.source, y.source), coalesce(x.n, 0), coalesce(y.n, 0)
		FROM (SELECT source, count(*) AS n FROM a.`+table+` GROUP BY 1) x
		FULL JOIN (SELECT source, count(*) AS n FROM `+b+`.`+table+` GROUP BY 1) y ON x.source = y.source ORDER BY 1`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		delta := SourceDelta{Table: table}
		if err := rows.Scan(&delta.Source, &delta.A, &delta.B); err != nil {
			return err
		}
		c.Sources = append(c.Sources, delta)
	}
	return rows.Err()
}
