package hl7

import (
	"strings"
)

// Bounds of one message. What is larger is no admission.
const (
	LargestMessage = 4 << 20
	largestSegment = 1 << 20
	mostSegments   = 5_000
	mostFields     = 500   // of a segment
	mostParts      = 2_000 // repetitions, components and subcomponents of a field together
)

// Message is one message, read.
type Message struct {
	Delimiters
	Charset  Charset
	Segments []Segment
}

// Segment is one line of a message.
type Segment struct {
	Name string
	Nth  int // among those of its name, from 1
	text string
	of   *Message
}

// Parse reads a message. Segments end with a carriage return; line feeds, alone
// or after it, are taken for one too. Errors are of type *Error.
func Parse(raw []byte) (*Message, error) {
	m, err := parse(raw)
	if err != nil {
		return nil, err
	}
	return m, nil
}

func parse(raw []byte) (*Message, *Error) {
	if len(raw) > LargestMessage {
		return nil, whole("leave out documents and pictures", "it has %d bytes, and %d are the most", len(raw), LargestMessage)
	}
	text := strings.TrimLeft(strings.TrimPrefix(string(raw), "\ufeff"), "\r\n")
	if strings.HasPrefix(text, "FHS") || strings.HasPrefix(text, "BHS") {
		return nil, whole("send its messages one by one", "it is a batch")
	}
	m := &Message{}
	var err *Error
	if m.Delimiters, err = header(text); err != nil {
		return nil, err
	}
	if err := m.cut(text); err != nil {
		return nil, err
	}
	return m, m.decode()
}

// cut parts the text into segments.
func (m *Message) cut(text string) *Error {
	seen := map[string]int{}
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\r' || r == '\n' }) {
		s := Segment{text: line, of: m}
		if len(m.Segments) == mostSegments {
			return whole("send one person's event in each", "it has more than %d segments", mostSegments)
		}
		s.Name, _, _ = strings.Cut(line, string(rune(m.Field)))
		if !segmentName(s.Name) {
			return whole("begin each segment with its name, three capital letters or digits, and the field separator", "what stands as segment %d has no name of a segment", len(m.Segments)+1)
		}
		seen[s.Name]++
		s.Nth = seen[s.Name]
		if err := s.bounded(); err != nil {
			return err
		}
		m.Segments = append(m.Segments, s)
	}
	if seen["MSH"] != 1 {
		return whole("send messages one by one", "the segment MSH is in it %d times", seen["MSH"])
	}
	return nil
}

func segmentName(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'A' || c > 'Z') && (c < '0' || c > '9' || i == 0) {
			return false
		}
	}
	return len(s) == 3
}

// bounded refuses a segment that is too large or has too many parts.
func (s *Segment) bounded() *Error {
	if len(s.text) > largestSegment {
		return s.fault(0, WrongType, "it has %d bytes, and %d are the most", len(s.text), largestSegment)
	}
	d := &s.of.Delimiters
	field, parts := 0, 0
	for i := range len(s.text) {
		switch c := s.text[i]; {
		case c == d.Field:
			field, parts = field+1, 0
		case c == d.Repetition || c == d.Component || c == d.Subcomponent && c != 0:
			parts++
		case c == 0:
			return s.fault(field, WrongType, "it holds a NUL character")
		}
		if field > mostFields {
			return s.fault(0, WrongType, "it has more than %d fields", mostFields)
		}
		if parts > mostParts {
			return s.fault(field, WrongType, "it has more than %d parts", mostParts)
		}
	}
	return nil
}

// Segment gives the first segment of a name; the zero Segment where there is none.
func (m *Message) Segment(name string) Segment {
	for _, s := range m.Segments {
		if s.Name == name {
			return s
		}
	}
	return Segment{Name: name, Nth: 1, of: m}
}

// String writes the message with carriage returns, in UTF-8.
func (m *Message) String() string {
	var b strings.Builder
	for _, s := range m.Segments {
		b.WriteString(s.text)
		b.WriteByte('\r')
	}
	return b.String()
}
