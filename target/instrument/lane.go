package instrument

// Lane is one goroutine's way through an engine: it remembers the codes it has met.
type Lane struct {
	engine     *Engine
	diagnosis  cache
	procedure  cache
	scratch    []uint64
	conditions []uint64
	itemValues []float64
}

// Lane makes a lane.
func (e *Engine) Lane() *Lane {
	return &Lane{
		engine: e, diagnosis: newCache(&e.diagnosis, len(e.parts)), procedure: newCache(&e.procedure, len(e.parts)),
		scratch: make([]uint64, e.words), conditions: make([]uint64, e.words),
	}
}

// values is room for the items of an instrument.
func (l *Lane) values(n int) []float64 {
	if cap(l.itemValues) < n {
		l.itemValues = make([]float64, n)
	}
	return l.itemValues[:n]
}

// Person is what has been gathered of one person.
type Person struct {
	Signals []uint64
	Items   []float64 // NaN where it is missing; a choice is its place in Choices, yes is 1
	Codes   uint32    // codes that have the form of some instrument's system
}

// Person makes room for a person.
func (e *Engine) Person() *Person {
	p := &Person{Signals: make([]uint64, e.words), Items: make([]float64, len(e.Items))}
	p.Reset()
	return p
}

// Reset forgets what was gathered.
func (p *Person) Reset() {
	clear(p.Signals)
	for i := range p.Items {
		p.Items[i] = missing
	}
	p.Codes = 0
}

// Everything is the instruments of a code that all of them may count.
const Everything = ^uint64(0)

// Code takes a code of a diagnosis (or the name of a condition) as written, and the
// line on which it stands. It counts for the instruments whose bits are set in of, by
// their place in Engine.Instruments, those behind the 63rd with it. It gives false
// where the code has the form of no instrument's system.
func (l *Lane) Code(p *Person, written []byte, at Position, of uint64, line int64) bool {
	m := l.diagnosis.find(written, line)
	if !m.fits {
		return false
	}
	p.Codes++
	l.diagnosis.mark(p, m, at, of)
	return true
}

// Procedure does the same with a procedure in OPCS-4.
func (l *Lane) Procedure(p *Person, written []byte, main bool, of uint64, line int64) bool {
	at := Secondary
	if main {
		at = Primary
	}
	m := l.procedure.find(written, line)
	l.procedure.mark(p, m, at, of)
	return m.fits
}

// mark sets the signals of a code.
func (c *cache) mark(p *Person, m *met, at Position, of uint64) {
	for _, h := range c.of(m, at) {
		if of>>min(h.part, 63)&1 == 1 {
			p.Signals[h.word] |= h.mask
		}
	}
}
