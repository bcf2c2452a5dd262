package resource

// space steps over white space; most often there is none, or an indented line.
func (p *parser) space() {
	if p.pos < len(p.text) && p.text[p.pos] <= ' ' {
		p.spaces()
	}
}

func (p *parser) spaces() {
	const eight = ' ' * ones
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
		for p.pos+8 <= len(p.text) && word8(p.text, p.pos) == eight {
			p.pos += 8
		}
	}
}
