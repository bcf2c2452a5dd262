package audit

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

const (
	takeEvery  = time.Second // entries wait so long in a journal, to be taken in together
	takeAtOnce = 16384       // entries, or those that were noted together
	mostKept   = 1 << 16     // entries that may wait
)

// journal keeps what was noted until the log takes it in, in a file of its own. With
// every few reads there is something to note, and a transaction of the record's for
// each would cost much more, and every reader what it has of the record in memory.
type journal struct {
	l      *Log
	file   *journalFile
	unlock func()

	mu      sync.Mutex
	waiting []batch // on disk, and not yet in the log
	entries int     // of these
	come    chan struct{}
	taking  sync.Mutex // one takes in at a time, so that they stay in order
	stop    context.CancelFunc
	ended   chan struct{}
}

// batch is what was noted together.
type batch struct {
	number  int64
	entries []Entry
}

// Journal lets Note keep entries in a file beside the database, from where they come
// into the log within moments; Settle does not wait for that. What a process left there
// that ended without end is taken in first. Where another process has the file, Note
// goes on writing into the log itself. failed hears why entries could not be taken in;
// that is tried again. Call end when nothing is noted any longer.
func (l *Log) Journal(ctx context.Context, path string, failed func(error)) (end func() error, err error) {
	j, err := l.openJournal(ctx, path)
	if err != nil || j == nil {
		return func() error { return nil }, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	j.stop, j.ended = stop, make(chan struct{})
	go j.run(running, failed)
	l.journal.Store(j)
	return j.end, nil
}

// TakeIn takes in what a process left in a journal that ended without end. Where there
// is none, or a process has it, that is nothing.
func (l *Log) TakeIn(ctx context.Context, path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	j, err := l.openJournal(ctx, path)
	if err != nil || j == nil {
		return err
	}
	return j.close()
}

// Settle takes in what was noted before, so that it is found.
func (l *Log) Settle(ctx context.Context) error {
	if j := l.journal.Load(); j != nil {
		return j.take(ctx)
	}
	return nil
}

// openJournal opens a journal and takes in what is left in it; nil where another
// process has it.
func (l *Log) openJournal(ctx context.Context, path string) (j *journal, err error) {
	unlock, free, err := store.Lock(path + ".held")
	if err != nil || !free {
		return nil, err
	}
	j = &journal{l: l, unlock: unlock, come: make(chan struct{}, 1)}
	if j.file, err = openJournalFile(path); err != nil {
		unlock()
		return nil, err
	}
	if err = j.begin(ctx); err == nil {
		err = j.take(ctx)
	}
	if err != nil {
		_ = j.close() // the first failure is the one to tell
		return nil, fault.Wrap(err, "taking in what was noted in %s", path)
	}
	return j, nil
}

// begin finds what is left.
func (j *journal) begin(ctx context.Context) error {
	var taken int64
	err := j.l.db.Read(ctx, func(tx *store.Tx) error {
		return tx.QueryRow("SELECT coalesce(max(taken), 0) FROM audit_journal WHERE name = $1", j.file.name).Scan(&taken)
	})
	if err != nil {
		return err
	}
	err = j.file.records(func(number int64, body []byte) error {
		if number <= taken {
			return nil
		}
		b := batch{number: number}
		for line := range bytes.Lines(body) {
			e, err := Decode(bytes.TrimSuffix(line, []byte("\n")))
			if err != nil {
				return err
			}
			b.entries = append(b.entries, e)
		}
		j.waiting, j.entries = append(j.waiting, b), j.entries+len(b.entries)
		return nil
	})
	j.file.number = max(j.file.number, taken) // where the first of a round was not written whole
	return err
}

// keep puts entries on disk, by the time they have now.
func (j *journal) keep(ctx context.Context, all []Entry) error {
	body := written(all)
	if !j.file.fits(body) {
		if err := j.take(ctx); err != nil {
			return err
		}
		j.file.rewind()
	}
	j.mu.Lock()
	over := j.entries > mostKept
	j.mu.Unlock()
	if over {
		return &fault.Error{Code: fault.Unavailable, Reason: "the audit log takes nothing in", Fix: "look why the database cannot be written"}
	}
	if !j.file.fits(body) { // not even alone
		return j.l.db.Write(ctx, func(tx *store.Tx) error { return j.l.append(tx, all) })
	}
	number, err := j.file.append(body)
	if err != nil {
		return err
	}
	j.mu.Lock()
	j.waiting, j.entries = append(j.waiting, batch{number, all}), j.entries+len(all)
	j.mu.Unlock()
	select {
	case j.come <- struct{}{}:
	default:
	}
	return nil
}

// written is entries with the time now, one behind the other.
func written(all []Entry) []byte {
	body := make([]byte, 0, len(all)*400)
	now := time.Now()
	for i := range all {
		all[i].At = now
		body = append(appendEntry(body, &all[i]), '\n')
	}
	return body
}

// run takes in what has come, now and then.
func (j *journal) run(ctx context.Context, failed func(error)) {
	defer close(j.ended)
	for {
		select {
		case <-j.come:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(takeEvery):
		case <-ctx.Done():
			return
		}
		for pause := takeEvery; ; pause = min(2*pause, 10*time.Second) {
			err := j.take(ctx)
			if err == nil || ctx.Err() != nil {
				break
			}
			failed(err)
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return
			}
		}
	}
}

// take brings what waits into the log: each batch once, by the same transaction that
// says how far it came.
func (j *journal) take(ctx context.Context) error {
	j.taking.Lock()
	defer j.taking.Unlock()
	for {
		some, all := j.next()
		if len(some) == 0 {
			return nil
		}
		last := some[len(some)-1].number
		err := j.l.db.Write(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec("INSERT INTO audit_journal (name, taken) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET taken = excluded.taken", j.file.name, last)
			if err != nil {
				return err
			}
			return j.l.append(tx, all)
		})
		if err != nil {
			return err
		}
		j.mu.Lock()
		j.waiting, j.entries = j.waiting[len(some):], j.entries-len(all)
		j.mu.Unlock()
	}
}

// next gives the first batches that wait, and all their entries.
func (j *journal) next() (some []batch, all []Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, b := range j.waiting {
		if len(all) > 0 && len(all)+len(b.entries) > takeAtOnce {
			break
		}
		some, all = append(some, b), append(all, b.entries...)
	}
	return some, all
}

// end takes in the rest and lets the file go.
func (j *journal) end() error {
	j.l.journal.Store(nil)
	j.stop()
	<-j.ended
	err := j.take(context.Background())
	if closed := j.close(); err == nil {
		err = closed
	}
	return err
}

func (j *journal) close() error {
	defer j.unlock()
	return j.file.f.Close()
}
