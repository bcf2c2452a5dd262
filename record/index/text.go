package index

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"continuum/record/definition"
	"continuum/record/path"
	"continuum/record/resource"
)

// texts gives the texts of an element, each part of a name or an address on its
// own (R4 3.1.1.4.8).
func texts(v path.Value, yield func(Value)) {
	one := func(n resource.Node) {
		for item := range n.Items() {
			if s := item.Text(); s != "" && item.Kind() == resource.String {
				yield(Value{Kind: definition.String, Text: s})
			}
		}
	}
	parts := map[string][]string{
		"HumanName": {"family", "given", "prefix", "suffix", "text"},
		"Address":   {"text", "line", "city", "district", "state", "postalCode", "country"},
	}[v.Type()]
	if parts == nil {
		if s := textOf(v); s != "" {
			yield(Value{Kind: definition.String, Text: s})
		}
		return
	}
	for _, name := range parts {
		one(v.Node().Get(name))
	}
}

// Plain is a text as searches compare it: without accents, in lower case, with
// single spaces.
func Plain(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsSpace(r):
			space = b.Len() > 0
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// isPlain says that a text is as Plain would leave it, for the commonest texts.
func isPlain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' || c < ' ' || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}
