package path

import "strings"

// lexer cuts an expression into tokens.
type lexer struct {
	text   string
	pos    int
	tokens []token
}

const mostTokens = 10_000 // tokens of one expression

// lex gives the tokens of a text, the last of kind endToken.
func lex(text string) ([]token, *Error) {
	l := &lexer{text: text}
	for {
		if err := l.space(); err != nil {
			return nil, err
		}
		if len(l.tokens) >= mostTokens {
			return nil, l.fail(l.pos, "write a shorter expression", "more than %d words and signs", mostTokens)
		}
		if l.pos >= len(text) {
			l.tokens = append(l.tokens, token{endToken, "", l.pos})
			return l.tokens, nil
		}
		if err := l.next(); err != nil {
			return nil, err
		}
	}
}

func (l *lexer) fail(at int, fix, format string, args ...any) *Error {
	return failure(Syntax, l.text, at, fix, format, args...)
}

func (l *lexer) add(kind tokenKind, text string, at int) {
	l.tokens = append(l.tokens, token{kind, text, at})
}

// space skips white space and comments.
func (l *lexer) space() *Error {
	for l.pos < len(l.text) {
		rest := l.text[l.pos:]
		switch {
		case strings.IndexByte(" \t\r\n", rest[0]) >= 0:
			l.pos++
		case strings.HasPrefix(rest, "//"):
			end := strings.IndexAny(rest, "\r\n")
			if end < 0 {
				end = len(rest)
			}
			l.pos += end
		case strings.HasPrefix(rest, "/*"):
			end := strings.Index(rest[2:], "*/")
			if end < 0 {
				return l.fail(l.pos, "end it with */", "the comment does not end")
			}
			l.pos += end + 4
		default:
			return nil
		}
	}
	return nil
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

func (l *lexer) peek(ahead int) byte {
	if l.pos+ahead < len(l.text) {
		return l.text[l.pos+ahead]
	}
	return 0
}

func (l *lexer) next() *Error {
	at := l.pos
	switch c := l.text[at]; {
	case isLetter(c):
		l.add(wordToken, l.word(), at)
	case isDigit(c):
		l.number()
	case c == '\'':
		return l.delimited(str)
	case c == '`':
		return l.delimited(quoted)
	case c == '@':
		return l.temporal()
	case c == '%':
		return l.variable()
	case c == '$':
		l.pos++
		l.add(dollar, l.word(), at)
	default:
		return l.symbol()
	}
	return nil
}

func (l *lexer) word() string {
	start := l.pos
	for l.pos < len(l.text) && (isLetter(l.text[l.pos]) || isDigit(l.text[l.pos])) {
		l.pos++
	}
	return l.text[start:l.pos]
}

func (l *lexer) digits() {
	for isDigit(l.peek(0)) {
		l.pos++
	}
}

func (l *lexer) number() {
	at, kind := l.pos, integer
	l.digits()
	switch {
	case l.peek(0) == '.' && isDigit(l.peek(1)):
		l.pos++
		l.digits()
		kind = decimal
	case l.peek(0) == 'L':
		l.add(long, l.text[at:l.pos], at)
		l.pos++
		return
	}
	l.add(kind, l.text[at:l.pos], at)
}

func (l *lexer) variable() *Error {
	at := l.pos
	l.pos++
	switch c := l.peek(0); {
	case c == '`' || c == '\'':
		return l.delimited(variable)
	case isLetter(c):
		l.add(variable, l.word(), at)
		return nil
	}
	return l.fail(at, "write %name or %`name`", "no name follows %%")
}

var symbols = [...]string{"<=", ">=", "!=", "!~", ".", "[", "]", "(", ")", "{", "}", "+", "-", "*", "/", "&", "|", "<", ">", "=", "~", ",", ":"}

func (l *lexer) symbol() *Error {
	for _, s := range symbols {
		if strings.HasPrefix(l.text[l.pos:], s) {
			l.add(symbol, s, l.pos)
			l.pos += len(s)
			return nil
		}
	}
	return l.fail(l.pos, "take it out, or put text between single quotes", "this sign is not part of the language")
}
