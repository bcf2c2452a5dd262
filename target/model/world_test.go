package model

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"continuum/internal/duck"
	"continuum/place"
	"continuum/source"
	"continuum/warehouse"
)

// facts are the rows of a build, as VALUES by column, without the work of a build.
type facts map[string][]map[string]string // table -> rows: column -> SQL literal

func (f facts) add(table string, row map[string]string) { f[table] = append(f[table], row) }

// columnsOf are the columns of a table of a build with their types.
func columnsOf(table string) (names, types []string) {
	add := func(pairs ...string) {
		for i := 0; i < len(pairs); i += 2 {
			names, types = append(names, pairs[i]), append(types, pairs[i+1])
		}
	}
	switch table {
	case "person":
		add("person_id", "VARCHAR", "nhs_number", "VARCHAR", "birth_date", "DATE", "death_date", "DATE", "sex", "VARCHAR", "ethnicity", "VARCHAR", "lsoa", "VARCHAR", "imd_decile", "BIGINT", "gp_practice", "VARCHAR")
	case "identity":
		add("person_id", "VARCHAR", "source", "VARCHAR", "local_id", "VARCHAR")
	case "partner":
		add("id", "VARCHAR", "name", "VARCHAR", "sector", "VARCHAR", "ods", "VARCHAR")
	default:
		t, _ := source.TableNamed(table)
		if t.Person {
			add("person_id", "VARCHAR", "source", "VARCHAR", "feed", "VARCHAR")
		}
		for _, a := range warehouse.AnalysisTables() {
			for _, c := range a.Columns {
				if a.Name == table && c.Name == "other_person_id" {
					add("other_person_id", "VARCHAR")
				}
			}
		}
		for _, c := range t.Columns {
			add(c.Name, c.Type.SQLType())
		}
	}
	return names, types
}

func allTables() []string {
	return append(source.TableNames(), "person", "identity", "partner")
}

// build writes the facts as the live build of a data folder; to is the last day of activity.
func (f facts) build(t testing.TB, id string, to time.Time) warehouse.Dir {
	t.Helper()
	dir := warehouse.Dir(t.TempDir())
	at := filepath.Join(string(dir), "builds", id)
	if err := os.MkdirAll(at, 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := duck.Open("", duck.Options{Folders: []string{at}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	statements := []string{"ATTACH " + duck.Literal(filepath.Join(at, "warehouse.duckdb")) + " AS facts"}
	for _, table := range allTables() {
		names, types := columnsOf(table)
		columns := make([]string, len(names))
		for i := range names {
			columns[i] = duck.Ident(names[i]) + " " + types[i]
		}
		statements = append(statements, fmt.Sprintf("CREATE TABLE facts.%s (%s)", table, strings.Join(columns, ", ")))
		if rows := f[table]; len(rows) > 0 {
			statements = append(statements, fmt.Sprintf("INSERT INTO facts.%s SELECT * FROM (VALUES %s) ORDER BY 1", table, values(names, types, rows)))
		}
	}
	for _, s := range append(statements, "DETACH facts") {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%.300s: %v", s, err)
		}
	}
	manifest, _ := json.Marshal(map[string]any{"id": id, "data_to": to, "content_hash": id})
	for name, text := range map[string]string{filepath.Join(at, "manifest.json"): string(manifest), filepath.Join(string(dir), "live"): id + "\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func values(names, types []string, rows []map[string]string) string {
	out := make([]string, len(rows))
	for i, row := range rows {
		cells := make([]string, len(names))
		for k, name := range names {
			value, given := row[name]
			if !given {
				value = "NULL"
			}
			cells[k] = fmt.Sprintf("CAST(%s AS %s)", value, types[k])
		}
		out[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	return strings.Join(out, ", ")
}

// placeOf is a place with a model's files and no cohorts.
func placeOf(t testing.TB, files map[string]string) *place.Place {
	t.Helper()
	dir := t.TempDir()
	if err := place.Init(dir, "Test"); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, problems, err := place.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return p
}

func day(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}
