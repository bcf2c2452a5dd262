package audit

import (
	"context"
	"embed"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"continuum/internal/fault"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of the audit log.
func Migrations() store.Migrations { return store.MigrationsOf("audit", files) }

const (
	inTile     = 256              // entries of a tile
	inVolume   = 256              // tiles of a volume
	packEvery  = 1024             // entries, after which a job packs those that are whole
	signEvery  = 1 << 16          // entries, after which a checkpoint is signed at once
	signWithin = 10 * time.Minute // from the first entry that no checkpoint covers
)

// Log is the audit log in one database. Any number of goroutines may use it.
type Log struct {
	db     *store.DB
	key    *Key
	known  note.Verifiers
	pack   *packer
	volume int64                 // tiles of one
	cached atomic.Pointer[state] // after the last append, if that was kept

	notes   notes
	journal atomic.Pointer[journal] // nil: what is noted goes into the log at once
}

// Open opens the log in a database that was opened with Migrations, and registers
// the jobs that pack and sign it: call it before the database's Run. Without a key
// it can be written and read but not signed. older are the public keys of a log
// that was signed with others before. Conflict where the key is another log's,
// Internal where the log is damaged: Verify says where.
func Open(ctx context.Context, db *store.DB, key *Key, older ...string) (*Log, error) {
	l := &Log{db: db, key: key, volume: inVolume}
	var err error
	if l.known, err = l.verifiers(older); err != nil {
		return nil, err
	}
	if l.pack, err = newPacker(); err != nil {
		return nil, err
	}
	if err := db.Read(ctx, l.begin); err != nil {
		return nil, err
	}
	db.Work(packKind, func(ctx context.Context, _ store.Job) error { return l.Pack(ctx) })
	if key != nil {
		db.Work(signKind, func(ctx context.Context, _ store.Job) error {
			_, err := l.Checkpoint(ctx)
			return err
		})
	}
	return l, nil
}

// begin looks at how far the log has come, and that it is the key's.
func (l *Log) begin(tx *store.Tx) error {
	s, err := readState(tx)
	if err != nil || l.key == nil || s.checkpoints == 0 {
		return err
	}
	l.cached.Store(&s)
	var text string
	if err := tx.QueryRow("SELECT note FROM audit_checkpoint WHERE size = $1", s.signed).Scan(&text); err != nil {
		return fault.Wrap(err, "reading the newest checkpoint of the audit log")
	}
	if name, _, _ := strings.Cut(text, "\n"); name != l.key.Origin() {
		return &fault.Error{Code: fault.Conflict, Reason: "the key is of the audit log " + l.key.Origin() + ", and this is another", Value: cut(name, longest), Fix: "give the file of this log's key"}
	}
	return nil
}

func (l *Log) verifiers(older []string) (note.Verifiers, error) {
	keys := older
	if l.key != nil {
		keys = append([]string{l.key.Public()}, older...)
	}
	return Keys(keys...)
}

// Size is how many entries there are.
func (l *Log) Size(tx *store.Tx) (int64, error) {
	s, err := readState(tx)
	return s.size, err
}
