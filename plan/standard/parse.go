package standard

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"continuum/internal/fault"
)

// Bounds of an outline, far above any standard's.
const (
	longestFile = 1 << 20
	deepest     = 20
)

// Parse reads an outline; file is what its errors call it.
func Parse(file string, text []byte) (*Standard, error) {
	if len(text) > longestFile || !utf8.Valid(text) {
		return nil, &fault.Error{Code: fault.Invalid, File: file, Reason: "the outline is longer than 1 MB or no UTF-8", Fix: "write one standard a file, as UTF-8"}
	}
	p := parser{Standard: &Standard{}, file: file}
	for line := range strings.SplitSeq(string(text), "\n") {
		p.line++
		if err := p.read(strings.TrimRight(line, " \r")); err != nil {
			return nil, err
		}
	}
	if p.Name == "" || p.Title == "" || len(p.Elements) == 0 {
		return nil, p.wrong("the outline is not whole", "write “standard NAME”, “title TITLE” and the elements")
	}
	return p.Standard, nil
}

// parser reads an outline line by line.
type parser struct {
	*Standard
	file  string
	line  int64
	above []*Element // the last element, after those in which it stands
}

func (p *parser) wrong(reason, fix string) error {
	return &fault.Error{Code: fault.Invalid, File: p.file, Line: p.line, Reason: reason, Fix: fix}
}

func (p *parser) read(line string) error {
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	if p.Title == "" {
		return p.head(line)
	}
	said := strings.TrimLeft(line, " ")
	indent := len(line) - len(said)
	if indent%2 != 0 || indent/2 > len(p.above) || indent/2 >= deepest {
		return p.wrong("the line is indented by too much or by an odd number of spaces", "indent by two spaces more than the line above, or as some line before")
	}
	e, problem := element(said)
	if problem != "" {
		return p.wrong(problem, "write NAME MIN..MAX and of an item its TYPE, such as: Free text 0..1 text")
	}
	return p.add(e, indent/2)
}

// head reads the lines before the elements.
func (p *parser) head(line string) error {
	key, said, _ := strings.Cut(line, " ")
	switch {
	case !sound(said):
	case key == "standard" && p.Name == "":
		p.Name = said
		return nil
	case key == "title" && p.Name != "":
		p.Title = said
		return nil
	}
	return p.wrong("the outline does not begin with its name and title", "write “standard NAME”, then “title TITLE”, then the elements")
}

func (p *parser) add(e *Element, depth int) error {
	e.Standard, e.Path = p.Standard, e.Name
	siblings := &p.Elements
	if p.above = p.above[:depth]; depth > 0 {
		e.Parent = p.above[depth-1]
		e.Path = e.Parent.Path + Between + e.Name
		siblings = &e.Parent.Children
		if !e.Parent.Group() {
			return p.wrong("an item has no elements below it", "leave out the type of “"+e.Parent.Name+"”, which makes it a group")
		}
	}
	if _, twice := named(*siblings, e.Name); twice {
		return p.wrong("“"+e.Name+"” stands twice in one group", "name each element once; 0..* lets it be repeated")
	}
	*siblings = append(*siblings, e)
	p.above = append(p.above, e)
	return nil
}

// element reads what a line says of an element; problem says what is wrong with it.
func element(said string) (e *Element, problem string) {
	e = &Element{}
	rest, last := cutLast(said)
	if slices.Contains(types(), Type(last)) {
		e.Type = Type(last)
		rest, last = cutLast(rest)
	}
	switch last {
	case "0..1":
	case "1..1":
		e.Must = true
	case "0..*":
		e.Many = true
	case "1..*":
		e.Must, e.Many = true, true
	default:
		return nil, "it is not said how often the element may stand, or its type is unknown"
	}
	if e.Name = rest; !sound(rest) {
		return nil, "the element has no sound name"
	}
	return e, ""
}

func cutLast(s string) (before, last string) {
	at := strings.LastIndexByte(s, ' ')
	return s[:max(at, 0)], s[at+1:]
}

// sound tells whether a name can be written in a path and in an outline.
func sound(name string) bool {
	return name != "" && strings.TrimSpace(name) == name && !strings.HasPrefix(name, "#") && !strings.Contains(name, "  ") && !strings.ContainsRune(name, '>') &&
		strings.IndexFunc(name, unicode.IsControl) < 0
}

// String writes a standard as an outline.
func (s *Standard) String() string {
	var b strings.Builder
	b.WriteString("standard " + s.Name + "\ntitle " + s.Title + "\n\n")
	for e := range s.All() {
		b.WriteString(strings.Repeat("  ", strings.Count(e.Path, Between)) + e.Name + " " + e.Cardinality())
		if !e.Group() {
			b.WriteString(" " + string(e.Type))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Cardinality is how often an element may stand, such as 0..*.
func (e *Element) Cardinality() string {
	least, most := "0", "1"
	if e.Must {
		least = "1"
	}
	if e.Many {
		most = "*"
	}
	return least + ".." + most
}
