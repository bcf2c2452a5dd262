package live

import (
	"context"
	"embed"
	"errors"
	"strconv"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/hl7"
	"continuum/store"
)

//go:embed migrations/*.sql
var files embed.FS

// Migrations are the tables of this package, for store.Open.
func Migrations() store.Migrations { return store.MigrationsOf("live", files) }

// application is how we name ourselves to senders.
const application = "CONTINUUM"

// Act is what a message is about to do.
type Act struct {
	Party   string // the partner who tells, by its id
	Purpose string // what for
	Event   string // such as A01
}

// Door decides whether an act may go on, and gives the context in which it does, which
// says who acts; or a fault with code Denied.
type Door func(ctx context.Context, act Act) (context.Context, error)

// care is what partners tell of people for.
const care = "direct care"

// Inbox takes the messages of a place's partners into its record. Any number of
// goroutines may use it.
type Inbox struct {
	db     *store.DB
	record *record.Record
	reader *reader
	door   Door
	now    func() time.Time
	most   int // statements of a person before they are pruned

	mostLetters int
}

// NewInbox makes the inbox of a place. The database must have been opened with
// Migrations; every message passes the door.
func NewInbox(db *store.DB, r *record.Record, p *place.Place, door Door) (*Inbox, error) {
	return newInbox(db, r, p, door, time.Now)
}

func newInbox(db *store.DB, r *record.Record, p *place.Place, door Door, now func() time.Time) (*Inbox, error) {
	reader, err := newReader(p, now)
	return &Inbox{db, r, reader, door, now, mostStatements, mostLetters}, fault.Wrap(err, "reading the time zone of the place")
}

// Take takes one message and gives its acknowledgement. When that says AA, what
// the message said is on disk, in the resources and in the outbox. AE says that the
// message is kept as a letter until somebody mends the cause; AR the same of a
// kind of message that is not taken, or that it could not be kept and is to be sent
// again.
func (in *Inbox) Take(ctx context.Context, raw []byte) []byte {
	r, err := in.take(ctx, raw)
	if err == nil {
		return in.answer(raw, hl7.Reply{Answer: hl7.Accepted, Warnings: r.warnings})
	}
	if transient(err) {
		return in.answer(raw, hl7.Reply{Answer: hl7.Rejected, Text: "not taken now, send it again", Problems: []hl7.Error{unable}})
	}
	return in.refuse(ctx, raw, len(raw), r, err)
}

// TooLarge refuses a message of which only the beginning was read.
func (in *Inbox) TooLarge(ctx context.Context, beginning []byte, size int) []byte {
	err := &hl7.Error{Code: hl7.WrongType, Reason: "it has " + strconv.Itoa(size) + " bytes, and " + strconv.Itoa(hl7.LargestMessage) + " are the most", Fix: "leave out documents and pictures"}
	return in.refuse(ctx, beginning, size, &reading{}, err)
}

// unable is what a sender is told when we cannot write.
var unable = hl7.Error{Code: hl7.ApplicationFail, Reason: "it could not be written"}

// take reads, understands and keeps a message. The reading is never nil.
func (in *Inbox) take(ctx context.Context, raw []byte) (*reading, error) {
	ctx, r, err := in.understand(ctx, raw)
	if err != nil {
		return r, err
	}
	return r, in.keep(ctx, r, func(tx *store.Tx) error { return taken(tx, raw) })
}

// understand reads a message and asks whether it may be taken, and in which context.
// The reading is never nil.
func (in *Inbox) understand(ctx context.Context, raw []byte) (context.Context, *reading, error) {
	m, err := hl7.Parse(raw)
	if err != nil {
		return ctx, &reading{}, err
	}
	r, err := in.reader.read(m)
	if err != nil {
		return ctx, r, err
	}
	ctx, err = in.door(ctx, Act{r.partner.ID, care, r.event})
	return ctx, r, err
}

// keep writes what a message says, and what else belongs to its transaction.
func (in *Inbox) keep(ctx context.Context, r *reading, also func(*store.Tx) error) error {
	return in.db.Write(ctx, func(tx *store.Tx) error {
		k := &keeper{Record: in.record, tx: tx, w: in.record.Writer(tx), partner: r.partner, at: in.now(), met: map[string]held{}, most: in.most}
		if err := k.keep(r.statements); err != nil {
			return err
		}
		return also(tx)
	})
}

// transient tells whether a later attempt may do.
func transient(err error) bool {
	var message *hl7.Error
	code := fault.CodeOf(err)
	return !errors.As(err, &message) && (code == fault.Unavailable || code == fault.Conflict) || errors.Is(err, context.Canceled)
}

// refuse keeps a message as a letter and tells the sender why.
func (in *Inbox) refuse(ctx context.Context, raw []byte, size int, r *reading, why error) []byte {
	problem := problemOf(why)
	if err := in.file(ctx, raw, size, r, why); err != nil {
		return in.answer(raw, hl7.Reply{Answer: hl7.Rejected, Text: "not kept, send it again", Problems: []hl7.Error{problem}})
	}
	answer := hl7.Failed
	switch problem.Code {
	case hl7.UnknownMessage, hl7.UnknownEvent, hl7.UnknownPurpose, hl7.UnknownVersion:
		answer = hl7.Rejected
	}
	return in.answer(raw, hl7.Reply{Answer: answer, Text: "kept until the cause is mended", Problems: []hl7.Error{problem}})
}

// problemOf is what a sender may know of an error: our own defects stay ours.
func problemOf(err error) hl7.Error {
	var message *hl7.Error
	switch {
	case errors.As(err, &message):
		return *message
	case fault.CodeOf(err) == fault.Invalid, fault.CodeOf(err) == fault.Denied:
		return hl7.Error{Code: hl7.WrongType, Reason: err.Error()}
	}
	return hl7.Error{Code: hl7.ApplicationFail, Reason: "it could not be worked in"}
}

func (in *Inbox) answer(raw []byte, r hl7.Reply) []byte {
	r.Sender, r.At = application, in.now()
	r.ID = strconv.FormatInt(r.At.UnixMicro(), 36)
	return hl7.Acknowledge(raw, r)
}
