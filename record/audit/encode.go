package audit

import "strconv"

// version is of the form of entries; it is the first thing an entry says.
const version = 1

// Encode writes an entry in the one form that is hashed: JSON on one line, without
// spaces, members in the order below, empty ones left out, times in microseconds
// since 1970, and nothing escaped but ", \ and control characters (as \u00xx).
func Encode(e Entry) []byte { return appendEntry(nil, &e) }

func appendEntry(b []byte, e *Entry) []byte {
	b = strconv.AppendInt(append(b, `{"v":`...), version, 10)
	b = strconv.AppendInt(append(b, `,"n":`...), e.Sequence, 10)
	b = strconv.AppendInt(append(b, `,"at":`...), e.At.UnixMicro(), 10)
	for _, m := range members {
		switch {
		case m.text != nil:
			b = appendText(b, m.name, *m.text(e))
		case m.list != nil:
			b = appendList(b, m.name, *m.list(e))
		default:
			b = appendNumber(b, m.name, *m.number(e))
		}
	}
	return append(b, '}')
}

// member is one of an entry's parts: text, a list or a number.
type member struct {
	name   string
	by     byte // what entries can be found by, 0 for what they cannot
	text   func(e *Entry) *string
	list   func(e *Entry) *[]string
	number func(e *Entry) *int64
}

// members are the parts behind the time, in order.
var members = []member{
	{name: "action", by: byAction, text: func(e *Entry) *string { return &e.Action }},
	{name: "outcome", by: byOutcome, text: func(e *Entry) *string { return (*string)(&e.Outcome) }},
	{name: "actor", by: byActor, text: func(e *Entry) *string { return &e.Actor }},
	{name: "name", text: func(e *Entry) *string { return &e.Name }},
	{name: "roles", list: func(e *Entry) *[]string { return &e.Roles }},
	{name: "partner", text: func(e *Entry) *string { return &e.Partner }},
	{name: "authority", text: func(e *Entry) *string { return &e.Authority }},
	{name: "client", text: func(e *Entry) *string { return &e.Client }},
	{name: "purpose", by: byPurpose, text: func(e *Entry) *string { return &e.Purpose }},
	{name: "reason", text: func(e *Entry) *string { return &e.Reason }},
	{name: "policies", list: func(e *Entry) *[]string { return &e.Policies }},
	{name: "interface", text: func(e *Entry) *string { return &e.Interface }},
	{name: "session", text: func(e *Entry) *string { return &e.Session }},
	{name: "address", text: func(e *Entry) *string { return &e.Address }},
	{name: "request", text: func(e *Entry) *string { return &e.Request }},
	{name: "type", text: func(e *Entry) *string { return &e.Type }},
	{name: "resources", by: byResource, list: func(e *Entry) *[]string { return &e.Resources }},
	{name: "query", list: func(e *Entry) *[]string { return &e.Query }},
	{name: "people", by: byKey, list: func(e *Entry) *[]string { return &e.People }},
	{name: "count", number: func(e *Entry) *int64 { return &e.Count }},
	{name: "part", number: func(e *Entry) *int64 { return &e.Part }},
	{name: "parts", number: func(e *Entry) *int64 { return &e.Parts }},
}

func appendName(b []byte, name string) []byte {
	b = append(b, `,"`...)
	b = append(b, name...)
	return append(b, `":`...)
}

func appendText(b []byte, name, s string) []byte {
	if s == "" {
		return b
	}
	return appendString(appendName(b, name), s)
}

func appendList(b []byte, name string, list []string) []byte {
	if len(list) == 0 {
		return b
	}
	b = append(appendName(b, name), '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, s)
	}
	return append(b, ']')
}

func appendNumber(b []byte, name string, n int64) []byte {
	if n == 0 {
		return b
	}
	return strconv.AppendInt(appendName(b, name), n, 10)
}

const hexDigits = "0123456789abcdef"

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[from:i]...)
		if c < ' ' {
			b = append(b, `\u00`...)
			b = append(b, hexDigits[c>>4], hexDigits[c&15])
		} else {
			b = append(b, '\\', c)
		}
		from = i + 1
	}
	return append(append(b, s[from:]...), '"')
}
