package main

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"continuum/internal/fault"
	"continuum/record/live"
	"continuum/store"
)

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
