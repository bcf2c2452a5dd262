package resource

// array reads an array from its bracket on; index is its own entry.
func (p *parser) array(index int) bool {
	if !p.enter() {
		return false
	}
	if p.closes(']') {
		return true
	}
	for count := uint32(1); ; count++ {
		item := len(p.tape)
		if !p.value(0, 0) {
			return p.within(int(count)-1, "")
		}
		switch p.more(']') {
		case ended:
			p.finish(index, item, count)
			return true
		case wrong:
			return p.fail(p.pos, "a comma or ] should stand after an item", "check the commas and brackets")
		}
	}
}

// object reads an object from its brace on; index is its own entry.
func (p *parser) object(index int) bool {
	if !p.enter() {
		return false
	}
	if p.closes('}') {
		return true
	}
	var seen names
	for count := uint32(1); ; count++ {
		member := len(p.tape)
		if !p.member(&seen, index, int(count)) {
			return false
		}
		switch p.more('}') {
		case ended:
			p.finish(index, member, count)
			return true
		case wrong:
			return p.fail(p.pos, "a comma or } should stand after a member", "check the commas and braces")
		}
	}
}

// member reads a name, a colon and a value.
func (p *parser) member(seen *names, object, count int) bool {
	start := p.pos
	if start >= len(p.text) || p.text[start] != '"' {
		return p.fail(start, "the name of a member should stand here, in double quotes", `write "name": value`)
	}
	escapes, ok := p.quoted()
	if !ok {
		return false
	}
	e := entry{name: uint32(start + 1), meta: uint32(p.pos-start-2) << nameShift}
	if escapes != 0 {
		e.meta |= nameEscaped
	}
	name := p.text[start+1 : p.pos-1]
	if len(name) > mostName {
		return p.fail(start, "the name of a member is too long", "use the names of FHIR")
	}
	if seen.twice(p, &e, object, count) {
		return p.fail(start, "the object has this member twice", "keep one of them") || p.within(-1, name)
	}
	if !p.colon() {
		return p.within(-1, name)
	}
	return p.value(e.name, e.meta) || p.within(-1, name)
}

func (p *parser) colon() bool {
	p.space()
	if p.pos >= len(p.text) || p.text[p.pos] != ':' {
		return p.fail(p.pos, "a colon should stand after the name of a member", `write "name": value`)
	}
	p.pos++
	p.space()
	return true
}

// enter steps over an opening bracket or brace, one level deeper.
func (p *parser) enter() bool {
	p.depth++
	if p.depth > p.limits.Depth {
		return p.fail(p.pos, "arrays and objects stand too deep within one another", "send a flatter document")
	}
	p.pos++
	p.space()
	return true
}

// closes steps over the closing byte of a container, where it stands next.
func (p *parser) closes(with byte) bool {
	if p.pos >= len(p.text) || p.text[p.pos] != with {
		return false
	}
	p.pos++
	p.depth--
	return true
}

// What may follow an item or a member.
const (
	wrong = iota
	ended
	another
)

func (p *parser) more(end byte) int {
	p.space()
	if p.closes(end) {
		return ended
	}
	if p.pos >= len(p.text) || p.text[p.pos] != ',' {
		return wrong
	}
	p.pos++
	p.space()
	return another
}

// finish notes the count of a container and which of its entries is the last.
func (p *parser) finish(index, final int, count uint32) {
	p.tape[index].count = count
	p.tape[final].meta |= last
}
