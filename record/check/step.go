package check

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"continuum/record/definition"
	"continuum/record/resource"
)

// step is one step of the path to what is being checked.
type step struct {
	name  string
	index int // of an item, -1 for a single value
}

func (c *checker) push(name string) { c.steps = append(c.steps, step{name, -1}) }

func (c *checker) pop() { c.steps = c.steps[:len(c.steps)-1] }

// at names the item of the last step.
func (c *checker) at(index int) { c.steps[len(c.steps)-1].index = index }

// name is that of the last step, "" at the top.
func (c *checker) name() string {
	if len(c.steps) == 0 {
		return ""
	}
	return c.steps[len(c.steps)-1].name
}

func (c *checker) path() string {
	var b strings.Builder
	for i, s := range c.steps {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.name)
		if s.index >= 0 {
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		}
	}
	return b.String()
}

// full tells that enough problems are known.
func (c *checker) full() bool { return len(c.problems) >= Most }

// report notes a problem at the place of the walk; the value is that of a scalar.
func (c *checker) report(code Code, n resource.Node, reason, fix string) {
	c.note(Problem{Code: code, Severity: definition.Error, Reason: reason, Value: brief(n.Text()), Fix: fix})
}

// note adds a problem at the place of the walk.
func (c *checker) note(p Problem) {
	if !c.full() {
		p.Path = c.path()
		c.problems = append(c.problems, p)
	}
}

// reportAt notes a problem of a member beneath the place of the walk.
func (c *checker) reportAt(name string, code Code, n resource.Node, reason, fix string) {
	c.push(name)
	c.report(code, n, reason, fix)
	c.pop()
}

// kind notes that other JSON should stand here.
func (c *checker) kind(n resource.Node, want string) {
	c.report(Structure, n, n.Kind().String()+" stands where "+want+" should", "send "+want)
}

// brief keeps the front of a long value.
func brief(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	end := most
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "..."
}
