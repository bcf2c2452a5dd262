// Package cohorttest makes small builds and places for tests of what asks about many
// people, without the work of a build: what reads them needs only tables and a manifest.
package cohorttest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/internal/duck"
	"continuum/place"
	"continuum/target/cohort"
	"continuum/warehouse"
)

// Tables are the rows of a build: what follows INSERT INTO and the name of each table.
type Tables map[string]string

// IndexDate is the day after the last activity of each build.
var IndexDate = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// Write writes a build and makes it live.
func (b Tables) Write(t testing.TB, dir warehouse.Dir, id string) {
	t.Helper()
	at := filepath.Join(string(dir), "builds", id)
	if err := os.MkdirAll(at, 0o700); err != nil {
		t.Fatal(err)
	}
	db, err := duck.Open("", duck.Options{Folders: []string{at}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	statements := []string{
		"ATTACH " + duck.Literal(filepath.Join(at, "warehouse.duckdb")) + " AS facts",
		"CREATE TABLE facts.person (person_id VARCHAR, nhs_number VARCHAR, birth_date DATE, death_date DATE, sex VARCHAR, ethnicity VARCHAR, lsoa VARCHAR, imd_decile BIGINT, gp_practice VARCHAR)",
		"CREATE TABLE facts.identity (person_id VARCHAR, source VARCHAR, local_id VARCHAR)",
		"CREATE TABLE facts.partner (id VARCHAR, name VARCHAR, sector VARCHAR, ods VARCHAR)",
	}
	for _, table := range warehouse.AnalysisTables() {
		if table.Name == "person" || table.Name == "partner" {
			continue
		}
		var columns []string
		for _, c := range table.Columns {
			columns = append(columns, duck.Ident(c.Name)+" "+c.Type)
		}
		statements = append(statements, fmt.Sprintf("CREATE TABLE facts.%s (%s)", table.Name, strings.Join(columns, ", ")))
	}
	for _, table := range slices.Sorted(maps.Keys(b)) {
		statements = append(statements, fmt.Sprintf("INSERT INTO facts.%s %s", table, b[table]))
	}
	for _, s := range append(statements, "DETACH facts") {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	manifest, _ := json.Marshal(map[string]any{"id": id, "data_to": IndexDate.AddDate(0, 0, -1)})
	writeFile(t, filepath.Join(at, "manifest.json"), string(manifest))
	writeFile(t, filepath.Join(string(dir), "live"), id+"\n")
}

func writeFile(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Place writes a place folder with some files beside place.yaml and loads it.
func Place(t testing.TB, files map[string]string) *place.Place {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "place.yaml"), `name: Little place
country: GB-ENG
language: en-GB
currency: GBP
timezone: Europe/London
calendar: {financial_year_starts: 04-01}
partners:
  - {id: practice, name: The practice, sector: gp}
`)
	for name, text := range files {
		writeFile(t, filepath.Join(dir, name), text)
	}
	p, problems, err := place.Load(dir)
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return p
}

// Crowd asks a build of a place that must be sound.
func Crowd(t testing.TB, p *place.Place, dir warehouse.Dir, on time.Time) *cohort.Crowd {
	t.Helper()
	set, problems := cohort.Load(p)
	more, err := cohort.CheckSQL(t.Context(), p, set)
	if problems = append(problems, more...); err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	a, err := dir.Analyse(context.Background(), warehouse.Asking{Place: p})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return cohort.On(a, set, on)
}
