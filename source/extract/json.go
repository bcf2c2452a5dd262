package extract

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// The functions here move over JSON that was already found valid: they find ends
// and check nothing, but stay inside b whatever it holds.

// skipSpace gives the offset of the next byte that is not white space.
func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// skipString gives the offset behind the string that opens at b[i].
func skipString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return len(b)
}

// skipValue gives the offset behind the value that starts at b[i].
func skipValue(b []byte, i int) int {
	if i >= len(b) {
		return len(b)
	}
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		return skipNested(b, i)
	}
	for i < len(b) && !endsScalar[b[i]] {
		i++
	}
	return i
}

var endsScalar = [256]bool{',': true, ']': true, '}': true, ' ': true, '\n': true, '\r': true, '\t': true}

func skipNested(b []byte, i int) int {
	for depth := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = skipString(b, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(b)
}

// members calls visit with every name of the object at b[i] and the offset of its
// value; visit gives the offset behind the value, or a negative one to stop. It
// gives the offset behind the object, or the negative one.
func members(b []byte, i int, visit func(name []byte, value int) int) int {
	i = skipSpace(b, i+1)
	for i < len(b) && b[i] == '"' {
		end := skipString(b, i)
		name := plainName(b[i:end])
		i = skipSpace(b, end)
		i = visit(name, skipSpace(b, i+1))
		if i < 0 {
			return i
		}
		i = nextItem(b, i)
	}
	return min(i+1, len(b))
}

// nextItem steps over a comma and the white space around it.
func nextItem(b []byte, i int) int {
	i = skipSpace(b, i)
	if i < len(b) && b[i] == ',' {
		i = skipSpace(b, i+1)
	}
	return i
}

// plainName is the text of a member's name without its quotes.
func plainName(quoted []byte) []byte {
	if len(quoted) < 2 {
		return nil
	}
	name := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		name, _ = jsontext.AppendUnquote(nil, quoted)
	}
	return name
}

// plainString is the text of a string value, empty for any other.
func plainString(value []byte) []byte {
	if len(value) < 2 || value[0] != '"' {
		return nil
	}
	return plainName(value)
}

// member gives the value of a member of the object at the start of b, nil without one.
func member(b []byte, want string) []byte {
	if len(b) == 0 || b[0] != '{' {
		return nil
	}
	var found []byte
	members(b, 0, func(name []byte, value int) int {
		end := skipValue(b, value)
		if string(name) != want {
			return end
		}
		found = b[value:end]
		return -1
	})
	return found
}

// checkJSON says what is wrong with a text that should be one JSON value with
// unique names, and at which offset.
func checkJSON(text []byte) error {
	if jsontext.Value(text).IsValid() {
		return nil
	}
	d := jsontext.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := d.ReadToken(); err != nil {
			return err
		}
	}
}
