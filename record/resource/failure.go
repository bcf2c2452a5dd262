package resource

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"continuum/internal/fault"
)

// failure is what stopped the parser: where, why, how to mend it, and the path to
// it, gathered from the inside out as the parser returns.
type failure struct {
	at     int
	reason string
	fix    string
	path   []string
}

// fail notes a failure and is false, so that it may be returned.
func (p *parser) fail(at int, reason, fix string) bool {
	p.failed = failure{at: at, reason: reason, fix: fix}
	return false
}

// within notes the item or the member in which the failure lies, and is false.
func (p *parser) within(item int, name string) bool {
	step := "[" + strconv.Itoa(item) + "]"
	if item < 0 {
		step = "." + name
	}
	p.failed.path = append(p.failed.path, step)
	return false
}

func (p *parser) fault() error {
	f := &p.failed
	slices.Reverse(f.path)
	path := "$" + strings.ToValidUTF8(strings.Join(f.path, ""), "?")
	line, column := position(p.text, f.at)
	err := fault.New(fault.Invalid, "not usable JSON at line %d, column %d, in %s: %s", line, column, brief(path), f.reason)
	err.Line, err.Fix = int64(line), f.fix
	return err
}

// brief keeps the front of a path that a hostile sender made long.
func brief(path string) string {
	const most = 300
	if len(path) <= most {
		return path
	}
	return strings.ToValidUTF8(path[:most], "") + "..."
}

// position is the line and the column, in characters, of a byte of the text.
func position(text string, at int) (line, column int) {
	before := text[:min(at, len(text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[start:])
}
