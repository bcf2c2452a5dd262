package splink

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word, literal or sign of a condition.
type token struct {
	kind tokenKind
	text string // of a word in lower case, of a quoted name or text its content
	at   int    // byte of the condition where it begins
}

type tokenKind uint8

const (
	end    tokenKind = iota
	word             // a key word, function or unquoted name
	quoted           // a quoted name
	number           // an unsigned number
	str              // a text literal
	sign             // an operator or punctuation
	bad              // what is none of these; text says what is wrong
)

// signs lists the operators and punctuation, longer ones first.
var signs = []string{"::", "<=", ">=", "<>", "!=", "==", "||", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",", ".", "[]"}

// refused are signs that begin like known ones and mean something else.
var refused = []string{"--", "/*", "//", "**", "->"}

// lexer cuts a condition into tokens, one at a time.
type lexer struct {
	sql string
	at  int
}

func (x *lexer) next() token {
	for x.at < len(x.sql) && strings.IndexByte(" \t\r\n", x.sql[x.at]) >= 0 {
		x.at++
	}
	if x.at == len(x.sql) {
		return token{kind: end, at: x.at}
	}
	r, _ := utf8.DecodeRuneInString(x.sql[x.at:])
	switch {
	case r == '\'':
		return x.delimited(str, "'")
	case r == '"':
		return x.delimited(quoted, `"`)
	case r == '`':
		return x.delimited(quoted, "`")
	case r >= '0' && r <= '9' || r == '.' && x.digitAt(x.at+1):
		return x.number()
	case isWord(r):
		return x.word()
	}
	return x.sign(r)
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) }

func (x *lexer) word() token {
	from := x.at
	for x.at < len(x.sql) {
		r, n := utf8.DecodeRuneInString(x.sql[x.at:])
		if !isWord(r) && !unicode.IsDigit(r) {
			break
		}
		x.at += n
	}
	return token{word, strings.ToLower(x.sql[from:x.at]), from}
}

// delimited reads up to the closing quote; a doubled quote stands for itself.
func (x *lexer) delimited(kind tokenKind, quote string) token {
	from := x.at
	x.at++
	var b strings.Builder
	for {
		n := strings.Index(x.sql[x.at:], quote)
		if n < 0 {
			x.at = len(x.sql)
			return token{bad, "a quote that is not closed", from}
		}
		b.WriteString(x.sql[x.at : x.at+n])
		x.at += n + 1
		if !strings.HasPrefix(x.sql[x.at:], quote) {
			return token{kind, b.String(), from}
		}
		b.WriteString(quote)
		x.at++
	}
}

func (x *lexer) digitAt(i int) bool { return i < len(x.sql) && x.sql[i] >= '0' && x.sql[i] <= '9' }

func (x *lexer) digits() {
	for x.digitAt(x.at) {
		x.at++
	}
}

func (x *lexer) number() token {
	from := x.at
	x.digits()
	if x.at < len(x.sql) && x.sql[x.at] == '.' {
		x.at++
		x.digits()
	}
	if x.at < len(x.sql) && x.sql[x.at]|0x20 == 'e' {
		back := x.at
		x.at++
		if x.at < len(x.sql) && (x.sql[x.at] == '+' || x.sql[x.at] == '-') {
			x.at++
		}
		if !x.digitAt(x.at) {
			x.at = back
		}
		x.digits()
	}
	if r, _ := utf8.DecodeRuneInString(x.sql[x.at:]); isWord(r) {
		return token{bad, "a number that runs into a word", from}
	}
	return token{number, x.sql[from:x.at], from}
}

func (x *lexer) sign(r rune) token {
	from := x.at
	rest := x.sql[from:]
	for _, s := range refused {
		if strings.HasPrefix(rest, s) {
			return token{bad, s, from}
		}
	}
	for _, s := range signs {
		if strings.HasPrefix(rest, s) {
			x.at += len(s)
			return token{sign, s, from}
		}
	}
	return token{bad, string(r), from}
}
