package instrument

import (
	"math"
	"slices"

	"continuum/internal/fault"
)

// Options say how the chosen instruments are used.
type Options struct {
	KeepBoth bool // do not let severe conditions clear milder ones (assign0 = 0); CMS-HCC always does
	NoCodes  bool // there are only items: nothing is said of conditions

	// Systems are those of the codes that will be given, such as icd10; none are any.
	// An instrument of another system says nothing that needs conditions: without this
	// it would find none, and say 0.
	Systems []string
}

// Reads tells whether an instrument will be given codes that it reads.
func (o *Options) Reads(i *Instrument) bool {
	of := i.Codes.System
	if of == systemICD10AM {
		of = systemICD10 // differs by extensions of ICD-10
	}
	return !o.NoCodes && (len(o.Systems) == 0 || slices.Contains(o.Systems, i.Codes.System) || slices.Contains(o.Systems, of))
}

// Engine is some instruments made ready to score people in one pass. It does not
// change; each goroutine works through a Lane of its own.
type Engine struct {
	Instruments []*Instrument
	Items       []Item // of all of them, each once
	options     Options

	parts     []*part
	words     int // of signals
	diagnosis codebook
	procedure codebook
}

// part is one instrument in an engine.
type part struct {
	*Instrument
	index       int
	base, words int // of its signals
	conditions  int // words of conditions, the first of its signals
	uncoded     bool
	asking      []asking
	cleared     [][]uint64 // by condition; nil where it clears nothing
	needs       []need
	items       []int // of the engine, in the order of the instrument's
	scores      []scorer
	hcc         *hcc
}

// asking is a rule that needs more than one code; its parts are signals, -1 for none.
type asking struct {
	condition                              int
	code, with, unless, procedure, mainOne int
	sex                                    byte
	from, below                            float64
	sexItem, ageItem                       int
}

type need struct {
	condition int
	oneOf     []uint64
}

// Compile makes an engine of the instruments named, in their order. Errors: NotFound
// for an unknown name; Invalid for one given twice, or two that disagree about an item.
func (s *Set) Compile(names []string, o Options) (*Engine, error) {
	e := &Engine{options: o}
	for _, name := range names {
		i, err := s.Find(name)
		if err != nil {
			return nil, err
		}
		if slices.Contains(e.Instruments, i) {
			return nil, &fault.Error{Code: fault.Invalid, Value: name, Reason: "the instrument is named twice", Fix: "name it once"}
		}
		if err := e.add(i); err != nil {
			return nil, err
		}
	}
	if len(e.parts) == 0 {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "no instrument is chosen", Fix: "name one of " + joined(s.Names())}
	}
	return e, nil
}

// add makes an instrument ready.
func (e *Engine) add(i *Instrument) error {
	p := &part{Instrument: i, index: len(e.parts), base: e.words, conditions: (len(i.Conditions) + 63) / 64, uncoded: !e.options.Reads(i)}
	for k := range i.Items {
		at, err := e.item(i, &i.Items[k])
		if err != nil {
			return err
		}
		p.items = append(p.items, at)
	}
	signals := &signaller{engine: e, part: p, next: len(i.Conditions)}
	for n := range i.rules {
		signals.rule(&i.rules[n])
	}
	signals.names()
	p.words = (signals.next + 63) / 64
	e.words += p.words
	p.hierarchy(e.options)
	for k := range i.Scores {
		p.scores = append(p.scores, p.scorer(&i.Scores[k]))
	}
	if i.Segments != nil {
		p.hcc = i.Segments.prepare(i, e.itemAt)
	}
	e.Instruments, e.parts = append(e.Instruments, i), append(e.parts, p)
	return nil
}

