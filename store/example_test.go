package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"testing/fstest"

	"continuum/store"
)

// A package registers its tables, writes and tells what happened in one
// transaction, and another reacts to it exactly once.
func Example() {
	dir, err := os.MkdirTemp("", "store-example-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	files := fstest.MapFS{"0001_goal.sql": {Data: []byte("CREATE TABLE goal (person TEXT NOT NULL, id TEXT NOT NULL, said TEXT NOT NULL, detail {json}, PRIMARY KEY (person, id))")}}
	ctx, stop := context.WithCancel(context.Background())
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "place.db"), store.Migrations{Owner: "plan", Files: files})
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	err = db.Handle(ctx, "goal-agreed", "letter", func(_ context.Context, _ *store.Tx, e store.Event) error {
		fmt.Printf("%s agreed goal %s\n", e.Subject, e.Payload)
		stop()
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	err = db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("INSERT INTO goal (person, id, said, detail) VALUES ($1, $2, $3, $4)", "p1", "g1", "walk to the shop again", json.RawMessage(`{"by":"May"}`))
		if err != nil {
			return err
		}
		return tx.Emit(store.Event{Topic: "goal-agreed", Subject: "p1", Payload: json.RawMessage(`"g1"`)})
	})
	if err != nil {
		log.Fatal(err)
	}
	err = db.Read(ctx, func(tx *store.Tx) error {
		for row, err := range tx.Query("SELECT said, detail->>'by' FROM goal WHERE person = $1", "p1") {
			var said, by string
			if err != nil {
				return err
			}
			if err := row.Scan(&said, &by); err != nil {
				return err
			}
			fmt.Printf("%s, by %s\n", said, by)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	db.Run(ctx)
	// Output:
	// walk to the shop again, by May
	// p1 agreed goal "g1"
}
