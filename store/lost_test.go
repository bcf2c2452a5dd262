package store

import (
	"database/sql"
	"errors"
	"sync"
	"testing"
)

// A server that was restarted meanwhile leaves connections that are lost: whoever
// comes next does not notice.
func TestLostConnectionsAreReplaced(t *testing.T) {
	db := opened(t, postgresURL(t))
	var name string
	must(t, db.Read(t.Context(), func(tx *Tx) error { return tx.QueryRow("SELECT current_database()").Scan(&name) }))
	for range 3 {
		var all sync.WaitGroup
		gate := make(chan struct{})
		for range postgresConns {
			all.Go(func() {
				must(t, db.Read(t.Context(), func(tx *Tx) error { // each on a connection of its own
					var one int
					<-gate
					return tx.QueryRow("SELECT 1").Scan(&one)
				}))
			})
		}
		close(gate)
		all.Wait()
		must(t, terminate(t, name))
		if n := number(t, db, "SELECT 7"); n != 7 {
			t.Errorf("%d", n)
		}
		must(t, db.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec("UPDATE thing SET n = n + 1")
			return err
		}))
	}
}

// terminate ends all connections to a database.
func terminate(t *testing.T, name string) error {
	t.Helper()
	raw, err := sql.Open("pgx", shared.url)
	if err != nil {
		return err
	}
	_, err = raw.ExecContext(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
	return errors.Join(err, raw.Close())
}
