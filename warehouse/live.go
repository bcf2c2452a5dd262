package warehouse

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/source"
	"continuum/warehouse/find"
)

// Live answers questions from the build that is being served and follows the
// live pointer: a new build or a rollback is seen by the next question, without
// a restart, while questions under way end on the build they began with.
type Live struct {
	dir  Dir
	mu   sync.Mutex
	seen os.FileInfo
	cur  *opened
	warm bool // read each build whole when it becomes live

	erased atomic.Pointer[erasure] // nil: nobody
}

// opened is one build held open; it closes when the last question on it ends.
type opened struct {
	id       string
	db       *sql.DB
	index    *find.Index
	cards    *cards
	manifest Manifest
	overview Overview
	labels   source.Labels
	users    atomic.Int64

	ethnicities, practices codeNames
	findings               wordsOfEvidence
	registry               atomic.Value // string: the table that leads from a registration to its person

	mu         sync.Mutex
	statements map[string]*sql.Stmt // by question
	making     *making              // of the linkage index; nil until somebody asks

	erased *atomic.Pointer[erasure] // that of who serves it; nil where nobody does
	hiding hiding
}

// Open serves the builds of a data folder; fault.NotFound before the first build.
func Open(dir Dir) (*Live, error) {
	l := &Live{dir: dir}
	b, err := l.hold()
	if err != nil {
		return nil, err
	}
	b.release()
	return l, nil
}

// Close ends serving.
func (l *Live) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cur != nil {
		l.cur.release()
		l.cur = nil
	}
	return nil
}

// hold gives the live build for one question; release it afterwards. A live
// pointer that cannot be followed leaves the build that is open in service.
func (l *Live) hold() (*opened, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.follow(); err != nil && l.cur == nil {
		return nil, err
	}
	l.cur.users.Add(1)
	return l.cur, nil
}

func (l *Live) follow() error {
	info, err := os.Stat(l.dir.live())
	if err == nil && l.cur != nil && os.SameFile(info, l.seen) && info.ModTime().Equal(l.seen.ModTime()) {
		return nil
	}
	id, err := l.dir.LiveID()
	if err != nil {
		return err
	}
	if l.cur == nil || l.cur.id != id {
		next, err := l.dir.open(id)
		if err != nil {
			return err
		}
		next.erased = &l.erased
		if l.cur != nil {
			l.cur.release()
		}
		l.cur = next
		l.warmNext(next)
	}
	l.seen = info
	return nil
}

func (b *opened) release() {
	if b.users.Add(-1) == 0 {
		b.close()
	}
}

func (b *opened) close() {
	_ = b.db.Close()
	_ = b.cards.file.Close()
}

// open opens a finished build for reading; the caller holds the first use of it.
func (d Dir) open(id string) (*opened, error) {
	b := &opened{id: id, statements: map[string]*sql.Stmt{}}
	b.users.Store(1)
	var err error
	if b.manifest, err = d.Manifest(id); err != nil {
		return nil, err
	}
	if err := readJSON(filepath.Join(d.build(id), overviewFile), &b.overview); err != nil {
		return nil, err
	}
	b.overview.Build = b.manifest
	if err := readJSON(filepath.Join(d.build(id), qualityFile), &b.overview.Feeds); err != nil {
		return nil, err
	}
	if err := readJSON(filepath.Join(d.build(id), labelsFile), &b.labels); err != nil {
		return nil, err
	}
	b.ethnicities, b.practices = namesOf(b.labels, "ethnicity"), namesOf(b.labels, "gp_practice")
	if b.index, err = readIndex(filepath.Join(d.build(id), indexFile)); err != nil {
		return nil, err
	}
	if b.db, err = duck.Open(filepath.Join(d.build(id), factsFile), duck.Options{ReadOnly: true, Memory: "2GB", Threads: 1}); err != nil {
		return nil, err
	}
	if b.cards, err = openCards(filepath.Join(d.build(id), cardsFile)); err != nil {
		_ = b.db.Close()
		return nil, err
	}
	if b.index.People() > b.cards.people {
		b.close()
		return nil, &fault.Error{Code: fault.Internal, File: d.build(id), Reason: "the search index belongs to another build", Fix: "roll back to another build, or build again"}
	}
	return b, nil
}

func readIndex(path string) (*find.Index, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unavailable(path, "cannot be read", err)
	}
	defer f.Close()
	ix, err := find.Read(f)
	return ix, fault.Wrap(err, "reading the search index")
}

// Overview tells what the live build holds.
func (l *Live) Overview(context.Context) (Overview, error) {
	b, err := l.hold()
	if err != nil {
		return Overview{}, err
	}
	defer b.release()
	o := b.overview
	o.Edition = b.edition()
	return o, nil
}

// Dir is the folder that holds the builds.
func (l *Live) Dir() Dir { return l.dir }

// Builds gives all finished builds, newest first.
func (l *Live) Builds(context.Context) ([]Manifest, error) { return l.dir.Builds() }

// Quality finds the report of one feed in the live build.
func (l *Live) Quality(ctx context.Context, feed string) (source.Report, error) {
	o, err := l.Overview(ctx)
	if err != nil {
		return source.Report{}, err
	}
	for _, r := range o.Feeds {
		if r.Feed == feed {
			return r, nil
		}
	}
	return source.Report{}, fault.New(fault.NotFound, "no feed of this name")
}
