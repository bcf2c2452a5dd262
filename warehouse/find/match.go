package find

import (
	"math/bits"
	"strings"
)

// match grades everybody by one part of a query and gives how many grades were
// given, a measure of how common the part is.
func (ix *Index) match(p part, s *scratch, cells []cell) int {
	m := matcher{ix: ix, cells: cells, edits: &s.edits, inside: len(s.parts) <= fewParts}
	if p.name != "" {
		m.names(p.name)
	}
	m.dates(p)
	m.postcode(p.postcode)
	m.nhs(p.nhs)
	return m.given
}

// matcher grades the people of one index by one part.
type matcher struct {
	ix     *Index
	cells  []cell
	edits  *pattern
	inside bool // look for the name inside others
	given  int  // grades given
}

// fewParts is how many parts a query may have for each to be looked for inside
// names too: who types more parts spells them out, and the work is bounded.
const fewParts = 4

// name grades the bearers of names lo to hi in the fields.
func (m *matcher) name(lo, hi int, g grade, fields uint32) {
	to := m.ix.names.of(lo, hi)
	raiseNames(m.cells, to, g, fields)
	m.given += len(to)
}

// value grades the bearers of values lo to hi of a table.
func (m *matcher) value(t *table, lo, hi int, g grade) {
	to := t.of(lo, hi)
	raiseValues(m.cells, to, g)
	m.given += len(to)
}

// exactly grades the bearers of one value.
func (m *matcher) exactly(t *table, key string, g grade) {
	if i := t.find(key); i >= 0 {
		m.value(t, i, i+1, g)
	}
}

// names grades by a name: equal, its beginning, another form, or alike.
func (m *matcher) names(name string) {
	m.edits.set(name)
	lo, hi := m.ix.names.span(name)
	for i := lo; i < hi; i++ {
		m.name(i, i+1, beginningGrade(m.edits.length, int(m.ix.length[i])), given|family)
	}
	for _, form := range otherForms(name) {
		if i := m.ix.names.find(form); i >= 0 {
			m.name(i, i+1, nickname, given)
		}
	}
	if l := newLikeness(name, m.edits, m.inside); l.any() {
		m.alike(l, 0, lo)
		m.alike(l, hi, m.ix.names.len())
	}
}

// alike grades by the names from lo to hi that are like the one asked. Most
// names lack too many of its letters and sound otherwise.
func (m *matcher) alike(l likeness, lo, hi int) {
	sounds := m.ix.sound[lo:hi]
	for i, has := range m.ix.letters[lo:hi] {
		if bits.OnesCount64(l.letters&^has) > l.most && (l.sound == 0 || l.sound != sounds[i]) {
			continue
		}
		if g := l.grade(m.ix, lo+i); g > 0 {
			m.name(lo+i, lo+i+1, g, given|family)
		}
	}
}

// dates grades by the readings of a date, by one wrong digit in the surest of
// them, and by the year or month of birth.
func (m *matcher) dates(p part) {
	t := &m.ix.dates
	for _, d := range p.dates {
		m.exactly(t, d.key, d.grade)
	}
	if len(p.dates) > 0 {
		m.oneWrong(t, p.dates[0].key, tenDigits, dateDigit)
	}
	if p.born != "" {
		lo, hi := t.span(p.born)
		m.value(t, lo, hi, bornGrade(p.born))
	}
}

func bornGrade(born string) grade {
	if len(born) == 4 {
		return birthYear
	}
	return birthMonth
}

// postcode grades by a postcode, its first half, or its beginning.
func (m *matcher) postcode(code string) {
	if code == "" {
		return
	}
	t := &m.ix.postcodes
	lo, hi := t.span(code)
	for i := lo; i < hi; i++ {
		m.value(t, i, i+1, postcodeGrade(len(code), len(t.key(i))))
	}
	if len(code) >= 5 {
		m.oneWrong(t, code, tenDigits+"abcdefghijklmnopqrstuvwxyz", postcodeCharacter)
	}
}

// postcodeGrade grades a beginning: the second half has three characters.
func postcodeGrade(typed, whole int) grade {
	switch typed {
	case whole:
		return equalPostcode
	case whole - 3:
		return outwardCode
	}
	return postcodeBeginning
}

// nhs grades by an NHS number or its first digits.
func (m *matcher) nhs(number string) {
	t := &m.ix.nhs
	switch {
	case len(number) == 10:
		m.exactly(t, number, equalNHS)
		m.oneWrong(t, number, tenDigits, nhsDigit)
	case number != "":
		lo, hi := t.span(number)
		m.value(t, lo, hi, nhsBeginning)
	}
}

const tenDigits = "0123456789"

// oneWrong grades the bearers of all values that differ from key in one
// character of the alphabet.
func (m *matcher) oneWrong(t *table, key, alphabet string, g grade) {
	other := []byte(key)
	for i := range other {
		for _, c := range []byte(alphabet) {
			if c != key[i] {
				other[i] = c
				m.exactly(t, string(other), g)
			}
		}
		other[i] = key[i]
	}
}

// likeness is what makes a name like the one asked.
type likeness struct {
	name    string
	edits   *pattern
	most    int // edits
	letters uint64
	sound   uint16
	inside  bool // the name may stand inside another
}

func newLikeness(name string, edits *pattern, inside bool) likeness {
	l := likeness{name: name, edits: edits, letters: letters(name)}
	n, latin := edits.length, len(name) == edits.length
	if strings.ContainsAny(name, tenDigits) {
		return l
	}
	l.inside = inside && (n >= 3 || n == 2 && unspaced(name))
	switch {
	case n >= 8:
		l.most = 2
	case n >= 4 || n == 3 && latin:
		l.most = 1
	}
	if n >= 3 {
		l.sound = sound(name)
	}
	return l
}

func (l *likeness) any() bool { return l.most > 0 || l.inside || l.sound != 0 }

// grade says how like name i is; names that begin as the one asked are not
// put to it.
func (l *likeness) grade(ix *Index, i int) grade {
	has := ix.letters[i]
	missing, extra := bits.OnesCount64(l.letters&^has), bits.OnesCount64(has&^l.letters)
	longer := int(ix.length[i]) - l.edits.length
	edits := far
	if max(missing, extra, longer, -longer) <= l.most { // an edit adds and removes at most one letter
		edits = l.distance(ix.names.key(i))
	}
	switch {
	case edits == 1:
		return oneEdit
	case l.sound != 0 && l.sound == ix.sound[i]:
		return soundsAlike
	case l.inside && missing == 0 && longer > 0 && strings.Contains(ix.names.key(i), l.name):
		return inside
	case edits == 2:
		return twoEdits
	}
	return 0
}

// far is a distance beyond what is tolerated.
const far = 3

// distance counts edits, or gives far when they are too many. A name of three
// letters must keep its first.
func (l *likeness) distance(name string) int {
	if l.edits.length == 3 && name[0] != l.name[0] {
		return far
	}
	if d := l.edits.distance(name); d <= l.most {
		return d
	}
	return far
}
