package main

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/live"
	"continuum/store"
)

type lettersCmd struct {
	Place lettersPlace `arg:""`
}

// lettersPlace is what all commands about letters begin with.
type lettersPlace struct {
	placeArg
	dataFlag
	databaseFlag

	List    lettersListCmd    `cmd:"" default:"1" help:"List what waits, oldest first."`
	Show    lettersShowCmd    `cmd:"" help:"Show one whole: it may hold personal data."`
	Replay  lettersReplayCmd  `cmd:"" help:"Take messages anew, or try events and jobs again."`
	Discard lettersDiscardCmd `cmd:"" help:"Drop them for good."`
}

// Kinds of letters; the first of each is the beginning of its id.
const (
	letterMessage = "message"
	letterEvent   = "event"
	letterJob     = "job"
)

// letter is what waits: a message that could not be taken, an event that a handler
// could not take, or a job that could not be done.
type letter struct {
	ID      string    `json:"id"` // m12, e5, j7
	Kind    string    `json:"kind"`
	About   string    `json:"about"` // of a message its event and sender; of an event its topic and handler; of a job its kind
	Reason  string    `json:"reason"`
	At      time.Time `json:"at"`     // when it came, or was given up
	Latest  time.Time `json:"latest"` // of a message: when it came last
	Times   int64     `json:"times"`  // how often it came, or was tried
	Held    int64     `json:"held"`   // later events that wait behind it
	Content string    `json:"content,omitempty"`

	number int64
}

// open opens the database that serve would use, and must be there.
func (in *lettersPlace) open(a *app) (*store.DB, error) {
	url := in.url(in.dir(in.Place))
	if _, err := os.Stat(url); in.Database == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, &fault.Error{Code: fault.NotFound, File: url, Reason: "there is no database yet", Fix: "`continuum serve` makes it; if it has one elsewhere, name it with --database"}
	}
	return store.Open(a.ctx, url, recordSchemas()...)
}

// letters gives all that waits.
func letters(a *app, db *store.DB) ([]letter, error) {
	messages, err := live.Letters(a.ctx, db)
	if err != nil {
		return nil, err
	}
	dead, err := db.DeadLetters(a.ctx)
	if err != nil {
		return nil, err
	}
	all := []letter{}
	for i := range messages {
		all = append(all, ofMessage(&messages[i]))
	}
	for i := range dead {
		all = append(all, ofDead(&dead[i]))
	}
	return all, nil
}

func ofMessage(l *live.Letter) letter {
	about := strings.TrimSpace(l.Event + " " + l.Control)
	if l.Sender != "" {
		about += " from " + l.Sender
	}
	return letter{
		ID: "m" + strconv.FormatInt(l.ID, 10), Kind: letterMessage, About: strings.TrimSpace(about), Reason: l.Reason,
		At: l.At, Latest: l.Latest, Times: l.Times, Content: string(l.Content), number: l.ID,
	}
}

func ofDead(d *store.DeadLetter) letter {
	l := letter{Kind: letterEvent, About: d.Topic + " for " + d.Handler, Reason: d.Reason, At: d.At, Latest: d.At, Times: d.Attempts, Held: d.Held, Content: string(d.Payload), number: d.ID}
	if d.Kind != "" {
		l.Kind, l.About = letterJob, d.Kind
	}
	l.ID = l.Kind[:1] + strconv.FormatInt(d.ID, 10)
	return l
}

// find gives one letter with its content.
func find(a *app, db *store.DB, id string) (letter, error) {
	unknown := &fault.Error{Code: fault.NotFound, Value: id, Reason: "there is no such letter", Fix: "give an id that `continuum letters PLACE list` shows"}
	if number, ok := strings.CutPrefix(id, "m"); ok {
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return letter{}, unknown
		}
		l, err := live.ReadLetter(a.ctx, db, n)
		if fault.CodeOf(err) == fault.NotFound && err != nil {
			return letter{}, unknown
		}
		return ofMessage(&l), err
	}
	dead, err := db.DeadLetters(a.ctx)
	for i := range dead {
		if l := ofDead(&dead[i]); l.ID == id {
			return l, err
		}
	}
	if err != nil {
		return letter{}, err
	}
	return letter{}, unknown
}

type lettersListCmd struct{}

