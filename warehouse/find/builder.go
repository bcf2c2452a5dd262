package find

import (
	"strings"

	"continuum/link/text"
)

// Entry is one registration's identifying values as its partner wrote them;
// empty ones are unknown. A person has as many entries as spellings, and is
// found by any of them.
type Entry struct {
	Person    uint32 // ordinal, dense from 0, below MaxPeople
	Given     string
	Middle    string
	Family    string
	BirthDate string // yyyy-mm-dd
	Postcode  string
	NHSNumber string
}

// MaxPeople is how many people one index holds; entries beyond are left out.
const MaxPeople = 1 << 26

// Builder collects entries, in any order, and makes an Index of them.
type Builder struct {
	names, dates, postcodes, nhs *tableBuilder
	people                       int
	tokens                       map[string][]uint32 // of a name field, by its raw text
}

// NewBuilder makes a builder that expects about so many people.
func NewBuilder(people int) *Builder {
	people = min(max(people, 0), MaxPeople)
	return &Builder{
		names:     newTableBuilder(4 * people),
		dates:     newTableBuilder(people),
		postcodes: newTableBuilder(people),
		nhs:       newTableBuilder(people),
		tokens:    make(map[string][]uint32),
	}
}

// Add takes in one entry.
func (b *Builder) Add(e Entry) {
	if e.Person >= MaxPeople {
		return
	}
	b.people = max(b.people, int(e.Person)+1)
	b.addName(e.Given, e.Person, given)
	b.addName(e.Middle, e.Person, given)
	b.addName(e.Family, e.Person, family)
	b.addUnspaced(e)
	b.dates.add(dateKey(e.BirthDate), e.Person, 0)
	b.postcodes.add(postcodeKey(e.Postcode), e.Person, 0)
	b.nhs.add(nhsKey(e.NHSNumber), e.Person, 0)
}

func (b *Builder) addName(raw string, person, fields uint32) {
	if raw == "" {
		return
	}
	ids, known := b.tokens[raw]
	if !known {
		for _, name := range nameKeys(raw) {
			ids = append(ids, b.names.intern(name))
		}
		b.tokens[strings.Clone(raw)] = ids
	}
	for _, id := range ids {
		b.names.bear(id, person, fields)
	}
}

// addUnspaced adds the whole name as it is typed in scripts without spaces.
func (b *Builder) addUnspaced(e Entry) {
	if e.Given != "" && unspaced(e.Family) {
		whole := shorten(strings.ReplaceAll(text.Fold(e.Family+e.Given), " ", ""))
		b.names.add(whole, e.Person, given|family)
	}
}

// Index makes the index of all entries added so far.
func (b *Builder) Index() *Index {
	return newIndex(b.people, tables{b.names.table(), b.dates.table(), b.postcodes.table(), b.nhs.table()})
}
