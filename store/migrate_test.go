package store

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"continuum/internal/fault"
)

func TestSchemaGoesForward(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		db, err := Open(t.Context(), url, older())
		must(t, err)
		must(t, db.Write(t.Context(), add("kept", 1)))
		must(t, db.Close())
		db = opened(t, url)
		if n := number(t, db, "SELECT count(*) FROM thing WHERE id = 'kept'") + number(t, db, "SELECT count(*) FROM heard"); n != 1 {
			t.Error("the new release lost something")
		}
		_, err = Open(t.Context(), url, older())
		if fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "thing are at version 2 and this release knows 1") {
			t.Errorf("the older release said %v", err)
		}
		var f *fault.Error
		if !errors.As(err, &f) || f.Fix == "" {
			t.Error("it does not say what to do")
		}
		if _, err = Open(t.Context(), url); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("a release without the package said %v", err)
		}
	})
}

func TestServersStartAtOnce(t *testing.T) {
	engines(t, func(t *testing.T, url string) {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				db, err := Open(t.Context(), url, things())
				if err == nil {
					err = db.Close()
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

func TestBadMigrations(t *testing.T) {
	cases := map[string]Migrations{
		"0001_bad.sql":             {"bad", fstest.MapFS{"0001_bad.sql": {Data: []byte("CREATE TABLE bad (x {nothing})")}}},
		"not named":                {"bad", fstest.MapFS{"first.sql": {Data: []byte("SELECT 1")}}},
		"no migrations":            {"bad", fstest.MapFS{}},
		"need an owner":            {"Bad; DROP", fstest.MapFS{"0001_x.sql": {}}},
		"migrations need an owner": {"store", fstest.MapFS{"0001_x.sql": {}}},
	}
	engines(t, func(t *testing.T, url string) {
		for want, m := range cases {
			if _, err := Open(t.Context(), url, m); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
		}
	})
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	file := t.TempDir() + "/text"
	must(t, os.WriteFile(file, []byte(strings.Repeat("this is no database. ", 100)), 0o600))
	cases := map[string]fault.Code{
		"":                                     fault.Invalid,
		"mysql://x":                            fault.Invalid,
		"postgres://%zz":                       fault.Invalid,
		"postgres://127.0.0.1:1/x":             fault.Unavailable,
		"sqlite:" + t.TempDir() + "/none/x.db": fault.Unavailable,
		file:                                   fault.Unavailable,
	}
	for url, want := range cases {
		if _, err := Open(t.Context(), url); fault.CodeOf(err) != want {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestFileIsItsOwners(t *testing.T) {
	path := t.TempDir() + "/place.db"
	db := opened(t, path)
	must(t, db.Write(t.Context(), add("a", 1)))
	for _, name := range []string{path, path + "-wal", path + "-shm", path + ".lock"} {
		info, err := os.Stat(name)
		must(t, err)
		if info.Mode().Perm()&fs.FileMode(0o077) != 0 {
			t.Errorf("%s may be read by others: %s", name, info.Mode())
		}
	}
}