// Run lists what waits.
func (lettersListCmd) Run(a *app, in *lettersPlace) error {
	db, err := in.open(a)
	if err != nil {
		return err
	}
	defer db.Close()
	all, err := letters(a, db)
	if err != nil {
		return err
	}
	if a.json {
		for i := range all {
			all[i].Content = "" // it may be somebody's: `show` tells it
		}
		return a.print(map[string]any{"letters": all})
	}
	if len(all) == 0 {
		a.line("Nothing waits.")
	}
	for _, l := range all {
		a.line("%-6s %s  %s%s\n       %s", l.ID, l.At.Format("02-Jan-2006 15:04"), l.About, often(&l), strings.ReplaceAll(l.Reason, "\n", " "))
	}
	return nil
}

// often tells what else is to know of a letter.
func often(l *letter) (text string) {
	if l.Times > 1 {
		text = ", " + strconv.FormatInt(l.Times, 10) + " times"
	}
	if l.Held > 0 {
		text += ", holds " + strconv.FormatInt(l.Held, 10) + " later events"
	}
	return text
}

type lettersShowCmd struct {
	ID string `arg:"" help:"Of a letter, as list shows it."`
}

// Run shows one.
func (c lettersShowCmd) Run(a *app, in *lettersPlace) error {
	db, err := in.open(a)
	if err != nil {
		return err
	}
	defer db.Close()
	l, err := find(a, db, c.ID)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(l)
	}
	a.line("%s: %s%s\nReason: %s\n\n%s", l.ID, l.About, often(&l), l.Reason, onLines(l.Content))
	return nil
}

// onLines shows each segment of a message on a line, and nothing that moves a
// terminal.
func onLines(content string) string {
	content = strings.ReplaceAll(strings.ReplaceAll(content, "\r\n", "\n"), "\r", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || r == '\n' || r == '\t' {
			return r
		}
		return '\u00b7'
	}, content))
}

type lettersReplayCmd struct {
	IDs []string `arg:"" name:"id" help:"Of letters, as list shows them."`
}

// Run tries again; a message that still cannot be taken keeps waiting.
func (c lettersReplayCmd) Run(a *app, in *lettersPlace) error {
	return c.each(a, in, "replayed", func(db *store.DB, l letter) error {
		if l.Kind != letterMessage {
			return db.Replay(a.ctx, l.number)
		}
		inbox, err := in.inbox(a, db)
		if err != nil {
			return err
		}
		return inbox.Replay(a.ctx, l.number)
	})
}

// inbox takes messages as serve does.
func (in *lettersPlace) inbox(a *app, db *store.DB) (*live.Inbox, error) {
	l, err := a.sound(in.Place)
	if err != nil {
		return nil, err
	}
	r, err := record.Open(a.ctx, db)
	if err != nil {
		return nil, err
	}
	live.Watch(r, l.place.Partners)
	return live.NewInbox(db, r, l.place, openDoor)
}

type lettersDiscardCmd struct {
	IDs []string `arg:"" name:"id" help:"Of letters, as list shows them."`
}

// Run drops letters.
func (c lettersDiscardCmd) Run(a *app, in *lettersPlace) error {
	return lettersReplayCmd(c).each(a, in, "discarded", func(db *store.DB, l letter) error {
		if l.Kind == letterMessage {
			return live.Discard(a.ctx, db, l.number)
		}
		return db.Discard(a.ctx, l.number)
	})
}

// each does something with every letter named, tells how it went, and fails with
// the first that failed.
func (c lettersReplayCmd) each(a *app, in *lettersPlace, done string, do func(*store.DB, letter) error) error {
	db, err := in.open(a)
	if err != nil {
		return err
	}
	defer db.Close()
	var first error
	ended := []string{}
	for _, id := range c.IDs {
		l, err := find(a, db, id)
		if err == nil {
			err = do(db, l)
		}
		if err != nil {
			if first == nil {
				first = fault.Wrap(err, "letter %s", id)
			}
			continue
		}
		ended = append(ended, id)
	}
	if a.json && first == nil {
		return a.print(map[string]any{done: ended})
	}
	if !a.json && len(ended) > 0 {
		a.line("%s %s.", strings.ToUpper(done[:1])+done[1:], strings.Join(ended, ", "))
	}
	return first
}
