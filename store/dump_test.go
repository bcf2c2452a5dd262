package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"continuum/internal/fault"
)

// filled is a database with something of every kind.
func filled(t *testing.T, url string) *DB {
	t.Helper()
	db := opened(t, url)
	must(t, db.Handle(t.Context(), "added", "listener", hearOnce))
	must(t, db.Write(t.Context(), func(tx *Tx) error {
		for i, id := range []string{"é'\"\n", "", "<&>\u2028"} {
			_, err := tx.Exec("INSERT INTO thing (id, n, body, raw, share, done) VALUES ($1, $2, $3, $4, $5, $6)", id, int64(i)<<60, json.RawMessage(`{"b" : 1.50}`), []byte{byte(i), 255, 0}, 0.1*float64(i), i == 1)
			if err != nil {
				return err
			}
		}
		if _, err := tx.Exec("INSERT INTO thing (id, n, raw) VALUES ('none', -1, $1)", []byte{}); err != nil {
			return err
		}
		if _, err := tx.Exec("INSERT INTO part (id, thing, name) VALUES (7, 'seed', 'above'), (8, 'none', 'other')"); err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE part SET above = 8 WHERE id = 7"); err != nil { // names a later row
			return err
		}
		if _, err := tx.Enqueue(Job{Kind: "letter", RunAt: time.Now().Add(time.Hour)}); err != nil {
			return err
		}
		if err := tx.Insert("entry", []string{"person", "kind", "name", "value", "number", "at"}, entries(1500)); err != nil {
			return err
		}
		return emit("added", "p")(tx)
	}))
	return db
}

func dumped(t *testing.T, db *DB) ([]byte, Summary) {
	t.Helper()
	var b bytes.Buffer
	sum, err := db.Dump(t.Context(), &b)
	must(t, err)
	return b.Bytes(), sum
}

// lines are a dump's lines but the first, which holds its time, and the last, its checksum.
func lines(t *testing.T, dump []byte) []string {
	t.Helper()
	z, err := zstd.NewReader(bytes.NewReader(dump))
	must(t, err)
	defer z.Close()
	text, err := io.ReadAll(z)
	must(t, err)
	all := strings.Split(strings.TrimSpace(string(text)), "\n")
	return all[1 : len(all)-1]
}

func TestBackupGoesFromEitherEngineToEither(t *testing.T) {
	engines(t, func(t *testing.T, from string) {
		dump, sum := dumped(t, filled(t, from))
		if diff := cmp.Diff(map[string]int64{"store": 1, "thing": 2}, sum.Schemas); diff != "" {
			t.Error(diff)
		}
		if verified, err := Verify(bytes.NewReader(dump)); err != nil || !cmp.Equal(verified, sum) {
			t.Errorf("verified %+v, %v; want %+v", verified, err, sum)
		}
		engines(t, func(t *testing.T, to string) {
			loaded, err := Load(t.Context(), to, bytes.NewReader(dump), things())
			must(t, err)
			if !cmp.Equal(loaded, sum) {
				t.Error(cmp.Diff(sum, loaded))
			}
			db := opened(t, to)
			again, _ := dumped(t, db)
			if diff := cmp.Diff(lines(t, dump), lines(t, again)); diff != "" {
				t.Error(diff)
			}
			must(t, db.Check(t.Context()))
			must(t, db.Handle(t.Context(), "added", "listener", hearOnce))
			running(t, db)
			until(t, "the event was heard here", func() bool { return number(t, db, "SELECT count(*) FROM heard") == 1 })
			must(t, db.Write(t.Context(), func(tx *Tx) error {
				var id int64
				err := tx.QueryRow("INSERT INTO part (thing, name) VALUES ('seed', 'next') RETURNING id").Scan(&id)
				if id != 9 {
					t.Errorf("the next part is %d, want 9", id)
				}
				return err
			}))
			if err := db.Write(t.Context(), func(tx *Tx) error {
				_, err := tx.Exec("INSERT INTO part (thing, name) VALUES ('gone', 'x')")
				return err
			}); fault.CodeOf(err) != fault.Conflict {
				t.Errorf("references are not checked any more: %v", err)
			}
		})
	})
}

