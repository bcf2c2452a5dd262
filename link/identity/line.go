package identity

import (
	"fmt"
	"hash/crc32"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"continuum/internal/fault"
)

// A line ends in the checksum of what stands before it, so that a digit that
// decayed on disk cannot turn into another person's registration unseen.
const sealLength = len(`,"sum":"00000000"}`)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// encode writes an event as one line.
func encode(e *Event) ([]byte, error) {
	for _, side := range []Side{e.Members, e.Others, e.Rest} {
		for _, r := range side {
			if !utf8.ValidString(r.Source) || !utf8.ValidString(r.LocalID) {
				return nil, &fault.Error{Code: fault.Invalid, Column: "local_id", Value: r.LocalID, Reason: "a registration's name is not UTF-8", Fix: "convert the extract to UTF-8"}
			}
		}
	}
	e.At = e.At.UTC()
	text, err := json.Marshal(e)
	if err != nil {
		return nil, fault.Wrap(err, "writing event %d", e.Number)
	}
	return seal(text[:len(text)-1]), nil
}

// seal closes a line whose JSON lacks its last brace.
func seal(open []byte) []byte {
	return fmt.Appendf(open, `,"sum":"%08x"}`+"\n", crc32.Checksum(open, castagnoli))
}

// decode reads one line, without its line feed.
func decode(line []byte) (Event, error) {
	open := line[:max(0, len(line)-sealLength)]
	if string(line[len(open):]) != fmt.Sprintf(`,"sum":"%08x"}`, crc32.Checksum(open, castagnoli)) {
		return Event{}, fault.New(fault.Invalid, "the line is damaged: its checksum does not fit")
	}
	var sealed struct {
		Event
		Sum string `json:"sum"`
	}
	if err := json.Unmarshal(line, &sealed, json.RejectUnknownMembers(true)); err != nil {
		return Event{}, &fault.Error{Code: fault.Invalid, Reason: "not an event of this version", Err: err}
	}
	return sealed.Event, sealed.check()
}

// check says what an event must have to be followed.
func (e *Event) check() error {
	switch {
	case e.Number < 1:
		return fault.New(fault.Invalid, "the event has no number")
	case e.Kind == Built && e.Build == "", e.aboutID() && e.Build == "":
		return fault.New(fault.Invalid, "the event names no build")
	case e.Kind == Withdrawn && e.Ruling == 0:
		return fault.New(fault.Invalid, "the withdrawal names no ruling")
	case e.ruling() && (len(e.Members) == 0 || len(e.Others) == 0):
		return fault.New(fault.Invalid, "the ruling lacks a side")
	case e.aboutID() && e.ID == "", e.Kind == Merged && e.Into == "":
		return fault.New(fault.Invalid, "the event names no person")
	case !e.aboutID() && !e.ruling() && e.Kind != Built && e.Kind != Withdrawn:
		return &fault.Error{Code: fault.Invalid, Value: string(e.Kind), Reason: "not a kind of event that this version knows"}
	}
	for _, id := range []string{e.ID, e.Into, e.From} {
		if id != "" && !Valid(id) {
			return &fault.Error{Code: fault.Invalid, Value: id, Reason: "not a person id"}
		}
	}
	return nil
}
