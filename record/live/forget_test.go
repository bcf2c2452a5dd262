package live

import (
	"context"
	"path/filepath"
	"testing"

	"continuum/internal/testkit"
	"continuum/link"
	"continuum/store"
)

func TestForget(t *testing.T) {
	for engine, url := range map[string]string{"SQLite": "sqlite:" + filepath.Join(t.TempDir(), "place.db"), "PostgreSQL": testkit.Postgres(t)} {
		t.Run(engine, func(t *testing.T) {
			db, err := store.Open(context.Background(), url, Migrations())
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			left := ""
			err = db.Write(t.Context(), func(tx *store.Tx) error {
				var rows [][]any
				for _, x := range [][4]string{
					{"a", "person", "1", `{}`}, {"a", "visit", "v1", `{"person":"1"}`}, {"a", "visit", "1", `{"person":"2"}`}, {"b", "person", "1", `{}`}, {"a", "person", "2", `{"person":"1"}`},
				} {
					rows = append(rows, []any{x[0], x[1], x[2], "d", int64(0), int64(0), "", "A01", x[3]})
				}
				if err := tx.Insert("live_statement", []string{"partner", "about", "id", "digest", "said", "sent", "control", "event", "content"}, rows); err != nil {
					return err
				}
				if err := Forget(tx, []link.Registration{{Source: "a", LocalID: "1"}}); err != nil {
					return err
				}
				left = ""
				for row, err := range tx.Query("SELECT partner, about, id FROM live_statement ORDER BY partner, about, id") {
					var partner, about, id string
					if err == nil {
						err = row.Scan(&partner, &about, &id)
					}
					if err != nil {
						return err
					}
					left += partner + " " + about + " " + id + "; "
				}
				return nil
			})
			if want := "a person 2; a visit 1; b person 1; "; err != nil || left != want {
				t.Errorf("left: %s, want %s: %v", left, want, err)
			}
		})
	}
}
