package rights

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"continuum/internal/testkit"
	"continuum/record"
	"continuum/store"
)

// childURL names the database in which this binary, run again as a child, erases until
// it is killed.
const childURL = "CONTINUUM_RIGHTS_CHILD"

// child erases whoever there is something of, or goes on with it, and says each step.
func child() {
	t := &testing.T{}
	w := opened(t, os.Getenv(childURL))
	fmt.Println("ready")
	fmt.Println("erased", w.goOn())
}

// goOn goes on with the erasure of Ann, or begins it where no kill came so late.
func (w *world) goOn() error {
	all, err := w.Resume(officer())
	if err != nil || len(all) > 0 {
		return err
	}
	_, err = w.Erase(officer(), Wish{Person: "Patient/ann", Early: true, Reason: "asked for"})
	return err
}

// An erasure that is killed at any moment goes on where it was: in the end nothing is
// left, everything of others is there, and what is gone is in the audit.
func TestEraseKilledAtAnyMoment(t *testing.T) {
	for engine, url := range map[string]string{"SQLite": "sqlite:" + filepath.Join(t.TempDir(), "place.db"), "PostgreSQL": testkit.Postgres(t)} {
		t.Run(engine, func(t *testing.T) {
			w := opened(t, url)
			w.three()
			w.many(1500)
			ended, kills := false, 0
			for ; !ended && kills < 12; kills++ {
				ended = w.killed(t, url, time.Duration(rand.IntN(60*(kills+1)))*time.Millisecond)
				w.agreesWithAudit(t)
			}
			if !ended {
				must(t, w.goOn())
			}
			t.Logf("ended after %d kills", kills)
			if left := fmt.Sprint(w.keys("Patient/ann")); left != "[Group/g1]" {
				t.Errorf("left: %s", left)
			}
			for _, key := range []string{"Patient/bob", "Condition/c2", "Condition/c3", "Group/g1"} {
				if got, err := w.get(key); err != nil || got.Content == nil {
					t.Errorf("%s of others: %v", key, err)
				}
			}
			w.agreesWithAudit(t)
		})
	}
}

// many writes so many observations of Ann.
func (w *world) many(n int) {
	for first := 0; first < n; first += 500 {
		var texts []string
		for i := first; i < min(n, first+500); i++ {
			texts = append(texts, fmt.Sprintf(`{"resourceType":"Observation","id":"m%d","status":"final","code":{"text":"Weight"},"subject":{"reference":"Patient/ann"},"valueQuantity":{"value":%d,"unit":"kg"}}`, i, i))
		}
		w.putMany(texts)
	}
}

// killed runs a child, kills it some time after it is ready, and tells whether it came
// to its end.
func (w *world) killed(t *testing.T, url string, after time.Duration) bool {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run", "none")
	c.Env = append(os.Environ(), childURL+"="+url)
	out, err := c.StdoutPipe()
	must(t, err)
	must(t, c.Start())
	lines := bufio.NewScanner(out)
	lines.Scan()
	go func() {
		time.Sleep(after)
		_ = c.Process.Kill()
	}()
	ended := false
	for lines.Scan() {
		ended = ended || strings.HasSuffix(lines.Text(), "<nil>")
		if strings.HasPrefix(lines.Text(), "erased") && !ended {
			t.Error(lines.Text())
		}
	}
	_ = c.Wait()
	return ended
}

// agreesWithAudit compares what is gone with what the audit says is gone.
func (w *world) agreesWithAudit(t *testing.T) {
	t.Helper()
	w.read(func(tx *store.Tx) error {
		told := map[string]bool{}
		for key := range w.erasedByAudit(tx) {
			told[key] = true
		}
		var gone int
		for row, err := range tx.Query("SELECT t.name, c.id FROM record_resource c JOIN record_type t ON t.number = c.type WHERE c.deleted AND c.version > 0") {
			var typ, id string
			if err == nil {
				err = row.Scan(&typ, &id)
			}
			if err != nil {
				return err
			}
			if gone++; !told[typ+"/"+id] {
				t.Errorf("%s/%s is gone, and the audit does not say so", typ, id)
			}
		}
		if gone != len(told) {
			t.Errorf("%d are gone, and the audit says %d", gone, len(told))
		}
		return nil
	})
}

func (w *world) get(key string) (x record.Resource, err error) {
	err = w.db.Read(context.Background(), func(tx *store.Tx) error {
		x, err = w.Record.Read(tx, keyOf(key))
		return err
	})
	return x, err
}
