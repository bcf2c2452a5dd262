package path

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// textCodes: section "Additional String Functions".
var textCodes = map[string]function{
	"encode":   ofText(1, 1, 1, coded(encoders)),
	"decode":   ofText(1, 1, 1, coded(decoders)),
	"escape":   ofText(1, 1, 1, coded(escapers)),
	"unescape": ofText(1, 1, 1, coded(unescapers)),
}

// A coder gives false for text that is not in its code.
type coder func(s string) (string, bool)

var encoders = map[string]coder{
	"hex":       sure(func(s string) string { return hex.EncodeToString([]byte(s)) }),
	"base64":    sure(func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }),
	"urlbase64": sure(func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) }),
	"ascii":     sure(toASCII),
}

var decoders = map[string]coder{
	"hex":       decoded(hex.DecodeString),
	"base64":    decoded(base64.StdEncoding.DecodeString),
	"urlbase64": decoded(base64.URLEncoding.DecodeString),
}

var escapers = map[string]coder{"html": sure(escapeHTML.Replace), "json": sure(escapeJSON)}

var escapeHTML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

var unescapers = map[string]coder{"html": sure(html.UnescapeString), "json": unescapeJSON}

func sure(code func(string) string) coder {
	return func(s string) (string, bool) { return code(s), true }
}

func decoded(decode func(string) ([]byte, error)) coder {
	return func(s string) (string, bool) {
		b, err := decode(s)
		return string(b), err == nil && utf8.Valid(b)
	}
}

func coded(coders map[string]coder) textScalar {
	return func(r *run, f call, s string, args []Value) Value {
		name, _ := r.argument(f, args[0])
		code, ok := coders[name]
		if !ok {
			return Value{}
		}
		if s, ok = code(s); !ok {
			return Value{}
		}
		return Text(s)
	}
}

func toASCII(s string) string {
	return strings.Map(func(c rune) rune {
		if c > 127 {
			return '?'
		}
		return c
	}, s)
}

var jsonEscapes = strings.NewReplacer(`"`, `\"`, `\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\f", `\f`, "\b", `\b`)

func escapeJSON(s string) string {
	var b strings.Builder
	for _, c := range jsonEscapes.Replace(s) {
		if c < ' ' {
			b.WriteString(`\u` + ("0000" + strconv.FormatInt(int64(c), 16))[len(strconv.FormatInt(int64(c), 16)):])
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

func unescapeJSON(s string) (string, bool) {
	if !strings.Contains(s, `\`) {
		return s, true
	}
	l := &lexer{text: s}
	var b strings.Builder
	for l.pos < len(s) {
		c := s[l.pos]
		l.pos++
		switch {
		case c != '\\':
			b.WriteByte(c)
		case l.peek(0) == 'b':
			l.pos++
			b.WriteByte('\b')
		default:
			l.escape(&b)
		}
	}
	return b.String(), true
}
