package find

// grade says how well a part of a query matches a person, 0 not at all; a
// greater grade is a better match.
type grade uint8

// The grades of a name.
const (
	twoEdits grade = iota + 1
	inside
	soundsAlike
	oneEdit
	nickname
	beginning // and the three after it: the more of the name is typed, the better
	_
	_
	_
	equalName
)

// The grades of any other value.
const (
	dateDigit grade = iota + 1
	postcodeCharacter
	nhsDigit
	dateSwapped
	postcodeBeginning
	birthYear
	nhsBeginning
	birthMonth
	outwardCode
	equalDate
	equalPostcode
	equalNHS
)

// meaning is what a grade is worth, of 100, and how it is said.
type meaning struct {
	points int
	words  string
	quote  bool // the words are followed by what was typed
}

// names and values by grade; names are said after "given name" or "family name".
var (
	nameMeaning = [16]meaning{
		twoEdits:      {points: 55, words: "differs by two letters"},
		inside:        {points: 62, words: "contains", quote: true},
		soundsAlike:   {points: 70, words: "sounds alike"},
		oneEdit:       {points: 78, words: "differs by one letter"},
		nickname:      {points: 84, words: "is another form"},
		beginning:     {points: 86, words: "begins with", quote: true},
		beginning + 1: {points: 88, words: "begins with", quote: true},
		beginning + 2: {points: 90, words: "begins with", quote: true},
		beginning + 3: {points: 92, words: "begins with", quote: true},
		equalName:     {points: 100, words: "equal"},
	}
	valueMeaning = [16]meaning{
		dateDigit:         {points: 70, words: "date of birth differs by one digit"},
		postcodeCharacter: {points: 72, words: "postcode differs by one character"},
		nhsDigit:          {points: 75, words: "NHS number differs by one digit"},
		dateSwapped:       {points: 80, words: "date of birth has day and month swapped"},
		postcodeBeginning: {points: 88, words: "postcode begins with", quote: true},
		birthYear:         {points: 90, words: "year of birth equal"},
		nhsBeginning:      {points: 90, words: "NHS number begins with", quote: true},
		birthMonth:        {points: 92, words: "month of birth equal"},
		outwardCode:       {points: 94, words: "first half of postcode equal"},
		equalDate:         {points: 100, words: "date of birth equal"},
		equalPostcode:     {points: 100, words: "postcode equal"},
		equalNHS:          {points: 100, words: "NHS number equal"},
	}
)

// Penalties in points.
const (
	wrongSide = 4 // "FAMILY, Given" was typed and the name stands in the other field
	sameField = 8 // two parts found only in one and the same field, as "s smith" in John Smith
)

// beginningGrade grades a prefix by how much of the name it is.
func beginningGrade(typed, whole int) grade {
	if typed == whole {
		return equalName
	}
	return beginning + grade(4*typed/whole)
}

// cell is what one part of a query found of one person: a grade for the given
// name, the family name and any other value, four bits each.
type cell uint16

func (c cell) given() grade  { return grade(c & 15) }
func (c cell) family() grade { return grade(c >> 4 & 15) }
func (c cell) value() grade  { return grade(c >> 8 & 15) }

// raiseNames gives a grade to all who bear a name in one of the fields.
func raiseNames(cells []cell, to []bearer, g grade, fields uint32) {
	low, high := cell(g), cell(g)<<4
	for _, b := range to {
		c := cells[b.person()]
		if in := uint32(b) & fields; in&given != 0 && c&0x00f < low {
			c = c&^0x00f | low
		}
		if in := uint32(b) & fields; in&family != 0 && c&0x0f0 < high {
			c = c&^0x0f0 | high
		}
		cells[b.person()] = c
	}
}

// raiseValues gives a grade to all who bear another value.
func raiseValues(cells []cell, to []bearer, g grade) {
	high := cell(g) << 8
	for _, b := range to {
		if c := cells[b.person()]; c&0xf00 < high {
			cells[b.person()] = c&^0xf00 | high
		}
	}
}
