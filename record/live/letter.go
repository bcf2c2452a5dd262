package live

import (
	"context"
	"strconv"
	"time"

	"continuum/internal/fault"
	"continuum/record/hl7"
	"continuum/store"
)

// Letter is a message that could not be taken. It waits for somebody to mend the
// cause.
type Letter struct {
	ID      int64
	Partner string // id; "" where the sender is unknown
	Sender  string // MSH-3 and MSH-4 as they stand
	Control string // MSH-10
	Event   string // such as A01; "" where it cannot be told
	Reason  string // without personal data
	At      time.Time
	Latest  time.Time // when it came last
	Times   int64     // how often it came
	Bytes   int64     // its size
	Content []byte    // as it came, personal data and all; only the beginning where it is shorter than Bytes; none in a list
}

// Whole tells whether all of the message was kept.
func (l *Letter) Whole() bool { return int64(len(l.Content)) == l.Bytes }

// mostKept is how much of a message that is too large is kept.
const mostKept = 4 << 10

// file keeps a message that could not be taken; one that is there already is
// counted again.
func (in *Inbox) file(ctx context.Context, raw []byte, size int, r *reading, why error) error {
	if size > len(raw) || len(raw) > hl7.LargestMessage {
		raw = raw[:min(len(raw), mostKept)]
	}
	sender, control, event := hl7.Heading(raw)
	now := in.now()
	return in.db.Write(ctx, func(tx *store.Tx) error {
		if err := in.room(tx); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO live_letter (digest, partner, sender, control, event, reason, at, latest, times, bytes, content)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 1, $8, $9)
			ON CONFLICT (digest) DO UPDATE SET times = live_letter.times + 1, latest = excluded.latest, reason = excluded.reason`,
			letterDigest(raw, size), r.partner.ID, sender, control, event, reason(why), now, size, raw)
		return err
	})
}

// mostLetters is how many letters may wait.
const mostLetters = 50_000

// room tells whether another letter may wait: a sender gone wild must not fill the
// disk.
func (in *Inbox) room(tx *store.Tx) error {
	var n int
	err := tx.QueryRow("SELECT count(*) FROM live_letter").Scan(&n)
	if err == nil && n >= in.mostLetters {
		err = &fault.Error{Code: fault.Unavailable, Reason: "too many messages wait that could not be taken", Fix: "replay or discard some"}
	}
	return err
}

// letterDigest tells letters apart.
func letterDigest(raw []byte, size int) string { return digest(string(raw), strconv.Itoa(size)) }

// taken ends the letter of a message that came again and could be taken.
func taken(tx *store.Tx, raw []byte) error {
	_, err := tx.Exec("DELETE FROM live_letter WHERE digest = $1", letterDigest(raw, len(raw)))
	return err
}

// reason is what is told of an error in a list.
func reason(err error) string {
	text := problemOf(err)
	if text.Code == hl7.ApplicationFail {
		return err.Error()
	}
	return text.Error()
}

// columns are those of a letter.
const letterColumns = "SELECT id, partner, sender, control, event, reason, at, latest, times, bytes"

// lettersRead is the most that Letters gives.
const lettersRead = 1000

// Letters lists the messages that wait, oldest first, at most 1,000, without what
// they hold.
func Letters(ctx context.Context, db *store.DB) ([]Letter, error) {
	var all []Letter
	err := db.Read(ctx, func(tx *store.Tx) error {
		for row, err := range tx.Query(letterColumns+" FROM live_letter ORDER BY id LIMIT $1", lettersRead) {
			var l Letter
			if err == nil {
				err = scan(row, &l)
			}
			if err != nil {
				return err
			}
			all = append(all, l)
		}
		return nil
	})
	return all, fault.Wrap(err, "listing messages that could not be taken")
}

// ReadLetter gives a letter with what it holds.
func ReadLetter(ctx context.Context, db *store.DB, id int64) (l Letter, err error) {
	err = db.Read(ctx, func(tx *store.Tx) error {
		return scan(tx.QueryRow(letterColumns+", content FROM live_letter WHERE id = $1", id), &l, &l.Content)
	})
	return l, missing(err)
}

func scan(row store.Row, l *Letter, more ...any) error {
	var at, latest int64
	err := row.Scan(append([]any{&l.ID, &l.Partner, &l.Sender, &l.Control, &l.Event, &l.Reason, &at, &latest, &l.Times, &l.Bytes}, more...)...)
	l.At, l.Latest = time.UnixMicro(at).UTC(), time.UnixMicro(latest).UTC()
	return err
}

// Replay takes a letter anew and, where that goes well, ends it; otherwise its
// reason is the new one.
func (in *Inbox) Replay(ctx context.Context, id int64) error {
	l, err := ReadLetter(ctx, in.db, id)
	if err != nil {
		return err
	}
	if !l.Whole() {
		return &fault.Error{Code: fault.Invalid, Reason: "only the beginning of the message was kept, because it was too large", Fix: "let its sender send it in another form, and discard this one"}
	}
	ctx, r, err := in.understand(ctx, l.Content)
	if err == nil {
		err = in.keep(ctx, r, func(tx *store.Tx) error { return drop(tx, id) })
	}
	if err == nil || transient(err) {
		return err
	}
	return in.still(ctx, id, err)
}

// still notes why a letter has to wait on.
func (in *Inbox) still(ctx context.Context, id int64, why error) error {
	err := in.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("UPDATE live_letter SET reason = $1 WHERE id = $2", reason(why), id)
		return err
	})
	if err != nil {
		return err
	}
	return &fault.Error{Code: fault.Invalid, Reason: "the message still cannot be taken: " + reason(why), Fix: "mend the cause, or discard it"}
}

// Discard drops a letter for good.
func Discard(ctx context.Context, db *store.DB, id int64) error {
	return db.Write(ctx, func(tx *store.Tx) error { return drop(tx, id) })
}

func drop(tx *store.Tx, id int64) error {
	n, err := tx.Exec("DELETE FROM live_letter WHERE id = $1", id)
	if err == nil && n == 0 {
		err = missing(fault.New(fault.NotFound, "no row"))
	}
	return err
}

func missing(err error) error {
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return &fault.Error{Code: fault.NotFound, Reason: "there is no such letter", Fix: "list them; it may have been replayed already"}
	}
	return err
}
