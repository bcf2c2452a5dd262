package duck_test

import (
	"os"
	"path/filepath"
	"testing"

	"continuum/internal/duck"
)

// Whatever SQL comes, the engine itself keeps to the folders it was given.
func TestTheEngineReachesNoOtherFile(t *testing.T) {
	mine, other := t.TempDir(), filepath.Join(t.TempDir(), "other.csv")
	if err := os.WriteFile(other, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := duck.Open("", duck.Options{Memory: "200MB", Temp: filepath.Join(mine, "spill"), Folders: []string{mine}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, query := range []string{
		"FROM read_csv('" + other + "')", "FROM read_text('" + other + "')", "FROM glob('" + filepath.Dir(other) + "/*')", "COPY (SELECT 1) TO '" + other + ".out'",
		"ATTACH '" + other + ".duckdb'", "SET enable_external_access = true", "SET allowed_directories = ['/']", "SET lock_configuration = false", "INSTALL httpfs",
		"FROM read_text('" + mine + "/../" + filepath.Base(filepath.Dir(other)) + "/other.csv')",
	} {
		if _, err := db.Exec(query); err == nil {
			t.Errorf("%s was carried out", query)
		}
	}
	if _, err := db.Exec("COPY (SELECT 1 AS a) TO '" + mine + "/a.parquet'; CREATE TABLE t AS FROM read_parquet('" + mine + "/a.parquet')"); err != nil {
		t.Errorf("a folder that was given cannot be used: %v", err)
	}
}

func TestEveryConnectionHasTheBounds(t *testing.T) {
	db, err := duck.Open("", duck.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for range 3 {
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		var zone, threads, access string
		err = conn.QueryRowContext(t.Context(), "SELECT current_setting('TimeZone'), current_setting('threads'), current_setting('enable_external_access')").Scan(&zone, &threads, &access)
		if err != nil || zone != "UTC" || threads != "1" || access != "false" {
			t.Errorf("time zone %s, threads %s, files %s (%v)", zone, threads, access, err)
		}
	}
}
