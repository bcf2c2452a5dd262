package model

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/place"
	"continuum/warehouse"
)

// Forget takes people out of all files of a build's scores and says how many rows went.
// Those who were erased since the build was made are meant: `gone` is asked of everybody
// scored. Files that others still read may go under their eyes; they are told so.
func (d Store) Forget(ctx context.Context, build string, gone func(person string) bool) (rows int, err error) {
	if _, err := os.Stat(d.scores(build)); errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	unlock, err := d.lock(ctx)
	if err != nil {
		return 0, err
	}
	defer unlock()
	if err := removeParts(d.scores(build)); err != nil {
		return 0, err
	}
	named, _, err := d.sheets(build)
	if err != nil {
		return 0, err
	}
	db, err := duck.Open("", duck.Options{Threads: 1, Folders: []string{d.scores(build)}})
	if err != nil {
		return 0, err
	}
	defer db.Close()
	for name, file := range named {
		n, err := d.forgetIn(ctx, db, build, name, file, gone)
		if rows += n; err != nil {
			return rows, fault.Wrap(err, "forgetting people in %s", filepath.Join(d.scores(build), file))
		}
	}
	return rows, d.dropReplaced(build, 0) // they may have them too
}

// forgetIn rewrites one file, if it has any of them.
func (d Store) forgetIn(ctx context.Context, db *sql.DB, build, name, file string, gone func(string) bool) (int, error) {
	dir := d.scores(build)
	here, err := peopleOf(ctx, db, filepath.Join(dir, file))
	if err != nil {
		return 0, err
	}
	here = slices.DeleteFunc(here, func(id string) bool { return !gone(id) })
	if len(here) == 0 {
		return 0, nil
	}
	stem := sheetName.FindStringSubmatch(file)[1]
	path := filepath.Join(dir, stem+unfinished)
	if err := without(ctx, db, filepath.Join(dir, file), path, here); err != nil {
		_ = os.Remove(path)
		return 0, err
	}
	events := 0.0
	if name != instrumentsSheet {
		if events, err = eventsOf(ctx, db, path); err != nil {
			_ = os.Remove(path)
			return 0, err
		}
	}
	left, err := settleSheet(path, stem)
	if err != nil {
		return 0, err
	}
	return len(here), retell(filepath.Join(dir, name+".json"), left, len(here), events)
}

func peopleOf(ctx context.Context, db *sql.DB, path string) (people []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT person_id FROM read_parquet("+duck.Literal(path)+")")
	if err != nil {
		return nil, unsound(path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		people = append(people, id)
	}
	return people, rows.Err()
}

// without writes what a file says of others, in its order.
func without(ctx context.Context, db *sql.DB, from, to string, people []string) error {
	quoted := make([]string, len(people))
	for i, id := range people {
		quoted[i] = "(" + duck.Literal(id) + ")"
	}
	_, err := db.ExecContext(ctx, fmt.Sprintf("COPY (SELECT * FROM read_parquet(%s) WHERE person_id NOT IN (SELECT col0 FROM (VALUES %s)) ORDER BY person_id) TO %s (FORMAT parquet)",
		duck.Literal(from), strings.Join(quoted, ", "), duck.Literal(to)))
	if err != nil {
		return unwritten(to, err)
	}
	return os.Chmod(to, 0o600)
}

// eventsOf adds up the expected events of a file.
func eventsOf(ctx context.Context, db *sql.DB, path string) (float64, error) {
	var sum sql.NullFloat64
	err := db.QueryRowContext(ctx, "SELECT sum(rate) FROM read_parquet("+duck.Literal(path)+")").Scan(&sum)
	return sum.Float64, err
}

// retell says of fewer people what the text said of all.
func retell(path, file string, gone int, events float64) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return unread(path, err)
	}
	if filepath.Base(path) == instrumentsSheet+".json" {
		var about Sheet
		if err := json.Unmarshal(data, &about); err != nil {
			return unsound(path, err)
		}
		about.File, about.People = file, about.People-gone
		return writeText(path, about)
	}
	var about About
	if err := json.Unmarshal(data, &about); err != nil {
		return unsound(path, err)
	}
	about.File, about.People, about.Events = file, about.People-gone, events
	return writeText(path, about)
}

// ForgetErased forgets in the scores of all builds whoever was erased since, and drops
// the scores of builds that are gone. It finds them by their registrations, so that it
// is the same whichever build knew them under which id.
func (d Store) ForgetErased(ctx context.Context, erased warehouse.Erased) (rows int, err error) {
	if err := d.Sweep(ctx); err != nil || erased.Len() == 0 {
		return 0, err
	}
	builds, err := d.Scored()
	if err != nil {
		return 0, err
	}
	for _, build := range builds {
		n, err := d.forgetErased(ctx, build, erased)
		if rows += n; err != nil {
			return rows, err
		}
	}
	return rows, nil
}

func (d Store) forgetErased(ctx context.Context, build string, erased warehouse.Erased) (int, error) {
	analysis, err := warehouse.Dir(d).Analyse(ctx, warehouse.Asking{Build: build, Place: &place.Place{}, Erased: erased})
	if err != nil {
		return 0, err
	}
	defer analysis.Close()
	gone, err := Hidden(ctx, analysis)
	if err != nil {
		return 0, err
	}
	return d.Forget(ctx, build, gone)
}
