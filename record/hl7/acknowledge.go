package hl7

import (
	"strconv"
	"strings"
	"time"
)

// Answer is what a sender is told of its message.
type Answer string

// The answers of HL7 table 0008 in the original mode.
const (
	Accepted Answer = "AA"
	Failed   Answer = "AE" // wrong: sending it again does not help
	Rejected Answer = "AR" // not taken: of a kind that is not taken, or not now
)

// Reply is an acknowledgement to be written.
type Reply struct {
	Answer   Answer
	Sender   string // who answers: MSH-3
	At       time.Time
	ID       string // of the acknowledgement
	Text     string // MSA-3, in a word
	Problems []Error
	Warnings []Error
}

// Acknowledge writes the answer to a message in its own delimiters, version and
// character set. raw may be no message at all: then little of it is repeated.
func Acknowledge(raw []byte, r Reply) []byte {
	h := heading(raw)
	d := h.Delimiters
	q := d.Quote
	component := string(rune(d.Component))
	kind := "ACK"
	if h.event != "" {
		kind = strings.Join([]string{"ACK", q(h.event), "ACK"}, component)
	}
	msh := []string{
		"MSH" + string(rune(d.Field)) + d.encoding(), q(r.Sender), "", q(h.application), q(h.facility), r.At.Format("20060102150405-0700"), "", kind,
		q(r.ID), "P", q(h.version),
	}
	if h.named {
		msh = append(msh, "", "", "", "", "", string(h.Charset))
	}
	lines := [][]string{msh, {"MSA", string(r.Answer), q(h.id), q(r.Text)}}
	for i, list := range [2][]Error{r.Problems, r.Warnings} {
		for j := range list {
			lines = append(lines, h.problem(&list[j], "EW"[i:i+1]))
		}
	}
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(strings.TrimRight(strings.Join(line, string(rune(d.Field))), string(rune(d.Field))))
		b.WriteByte('\r')
	}
	return h.Charset.encode(b.String())
}

// beginning is what an acknowledgement repeats of a message.
type beginning struct {
	Message
	application, facility, event, id, version string
	named                                     bool // a character set is
}

// heading reads the beginning of what may be no message.
func heading(raw []byte) (h beginning) {
	first := strings.TrimLeft(strings.TrimPrefix(string(raw[:min(len(raw), 4096)]), "\ufeff"), "\r\n")
	if end := strings.IndexAny(first, "\r\n"); end >= 0 {
		first = first[:end]
	}
	h.Charset, h.version = UTF8, "2.5"
	var err *Error
	if h.Delimiters, err = header(first); err == nil {
		err = h.cut(first)
	}
	if err != nil {
		h.Message = Message{Delimiters: Usual, Charset: UTF8}
		return h
	}
	known := h.decode() == nil
	msh := h.Segments[0]
	h.application, h.facility, h.id = msh.Field(3).Part(1).Text(), msh.Field(4).Part(1).Text(), msh.Field(10).Text()
	h.event, h.named = msh.Field(9).Part(2).Text(), known && !msh.Field(18).Absent()
	if version := msh.Field(12).Part(1).Text(); version != "" {
		h.version = version
	}
	return h
}

// problem writes ERR as the version has it: from 2.5 on with a code of its own.
func (h *beginning) problem(e *Error, severity string) []string {
	component, q := string(rune(h.Component)), h.Quote
	nth, field := "", ""
	if e.Segment != "" {
		nth = strconv.Itoa(max(e.Nth, 1))
	}
	if e.Field > 0 {
		field = strconv.Itoa(e.Field)
	}
	code := []string{string(e.Code), q(meanings[e.Code]), "HL70357"}
	if h.version < "2.5" {
		if h.Subcomponent != 0 {
			return []string{"ERR", strings.Join([]string{e.Segment, nth, field, strings.Join(code, string(rune(h.Subcomponent)))}, component)}
		}
		code = code[:1]
		return []string{"ERR", strings.Join([]string{e.Segment, nth, field, code[0]}, component)}
	}
	place := strings.TrimRight(strings.Join([]string{e.Segment, nth, field}, component), component)
	return []string{"ERR", "", place, strings.Join(code, component), severity, "", "", q(e.Error())}
}

// meanings are those of table 0357.
var meanings = map[Code]string{
	BadSequence: "Segment sequence error", MissingField: "Required field missing", WrongType: "Data type error", NotInTable: "Table value not found",
	UnknownMessage: "Unsupported message type", UnknownEvent: "Unsupported event code", UnknownPurpose: "Unsupported processing id",
	UnknownVersion: "Unsupported version id", ApplicationFail: "Application internal error",
}

// Heading tells who sends a message (MSH-3 and MSH-4), its control id and its event,
// so far as they can be told; raw may be no message at all.
func Heading(raw []byte) (sender, control, event string) {
	h := heading(raw)
	return strings.TrimSpace(h.application + " " + h.facility), h.id, h.event
}
