// Package sqltext finds its way in SQL text by hand: what of it is code and what is a
// quoted text, a quoted name or a comment, which WITH queries it begins with, and where
// named parameters stand. The engine parses and judges SQL; this is for what must be
// known of the text itself, so that a partnership's own file can be shown, cut into its
// steps and given a date without another word of it changing.
package sqltext

import (
	"iter"
	"strings"
)

// Code gives the bytes of a text that are code, with their offsets: none of a quoted
// text or name or of a comment, whatever they hold.
func Code(sql string) iter.Seq2[int, byte] {
	return func(yield func(int, byte) bool) {
		for i := 0; i < len(sql); {
			if end := quoted(sql, i); end > i {
				i = end
				continue
			}
			if !yield(i, sql[i]) {
				return
			}
			i++
		}
	}
}

// quoted gives where a quotation or a comment that begins at i ends, i where none does.
func quoted(sql string, i int) int {
	rest := sql[i:]
	switch {
	case rest[0] == '\'' && escapes(sql[:i]):
		return i + 1 + escaped(rest[1:])
	case rest[0] == '\'' || rest[0] == '"':
		return i + 1 + upTo(rest[1:], rest[:1])
	case rest[0] == '$' && !inWord(sql[:i]):
		if tag := dollars(rest); tag != "" {
			return i + len(tag) + upTo(rest[len(tag):], tag)
		}
	case strings.HasPrefix(rest, "--"):
		return i + 2 + upTo(rest[2:], "\n")
	case strings.HasPrefix(rest, "/*"):
		return i + nested(rest)
	}
	return i
}

// upTo is how far the end lies behind its beginning, all where there is none. A quote
// written twice ends one quotation and begins the next, which comes to the same.
func upTo(text, end string) int {
	if at := strings.Index(text, end); at >= 0 {
		return at + len(end)
	}
	return len(text)
}

// Parameter is a :name in code.
type Parameter struct {
	Name     string
	From, To int // offsets, the colon included
}

// Parameters finds the named parameters of a text, in order.
func Parameters(sql string) (all []Parameter) {
	last, end := byte(0), 0
	for i, c := range Code(sql) {
		if i < end {
			continue
		}
		if n := wordAt(sql[i+1:]); c == ':' && last != ':' && n > 0 {
			end = i + 1 + n
			all = append(all, Parameter{sql[i+1 : end], i, end})
		}
		last = c
	}
	return all
}

// wordAt is the length of the name a text begins with.
func wordAt(text string) int {
	for i, r := range text {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return i
		}
	}
	return len(text)
}

// Fill puts a text in the place of each named parameter; unknown is the first that
// value does not know.
func Fill(sql string, value func(name string) (text string, known bool)) (filled string, unknown *Parameter) {
	var b strings.Builder
	from := 0
	for _, p := range Parameters(sql) {
		text, known := value(p.Name)
		if !known {
			return "", &p
		}
		b.WriteString(sql[from:p.From] + text)
		from = p.To
	}
	return b.String() + sql[from:], nil
}
