package main

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
)

// template is a bundle of which copies are made: pieces of its text, between
// which stands what differs from copy to copy. The 0th copy is the bundle itself.
type template struct {
	name    string
	pieces  []piece
	size    int
	entries int
	facts   []fact
	person  int // its Patient among the facts
}

// piece is a text and what follows it.
type piece struct {
	text []byte
	then change
	of   string // as it is in the bundle
	days int64  // of a date, since 1970
}

type change uint8

const (
	nothing    change = iota
	identity          // a UUID of one of the bundle's resources
	date              // a day, perhaps with a time
	identifier        // that no two people share
	surname           // a name that ends with digits
)

// apart is how many days a copy's dates lie before those of the one before it.
const apart = 11

// appendCopy writes the k-th copy of the bundle.
func (t *template) appendCopy(to []byte, k int) []byte {
	for i := range t.pieces {
		p := &t.pieces[i]
		to = append(to, p.text...)
		switch p.then {
		case identity:
			to = append(to, uuidOf(p.of, k)...)
		case date:
			to = append(time.Unix((p.days-apart*int64(k))*86400, 0).UTC().AppendFormat(to, time.DateOnly), p.of[10:]...)
		case identifier:
			to = append(to, identifierOf(p.of, k)...)
		case surname:
			to = append(to, nameOf(p.of, k)...)
		}
	}
	return to
}

// uuidOf is a UUID as the k-th copy has it.
func uuidOf(uuid string, k int) string {
	if k == 0 {
		return uuid
	}
	h := fnv.New32a()
	fmt.Fprint(h, "copy ", k)
	n, err := strconv.ParseUint(uuid[:8], 16, 32)
	if err != nil {
		return uuid
	}
	return fmt.Sprintf("%08x", uint32(n)^h.Sum32()) + uuid[8:]
}

func identifierOf(text string, k int) string {
	if k == 0 {
		return text
	}
	return text + "-" + strconv.Itoa(k)
}

// nameOf turns the digits that end an invented name.
func nameOf(name string, k int) string {
	letters := strings.TrimRight(name, "0123456789")
	n, err := strconv.Atoi(name[len(letters):])
	if k == 0 || err != nil {
		return name
	}
	return letters + strconv.Itoa((n+7*k)%1000)
}

// newTemplate takes a bundle apart. One whose resources are shared (conditional
// creation) has copies that are all alike.
func newTemplate(name string, text []byte) (*template, error) {
	t := &template{name: name, size: len(text), person: -1}
	if err := t.learn(text); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	known := map[string]bool{}
	for _, f := range t.facts {
		known[f.uuid] = true
	}
	from, key, system := 0, "", ""
	for s := range stringsOf(text) {
		if s.isKey {
			key = s.text(text)
			continue
		}
		value := s.text(text)
		p := piece{of: value}
		begin := s.begin
		switch {
		case t.person < 0:
		case strings.HasPrefix(value, "urn:uuid:") && known[value[9:]]:
			p.then, p.of, begin = identity, value[9:], begin+9
		case known[value]:
			p.then = identity
		case isDate(value):
			day, err := time.Parse(time.DateOnly, value[:10])
			if err == nil {
				p.then, p.days = date, day.Unix()/86400
			}
		case key == "value" && strings.HasPrefix(system, "http"):
			p.then = identifier
		case key == "family" || key == "given":
			p.then = surname
		}
		system = ""
		if key == "system" {
			system = value
		}
		if p.then != nothing {
			p.text = text[from:begin]
			t.pieces = append(t.pieces, p)
			from = s.end
		}
	}
	t.pieces = append(t.pieces, piece{text: text[from:]})
	return t, nil
}

func isDate(s string) bool {
	return len(s) >= 10 && s[4] == '-' && s[7] == '-' && (len(s) == 10 || s[10] == 'T') && strings.Trim(s[:4]+s[5:7]+s[8:10], "0123456789") == ""
}

// span is a string of a JSON text, without its quotes.
type span struct {
	begin, end int
	isKey      bool
}

func (s span) text(of []byte) string { return string(of[s.begin:s.end]) }

// stringsOf gives the strings of a JSON text, names of members among them.
func stringsOf(text []byte) func(yield func(span) bool) {
	return func(yield func(span) bool) {
		for i := 0; ; {
			open := bytes.IndexByte(text[i:], '"')
			if open < 0 {
				return
			}
			begin := i + open + 1
			end := begin
			for text[end] != '"' {
				if text[end] == '\\' {
					end++
				}
				end++
			}
			i = end + 1
			rest := bytes.TrimLeft(text[i:], " \t\r\n")
			if !yield(span{begin, end, len(rest) > 0 && rest[0] == ':'}) {
				return
			}
		}
	}
}
