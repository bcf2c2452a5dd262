package warehouse

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/internal/progress"
	"continuum/link"
	"continuum/link/identity"
	"continuum/place"
	"continuum/source"
)

// Job is one build of a place from a folder of extracts.
type Job struct {
	Place    *place.Place
	Feeds    []source.Feed
	Link     link.Config
	From     string // extracts folder
	Data     Dir
	Version  string // of the code, for the manifest
	Memory   string // what the analytical engine may use, "4GB"
	Keep     int    // finished builds kept, the live one included; 0 keeps all
	Now      func() time.Time
	Progress progress.Func

	// Suppressed are the registrations of people who were erased: no row about them
	// comes into the build, and no other row names them. nil for nobody. It is asked
	// from several goroutines.
	Suppressed Erased
}

// Build reads, links and writes a new build beside the live one, then serves
// it. On any failure the live build stays as it was and nothing is left behind.
func (j Job) Build(ctx context.Context) (m Manifest, err error) {
	unlock, err := j.Data.lock()
	if err != nil {
		return Manifest{}, err
	}
	defer unlock()
	if err := j.Data.sweep(); err != nil {
		return Manifest{}, err
	}
	if err := j.bringsNobodyBack(); err != nil {
		return Manifest{}, err
	}
	id := j.Now().UTC().Format("20060102T150405.000Z") + "-" + suffix()
	work := j.Data.build(id) + partial
	if err := os.MkdirAll(work, 0o700); err != nil {
		return Manifest{}, unavailable(work, "cannot be made", err)
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(work)
		}
	}()
	register, err := j.Data.Register()
	if err != nil {
		return Manifest{}, err
	}
	r := run{Job: j, dir: work, register: register}
	if m, err = r.build(ctx, id); err != nil {
		return Manifest{}, exhausted(err)
	}
	if err = register.Commit(id, j.Now().UTC(), r.events); err != nil {
		return Manifest{}, err
	}
	if err = j.publish(work, id); err != nil {
		return Manifest{}, err
	}
	return m, j.tidy(register)
}

// tidy removes old builds and what the journal of ids says of them alone.
func (j Job) tidy(register *identity.Register) error {
	if err := j.Data.prune(j.Keep); err != nil {
		return err
	}
	kept, err := j.Data.IDs()
	if err != nil {
		return err
	}
	_, err = register.Compact(kept)
	return fault.Wrap(err, "shortening the journal of ids")
}

// publish gives the finished build its name and makes it live.
func (j Job) publish(work, id string) error {
	if err := os.Chmod(filepath.Join(work, factsFile), 0o600); err != nil {
		return unavailable(work, "cannot be closed to others", err)
	}
	if err := syncDir(work); err != nil {
		return err
	}
	if err := os.Rename(work, j.Data.build(id)); err != nil {
		return unavailable(work, "cannot be renamed", err)
	}
	if err := syncDir(j.Data.builds()); err != nil {
		return err
	}
	return j.Data.serve(id)
}

func suffix() string {
	b := make([]byte, 3)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// run is one build under way.
type run struct {
	Job
	dir     string
	db      *sql.DB // the scratch database, with the new warehouse attached as facts
	engine  string
	timings []Timing

	register *identity.Register
	events   []identity.Event // what happened to people's ids
}

func (r *run) build(ctx context.Context, id string) (Manifest, error) {
	var err error
	// The scratch database lives in memory, uncompressed, and spills beside the
	// new build: half the work of a file that is read only once.
	spill := filepath.Join(r.dir, "spill")
	r.db, err = duck.Open("", duck.Options{Memory: r.Memory, Threads: 1, Temp: spill, Loose: true, Folders: []string{r.From, r.dir}})
	if err != nil {
		return Manifest{}, err
	}
	defer r.db.Close()
	if err := r.checkEngine(ctx, r.db); err != nil {
		return Manifest{}, err
	}
	staged, err := r.read(ctx)
	if err != nil {
		return Manifest{}, err
	}
	linked, err := r.link(ctx, staged)
	if err != nil {
		return Manifest{}, err
	}
	tables, err := r.write(ctx, staged)
	if err != nil {
		return Manifest{}, err
	}
	if err := r.close(spill); err != nil {
		return Manifest{}, err
	}
	m := r.manifest(id, staged, tables, linked)
	if err := writeJSON(filepath.Join(r.dir, qualityFile), staged.Reports); err != nil {
		return Manifest{}, err
	}
	if err := writeJSON(filepath.Join(r.dir, labelsFile), source.LabelsOf(r.Place, r.Feeds)); err != nil {
		return Manifest{}, err
	}
	return m, writeJSON(filepath.Join(r.dir, manifestFile), m)
}

// timed runs one stage and notes how long it took.
func (r *run) timed(stage string, do func() error) error {
	start := time.Now()
	err := do()
	r.timings = append(r.timings, Timing{Stage: stage, Seconds: time.Since(start).Seconds()})
	return err
}

func (r *run) read(ctx context.Context) (staged *source.Staged, err error) {
	err = r.timed("read", func() error {
		in := source.Ingest{DB: r.db, Place: r.Place, Feeds: r.Feeds, From: r.From, Progress: r.Progress, Suppressed: r.leavesOut()}
		staged, err = in.Run(ctx)
		return err
	})
	return staged, err
}

// write makes the final tables and the search index.
func (r *run) write(ctx context.Context, staged *source.Staged) (tables []TableCount, err error) {
	err = r.timed("write", func() error {
		if err := r.attach(ctx); err != nil {
			return err
		}
		return r.tables(ctx, staged)
	})
	if err != nil {
		return nil, err
	}
	if err := r.timed("index", func() error { return lanes(ctx, r.index, r.cards, r.overview) }); err != nil {
		return nil, err
	}
	err = r.timed("fingerprint", func() error { tables, err = r.fingerprint(ctx); return err })
	if err != nil {
		return nil, err
	}
	_, err = r.db.ExecContext(ctx, "CHECKPOINT facts; DETACH facts")
	return tables, fault.Wrap(err, "closing the new build")
}

// rowGroup is how many rows the engine stores and decodes together. Reading one
// person costs one group of every column, so groups are far smaller than the
// engine's own 122,880; still smaller ones make files larger and scans slower.
const rowGroup = 16384

func (r *run) attach(ctx context.Context) error {
	_, err := r.db.ExecContext(ctx, fmt.Sprintf("ATTACH %s AS facts (ROW_GROUP_SIZE %d, STORAGE_VERSION 'v1.5.0')", duck.Literal(filepath.Join(r.dir, factsFile)), rowGroup))
	return fault.Wrap(err, "making the new build's file")
}

// close ends the scratch database and removes what it spilled.
func (r *run) close(spill string) error {
	if err := r.db.Close(); err != nil {
		return fault.Wrap(err, "closing the scratch database")
	}
	if err := os.RemoveAll(spill); err != nil {
		return unavailable(spill, "cannot be removed", err)
	}
	return nil
}
