package path

import (
	"strings"
	"unicode/utf8"
)

// stringFunctions: section "String Manipulation".
var stringFunctions = map[string]function{
	"indexOf":     ofText(1, 1, 1, indexOf),
	"lastIndexOf": ofText(1, 1, 1, lastIndexOf),
	"substring":   ofText(1, 2, 1, substring),
	"startsWith":  testOfText(strings.HasPrefix),
	"endsWith":    testOfText(strings.HasSuffix),
	"contains":    testOfText(strings.Contains),
	"upper":       mapText(strings.ToUpper),
	"lower":       mapText(strings.ToLower),
	"trim":        mapText(trim),
	"replace":     ofText(2, 2, 2, replace),
	"length": ofText(0, 0, 0, func(_ *run, _ call, s string, _ []Value) Value {
		return Int(int64(utf8.RuneCountInString(s)))
	}),
	"matches":        testOfMatch(plainly),
	"matchesFull":    testOfMatch(wholly),
	"replaceMatches": ofText(2, 3, 2, replaceMatches),
	"toChars":        {stream: streamParts(func(s string, _ string) []string { return strings.Split(s, "") })},
	"split":          {least: 1, most: 1, stream: streamParts(strings.Split)},
	"join":           {most: 1, single: joinText},
}

type textScalar func(r *run, f call, s string, args []Value) Value

// ofText is ofOne for functions of text.
func ofText(least, most, needed int, compute textScalar) function {
	return ofOne(least, most, needed, func(r *run, f call, in Value, args []Value) Value {
		s, ok := in.anyText()
		if !ok {
			return r.fail(f.at, "convert it with toString()", "%s() needs a String, not %s", f.text, typeText(in))
		}
		return compute(r, f, s, args)
	})
}

// anyText is the text of a String, and of any element whose JSON is a string.
func (v Value) anyText() (string, bool) {
	if s, ok := v.asText(); ok {
		return s, true
	}
	if v.kind == Element && systemKinds[v.typ] >= Date {
		return v.node.Text(), true
	}
	return "", false
}

func (r *run) argument(f call, v Value) (string, bool) {
	s, ok := v.anyText()
	if !ok && v.kind != Nothing {
		r.fail(f.at, "put it between single quotes", "%s() needs a String as argument, not %s", f.text, typeText(v))
	}
	return s, ok
}

func testOfText(holds func(s, part string) bool) function {
	one := ofText(1, 1, 1, func(r *run, f call, s string, args []Value) Value {
		part, ok := r.argument(f, args[0])
		return Bool(ok && holds(s, part))
	})
	return function{least: 1, most: 1, test: func(c *compiler, f call) test {
		s := one.single(c, f)
		return func(r *run, this Value) truth { return s(r, this).truth() }
	}}
}

func mapText(change func(string) string) function {
	return ofText(0, 0, 0, func(_ *run, _ call, s string, _ []Value) Value { return Text(change(s)) })
}

func indexOf(r *run, f call, s string, args []Value) Value {
	part, ok := r.argument(f, args[0])
	if !ok {
		return Value{}
	}
	return characterIndex(s, strings.Index(s, part))
}

func lastIndexOf(r *run, f call, s string, args []Value) Value {
	part, ok := r.argument(f, args[0])
	if !ok {
		return Value{}
	}
	return characterIndex(s, strings.LastIndex(s, part))
}

// characterIndex counts characters instead of bytes.
func characterIndex(s string, at int) Value {
	if at < 0 {
		return Int(-1)
	}
	return Int(int64(utf8.RuneCountInString(s[:at])))
}

func substring(r *run, f call, s string, args []Value) Value {
	start, ok := args[0].System().data.(int64)
	length, given := args[1].System().data.(int64)
	if !ok || args[1].kind != Nothing && !given {
		return r.fail(f.at, "give whole numbers", "substring() needs a start and a length that are Integers")
	}
	if start < 0 || start >= int64(utf8.RuneCountInString(s)) {
		return Value{}
	}
	s = s[byteIndex(s, start):]
	if given {
		s = s[:byteIndex(s, max(length, 0))]
	}
	return Text(s)
}

// byteIndex is where so many characters end, at most the length.
func byteIndex(s string, characters int64) int {
	for i := range s {
		if characters == 0 {
			return i
		}
		characters--
	}
	return len(s)
}

const mostComputed = 16 << 20 // bytes of a text that is computed

func replace(r *run, f call, s string, args []Value) Value {
	old, okOld := r.argument(f, args[0])
	with, okWith := r.argument(f, args[1])
	if !okOld || !okWith {
		return Value{}
	}
	if grown := int64(strings.Count(s, old)) * int64(len(with)); grown > mostComputed {
		return r.fail(f.at, "replace less", "replace() would make a text of more than %d bytes", mostComputed)
	}
	return Text(strings.ReplaceAll(s, old, with))
}

func streamParts(split func(s, by string) []string) func(c *compiler, f call, next step) step {
	return func(c *compiler, f call, next step) step {
		input, by := c.inputSingle(f), single(func(*run, Value) Value { return Text("") })
		if len(f.args) > 0 {
			by = c.single(f.args[0], f.inner)
		}
		return func(r *run, this Value) bool {
			in, separator := input(r, this), by(r, this)
			if in.kind == Nothing || separator.kind == Nothing || r.err != nil {
				return r.err == nil
			}
			s, ok := in.anyText()
			if !ok {
				r.fail(f.at, "convert it with toString()", "%s() needs a String, not %s", f.text, typeText(in))
				return false
			}
			at, _ := r.argument(f, separator)
			for _, part := range split(s, at) {
				if !r.step() || !next(r, Text(part)) {
					return false
				}
			}
			return true
		}
	}
}

func joinText(c *compiler, f call) single {
	items, separator := c.inputItems(f), single(func(*run, Value) Value { return Text("") })
	if len(f.args) > 0 {
		separator = c.single(f.args[0], f.inner)
	}
	return func(r *run, this Value) Value {
		by, _ := r.argument(f, separator(r, this))
		own := items(r, this)
		if len(own) == 0 || r.err != nil {
			return Value{}
		}
		var b strings.Builder
		for i, v := range own {
			s, ok := v.anyText()
			if !ok {
				return r.fail(f.at, "convert each with select(toString())", "join() needs Strings, not %s", typeText(v))
			}
			if i > 0 {
				b.WriteString(by)
			}
			if b.WriteString(s); b.Len() > mostComputed {
				return r.fail(f.at, "join less", "join() would make a text of more than %d bytes", mostComputed)
			}
		}
		return Text(b.String())
	}
}