// item finds room for an item, one for all instruments that ask for it.
func (e *Engine) item(i *Instrument, it *Item) (int, error) {
	at := e.itemAt(it.Name)
	if at < 0 {
		e.Items = append(e.Items, *it)
		return len(e.Items) - 1, nil
	}
	other := e.Items[at]
	if other.Type != it.Type || !slices.Equal(other.Choices, it.Choices) {
		return 0, &fault.Error{
			Code: fault.Invalid, File: i.File, Value: it.Name, Reason: "another chosen instrument has an item of this name and another type",
			Fix: "score them one after the other, or rename the item",
		}
	}
	e.Items[at].Least, e.Items[at].Most = wider(other.Least, it.Least, false), wider(other.Most, it.Most, true)
	return at, nil
}

// wider is the bound that lets more through; nil lets everything.
func wider(a, b *float64, upper bool) *float64 {
	if a == nil || b == nil {
		return nil
	}
	if (*a > *b) == upper {
		return a
	}
	return b
}

func (e *Engine) itemAt(name string) int {
	return slices.IndexFunc(e.Items, func(x Item) bool { return x.Name == name })
}

// hierarchy makes what conditions clear and need ready.
func (p *part) hierarchy(o Options) {
	p.cleared = make([][]uint64, len(p.Conditions))
	if o.KeepBoth && p.Segments == nil {
		return
	}
	for _, h := range p.Hierarchy {
		at := p.conditionAt(h.If)
		if p.cleared[at] == nil {
			p.cleared[at] = make([]uint64, p.conditions)
		}
		for k, w := range p.mask(h.Clear) {
			p.cleared[at][k] |= w
		}
	}
	for _, n := range p.Needs {
		p.needs = append(p.needs, need{p.conditionAt(n.Condition), p.mask(n.OneOf)})
	}
}

// signaller gives signals to the codes of one instrument.
type signaller struct {
	engine *Engine
	part   *part
	next   int // signal that is free
}

// rule gives signals to a rule: the condition itself where a code is all it asks for.
func (s *signaller) rule(r *rule) {
	if r.plain() {
		s.codes(&s.engine.diagnosis, r.codes, r.at, r.condition)
		return
	}
	a := asking{condition: r.condition, sex: r.sex, from: r.from, below: r.below, sexItem: -1, ageItem: -1}
	if r.sex != 0 {
		a.sexItem = s.engine.itemAt(itemSex)
	}
	if r.aged() {
		a.ageItem = s.engine.itemAt(itemAge)
	}
	a.code = s.some(&s.engine.diagnosis, r.codes, r.at)
	a.with = s.some(&s.engine.diagnosis, r.with, Secondary)
	a.unless = s.some(&s.engine.diagnosis, r.unless, Secondary)
	a.procedure = s.some(&s.engine.procedure, r.unlessProcedure, AnyPosition)
	a.mainOne = s.some(&s.engine.procedure, r.unlessMain, Primary)
	s.part.asking = append(s.part.asking, a)
}

// some gives codes a signal of their own; -1 for no codes.
func (s *signaller) some(book *codebook, codes []string, at Position) int {
	if len(codes) == 0 {
		return -1
	}
	s.next++
	s.codes(book, codes, at, s.next-1)
	return s.next - 1
}

func (s *signaller) codes(book *codebook, codes []string, at Position, signal int) {
	system, exact := s.part.Codes.System, s.part.exact()
	if book == &s.engine.procedure {
		system, exact = "opcs4", false
	}
	for _, code := range codes {
		book.add(code, target{system: book.system(system), exact: exact, at: at, part: s.part.index, word: s.part.base + signal/64, mask: 1 << (signal % 64)})
	}
}

// names lets conditions be given by name.
func (s *signaller) names() {
	if s.part.Codes.System != systemNames && !s.part.Codes.Names {
		return
	}
	book := &s.engine.diagnosis
	for k, c := range s.part.Conditions {
		book.name(c.ID, target{system: book.system(s.part.Codes.System), at: AnyPosition, part: s.part.index, word: s.part.base + k/64, mask: 1 << (k % 64)})
	}
}

// missing is an item that is not there, inside this package.
var missing = math.NaN()
