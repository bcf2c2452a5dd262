package sqltext

import "strings"

// escapes tells whether a quotation after this text is E'...', in which a backslash
// takes the byte behind it along.
func escapes(before string) bool {
	n := len(before)
	return n > 0 && before[n-1]|0x20 == 'e' && !inWord(before[:n-1])
}

// escaped is how far a quotation with backslashes goes behind its beginning.
func escaped(text string) int {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '\'':
			return i + 1
		}
	}
	return len(text)
}

// inWord tells whether what follows this text belongs to a name or number that it ends
// with.
func inWord(before string) bool {
	if before == "" {
		return false
	}
	return inName(before[len(before)-1])
}

func inName(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// dollars is the $$ or $tag$ that a text begins with, which ends the quotation too; ""
// where it begins with none.
func dollars(text string) string {
	end := strings.IndexByte(text[1:], '$') + 1
	if end == 0 {
		return ""
	}
	tag := text[1:end]
	for i := range len(tag) {
		if !inName(tag[i]) || i == 0 && tag[0] >= '0' && tag[0] <= '9' {
			return ""
		}
	}
	return text[:end+1]
}

// nested is the length of the comment that a text begins with: comments hold comments.
func nested(text string) int {
	depth := 0
	for i := 0; i+1 < len(text); i++ {
		switch text[i : i+2] {
		case "/*":
			depth++
		case "*/":
			depth--
		default:
			continue
		}
		if i++; depth == 0 {
			return i + 1
		}
	}
	return len(text)
}
