package main

import (
	"path/filepath"
	"testing"

	"continuum/internal/testkit"
	"continuum/place"
	"continuum/store"
	"continuum/warehouse"
)

// A server hides whom a command erases meanwhile, with either database.
func TestWhoIsErasedMeanwhileIsHidden(t *testing.T) {
	dir := smallPlace(t)
	placeDir, in := filepath.Join(dir, "place"), filepath.Join(dir, "in")
	mustRun(t, "build", placeDir, "--from", in)
	data := warehouse.DirOf(placeDir)
	for name, url := range map[string]string{"SQLite": filepath.Join(dir, "record.db"), "PostgreSQL": testkit.Postgres(t)} {
		t.Run(name, func(t *testing.T) {
			db, err := store.Open(t.Context(), url, recordSchemas()...)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			builds, err := warehouse.Open(data)
			if err != nil {
				t.Fatal(err)
			}
			defer builds.Close()
			h, err := hideErased(t.Context(), db, &place.Place{}, builds)
			if err != nil {
				t.Fatal(err)
			}
			hits, err := builds.Search(t.Context(), "smith mary", 1)
			if err != nil || len(hits) != 1 {
				t.Fatalf("%d found, %v", len(hits), err)
			}
			erase := command(t, "rights", "erase", placeDir, "--database", url, "--person", hits[0].Person.ID, "--early", "--reason", "asked for", "--yes")
			if said, err := erase.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, said)
			}
			if err := h.look(t.Context()); err != nil {
				t.Fatal(err)
			}
			again, err := builds.Search(t.Context(), "smith mary", 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range again {
				if x.Person.ID == hits[0].Person.ID {
					t.Error("whoever was erased is found")
				}
			}
		})
	}
}
