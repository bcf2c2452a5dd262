package extract

import (
	"fmt"
	"strings"
)

// ending step of a path.
type final int

const (
	asText   final = iota // the value as written
	asID                  // id(): the last part of a reference
	asExists              // exists(): true or nothing
	asJoined              // join(sep): all elements of a list
)

// Path is a compiled path into a FHIR resource: a small part of FHIRPath.
//
//	birthDate                                           a field
//	name.given                                          of a list the first element
//	code.coding[1].code                                 the n-th element, from 0
//	identifier.where(system='https://x').value          the first element that matches
//	telecom.where(system='phone' and use='home').value  ... in all conditions
//	category.where(coding.code='labs').text             any nested value may match
//	name[0].given.join(' ')                             all elements, joined
//	subject.reference.id()                              behind the last / or : or |
//	deceasedDateTime.exists()                           true, or empty
//	$fullUrl                                            the Bundle entry's address
//
// value[x] is written by its concrete name (valueQuantity.value).
type Path struct {
	steps []step
	final final
	sep   string // of join
}

// step goes to a member of an object and, when pick is set, to one element of the
// list there.
type step struct {
	name string
	pick *choice
}

// choice is one element of a list: the index-th of those that meet all conditions.
type choice struct {
	index int
	where []condition
}

type condition struct {
	path  []string
	value string
}

// fullURL is the path of the address of a Bundle entry.
const fullURL = "$fullUrl"

const (
	maxPath  = 1000 // characters of a path
	maxIndex = 9999
)

// ParsePath compiles a path; the error says what is wrong at which offset.
func ParsePath(text string) (Path, error) {
	p := pathParser{text: text}
	if len(text) > maxPath {
		return Path{}, p.errorf("the path is longer than %d characters", maxPath)
	}
	if text == fullURL {
		return Path{steps: []step{{name: fullURL}}}, nil
	}
	for {
		if err := p.step(); err != nil {
			return Path{}, err
		}
		if p.at == len(text) {
			return p.path, nil
		}
		if !p.take('.') {
			return Path{}, p.errorf("expected a dot, found %q", p.rest())
		}
	}
}

type pathParser struct {
	text string
	at   int
	path Path
	done bool // a final step was read
}

func (p *pathParser) errorf(format string, args ...any) error {
	return fmt.Errorf("path %q, offset %d: %s", p.text[:min(len(p.text), maxPath)], p.at, fmt.Sprintf(format, args...))
}

// step reads one field, with its index, or one function.
func (p *pathParser) step() error {
	if p.done {
		return p.errorf("nothing may follow id(), join() or exists()")
	}
	start := p.at
	name := p.name()
	switch {
	case name == "":
		return p.errorf("expected a field name, found %q", p.rest())
	case p.take('('):
		return p.function(name, start)
	}
	p.path.steps = append(p.path.steps, step{name: name})
	return p.index()
}

func (p *pathParser) function(name string, start int) (err error) {
	if len(p.path.steps) == 0 {
		p.at = start
		return p.errorf("%s() must follow a field", name)
	}
	switch name {
	case "where":
		return p.where()
	case "join":
		p.path.final, p.done = asJoined, true
		p.path.sep, err = p.quoted()
	case "id":
		p.path.final, p.done = asID, true
	case "exists":
		p.path.final, p.done = asExists, true
	default:
		p.at = start
		return p.errorf("unknown function %s(); there are where, join, id and exists", name)
	}
	if err == nil && !p.take(')') {
		err = p.errorf("expected ), found %q", p.rest())
	}
	return err
}

// where reads conditions up to the closing bracket, then an index among the matches.
func (p *pathParser) where() error {
	last := &p.path.steps[len(p.path.steps)-1]
	if last.pick != nil {
		return p.errorf("one where() or [n] a field; use `and` for several conditions")
	}
	last.pick = &choice{}
	for {
		c, err := p.condition()
		if err != nil {
			return err
		}
		last.pick.where = append(last.pick.where, c)
		if p.take(')') {
			return p.index()
		}
		p.spaces()
		if word := p.name(); word != "and" {
			return p.errorf("expected ) or and, found %q", word+p.rest())
		}
		p.spaces()
	}
}

func (p *pathParser) condition() (c condition, err error) {
	for {
		name := p.name()
		if name == "" {
			return c, p.errorf("expected a field name, found %q", p.rest())
		}
		c.path = append(c.path, name)
		if !p.take('.') {
			break
		}
	}
	p.spaces()
	if !p.take('=') {
		return c, p.errorf("expected =, found %q", p.rest())
	}
	p.spaces()
	c.value, err = p.quoted()
	return c, err
}

// index reads [n] where there is one.
func (p *pathParser) index() error {
	if !p.take('[') {
		return nil
	}
	n, digits := 0, 0
	for ; p.at < len(p.text) && isDigit(p.text[p.at]) && n <= maxIndex; p.at++ {
		n, digits = 10*n+int(p.text[p.at]-'0'), digits+1
	}
	if digits == 0 || n > maxIndex {
		return p.errorf("expected an index from 0 to %d", maxIndex)
	}
	if !p.take(']') {
		return p.errorf("expected ], found %q", p.rest())
	}
	last := &p.path.steps[len(p.path.steps)-1]
	if last.pick == nil {
		last.pick = &choice{}
	}
	last.pick.index = n
	return nil
}

// quoted reads 'text', in which \' and \\ stand for the character itself.
func (p *pathParser) quoted() (string, error) {
	if !p.take('\'') {
		return "", p.errorf("expected a text in single quotes, found %q", p.rest())
	}
	var b strings.Builder
	for ; p.at < len(p.text); p.at++ {
		c := p.text[p.at]
		switch {
		case c == '\'':
			p.at++
			return b.String(), nil
		case c == '\\' && p.at+1 < len(p.text):
			p.at++
			c = p.text[p.at]
		}
		b.WriteByte(c)
	}
	return "", p.errorf("the quote is never closed")
}

func (p *pathParser) name() string {
	start := p.at
	for p.at < len(p.text) && isNameByte(p.text[p.at], p.at > start) {
		p.at++
	}
	return p.text[start:p.at]
}

func isNameByte(c byte, inside bool) bool {
	letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
	return letter || inside && isDigit(c)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (p *pathParser) spaces() {
	for p.take(' ') {
	}
}

func (p *pathParser) take(c byte) bool {
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *pathParser) rest() string {
	rest := p.text[p.at:]
	if rest == "" {
		return "the end"
	}
	return rest[:min(len(rest), 20)]
}
