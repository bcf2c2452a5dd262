package path

import (
	"regexp"
	"strings"
	"sync"
)

const (
	mostPattern  = 1000 // bytes of a regular expression
	mostPatterns = 1000 // patterns kept between evaluations
)

// patterns keeps compiled regular expressions (RE2, so linear in the text).
var patterns struct {
	sync.RWMutex
	kept map[string]*regexp.Regexp
}

func plainly(p string) string { return p }

func wholly(p string) string { return `\A(?:` + p + `)\z` }

// pattern compiles a regular expression with the language's flags: i, and m for
// lines; otherwise the dot takes line ends too ("single line" mode).
func (r *run) pattern(f call, p, flags string) *regexp.Regexp {
	mode := "s"
	if strings.Trim(flags, "im") != "" || len(p) > mostPattern {
		r.fail(f.at, "use the flags i and m, and a shorter pattern", "%s() cannot take this pattern or its flags", f.text)
		return nil
	}
	key := "(?" + mode + flags + ")" + p
	patterns.RLock()
	re := patterns.kept[key]
	patterns.RUnlock()
	if re != nil {
		return re
	}
	re, err := regexp.Compile(key)
	if err != nil {
		r.fail(f.at, "use a pattern of RE2 (no look-around, no back references)", "%s() cannot read its pattern", f.text)
		return nil
	}
	patterns.Lock()
	defer patterns.Unlock()
	if patterns.kept == nil || len(patterns.kept) >= mostPatterns {
		patterns.kept = make(map[string]*regexp.Regexp)
	}
	patterns.kept[key] = re
	return re
}

func testOfMatch(frame func(string) string) function {
	one := ofText(1, 2, 1, func(r *run, f call, s string, args []Value) Value {
		p, ok := r.argument(f, args[0])
		flags, _ := r.argument(f, args[1])
		if !ok || r.err != nil {
			return Value{}
		}
		if re := r.pattern(f, frame(p), flags); re != nil {
			return Bool(re.MatchString(s))
		}
		return Value{}
	})
	return function{least: 1, most: 2, test: func(c *compiler, f call) test {
		s := one.single(c, f)
		return func(r *run, this Value) truth { return s(r, this).truth() }
	}}
}

// replaceMatches puts $1 and ${name} of the substitution in place of the groups.
func replaceMatches(r *run, f call, s string, args []Value) Value {
	p, okP := r.argument(f, args[0])
	with, okWith := r.argument(f, args[1])
	flags, _ := r.argument(f, args[2])
	if !okP || !okWith || r.err != nil {
		return Value{}
	}
	re := r.pattern(f, p, flags)
	if re == nil {
		return Value{}
	}
	if p == "" {
		return Text(s)
	}
	if int64(len(re.FindAllStringIndex(s, -1)))*int64(len(with)+len(s)) > mostComputed {
		return r.fail(f.at, "replace less", "replaceMatches() would make a text of more than %d bytes", mostComputed)
	}
	return Text(re.ReplaceAllString(s, with))
}
