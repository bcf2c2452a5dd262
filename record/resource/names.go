package resource

// manyNames is from how many members on an object's names are kept in a map.
const manyNames = 24

// names finds a name given twice in one object. The bits of a word, one for each
// of 64 hashes, rule out nearly every name of a small object at once; a large
// object, which only a hostile sender has, is kept in a map.
type names struct {
	hashes uint64
	all    map[string]bool
}

// twice tells whether the object already has the member of e and notes it; count
// is how many members it has with this one.
func (s *names) twice(p *parser, e *entry, object, count int) bool {
	if count > manyNames {
		return s.inMap(p, e, object)
	}
	bit := hash(p.decodedName(e))
	clear := s.hashes&bit == 0
	s.hashes |= bit
	return !clear && p.has(object, p.decodedName(e))
}

func (s *names) inMap(p *parser, e *entry, object int) bool {
	if s.all == nil {
		s.all = map[string]bool{}
		for i := object + 1; i < len(p.tape); i = int(p.tape[i].next) {
			s.all[p.decodedName(&p.tape[i])] = true
		}
	}
	name := p.decodedName(e)
	had := s.all[name]
	s.all[name] = true
	return had
}

// has looks along the members read so far.
func (p *parser) has(object int, name string) bool {
	for i := object + 1; i < len(p.tape); i = int(p.tape[i].next) {
		if p.decodedName(&p.tape[i]) == name {
			return true
		}
	}
	return false
}

// hash is one of 64 bits, by the length and three letters of a name.
func hash(name string) uint64 {
	n := len(name)
	if n == 0 {
		return 1
	}
	h := uint32(n)*31 + uint32(name[0])*7 + uint32(name[n/2])*13 + uint32(name[n-1])*3
	return 1 << (h & 63)
}