func TestOlderBackupIsBroughtForward(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		db, err := Open(t.Context(), url, older())
		must(t, err)
		must(t, db.Write(t.Context(), add("old", 5)))
		dump, _ := dumped(t, db)
		must(t, db.Close())
		engines(t, func(t *testing.T, to string) {
			_, err := Load(t.Context(), to, bytes.NewReader(dump), things())
			must(t, err)
			db := opened(t, to)
			if n := number(t, db, "SELECT n FROM thing WHERE id = 'old'") + number(t, db, "SELECT count(*) FROM heard"); n != 5 {
				t.Errorf("%d", n)
			}
		})
	})
}

func TestLoadRefuses(t *testing.T) {
	dump, _ := dumped(t, filled(t, sqliteURL(t)))
	flipped := bytes.Clone(dump)
	flipped[len(flipped)/2] ^= 1
	cases := map[string][]byte{
		"empty": nil, "truncated": dump[:len(dump)/2], "without its last byte": dump[:len(dump)-1], "flipped": flipped, "twice": append(bytes.Clone(dump), dump...),
		"other": []byte("PGDMP"), "tampered": tampered(t, dump, "person-1", "person-2"), "of a made-up table": tampered(t, dump, `"table":"entry"`, `"table":"entry; DROP"`),
		"of another format": tampered(t, dump, dumpFormat, "continuum dump 9"),
	}
	engines(t, func(t *testing.T, url string) {
		for name, bad := range cases {
			if _, err := Verify(bytes.NewReader(bad)); fault.CodeOf(err) != fault.Invalid && name != "of a made-up table" {
				t.Errorf("%s: verified with %v", name, err)
			}
			if _, err := Load(t.Context(), url, bytes.NewReader(bad), things()); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%s: loaded with %v", name, err)
			}
		}
		if _, err := Load(t.Context(), url, bytes.NewReader(dump), older()); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "newer release") {
			t.Errorf("an older release: %v", err)
		}
		_, err := Load(t.Context(), url, bytes.NewReader(dump), things()) // after all that, it is still empty
		must(t, err)
		if _, err := Load(t.Context(), url, bytes.NewReader(dump), things()); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "not empty") {
			t.Errorf("over another: %v", err)
		}
	})
}

// tampered changes a dump's text and packs it again.
func tampered(t *testing.T, dump []byte, from, to string) []byte {
	t.Helper()
	z, err := zstd.NewReader(bytes.NewReader(dump))
	must(t, err)
	defer z.Close()
	text, err := io.ReadAll(z)
	must(t, err)
	w, err := zstd.NewWriter(nil)
	must(t, err)
	return w.EncodeAll(bytes.Replace(text, []byte(from), []byte(to), 1), nil)
}

func TestDumpIsOneState(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		must(t, db.Write(t.Context(), func(tx *Tx) error {
			return tx.Insert("entry", []string{"person", "kind", "name", "value", "number", "at"}, entries(5000))
		}))
		stop := make(chan bool)
		var writing sync.WaitGroup
		writing.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				err := db.Write(t.Context(), func(tx *Tx) error {
					if err := add(fmt.Sprint(i), 1)(tx); err != nil {
						return err
					}
					_, err := tx.Exec("INSERT INTO part (thing, name) VALUES ($1, 'one each')", fmt.Sprint(i))
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
		for range 5 {
			_, sum := dumped(t, db)
			if sum.Tables["part"] != sum.Tables["thing"]-1 {
				t.Errorf("%v", sum.Tables)
			}
		}
		close(stop)
		writing.Wait()
	})
}

type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("no space left")
	}
	return len(p), nil
}

func TestDumpSaysWhenItCannotWrite(t *testing.T) {
	onBoth(t, func(t *testing.T, db *DB) {
		if _, err := db.Dump(t.Context(), &full{100}); err == nil {
			t.Error("it says nothing")
		}
	})
}
