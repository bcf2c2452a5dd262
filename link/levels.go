package link

import "strings"

// A pattern packs the level of each comparison of a pair into 31 bits: who in
// the low 13 (given name, family name, middle name, birth date, sex), where in
// the next 10 (identifier, residence, phone, email), what in the high 8 (the
// further fields). In each part all bits set means missing on one side: no
// evidence either way.
const (
	cGiven = iota
	cFamily
	cMiddle
	cBirth
	cSex
	cNHS
	cResidence
	cPhone
	cEmail
	cFurther
	comparisons = cFurther + MaxFurther
)

// comparisonNames are the names of the standard comparisons in link.yaml and
// reports; a further field gives its own.
var comparisonNames = [cFurther]string{
	"given_name", "family_name", "middle_name", "birth_date", "sex",
	"nhs_number", "residence", "phone", "email",
}

var (
	levelShift = [comparisons]uint{0, 3, 6, 8, 11, 13, 16, 19, 21, 23, 25, 27, 29}
	levelMask  = [comparisons]uint32{7, 7, 3, 7, 3, 7, 7, 3, 3, 3, 3, 3, 3}
)

const (
	whoBits   = 13
	whereBits = 10
	whatBits  = 8
	whoMask   = 1<<whoBits - 1
	whereMask = 1<<whereBits - 1
)

// Levels of each comparison, weakest first.
const (
	givenDiffers = iota
	givenInitial
	givenWeak
	givenAlike
	givenEqual
	givenSwapped // given and family name stand in each other's place
)

const (
	familyDiffers = iota
	familyWeak
	familyAlike
	familyEqual
)

const (
	middleDiffers = iota
	middleInitial
	middleEqual
)

const (
	birthDiffers = iota
	birthNear
	birthTwoParts
	birthTypo
	birthEqual
)

const (
	nhsDiffers = iota
	nhsUnverified
	nhsNear
	nhsEqual
)

const (
	residenceDiffers = iota
	residenceDistrict
	residenceNear
	residenceNeighbour
	residencePostcode
	residenceAddress
	residenceEqual
)

const (
	contactDiffers = iota
	contactEqual
	emailEqual // emails: level 1 is an equal user part
)

// Levels of the further fields.
const (
	furtherDiffers = iota
	furtherAlike
	furtherEqual
)

// levelNames tell each level in words.
var levelNames = [comparisons][]string{
	{"given name differs", "given name initial agrees", "given name slightly alike", "given name alike", "given name agrees", "given and family name swapped"},
	{"family name differs", "family name slightly alike", "family name alike", "family name agrees"},
	{"middle name differs", "middle initial agrees", "middle name agrees"},
	{"date of birth differs", "date of birth loosely alike", "date of birth agrees in two parts", "date of birth one slip apart", "date of birth agrees"},
	{"sex differs", "sex agrees"},
	{"NHS number differs", "identifier differs (unverified)", "NHS number one slip apart", "NHS number agrees"},
	{"address differs", "postcode district agrees", "postcode nearly agrees", "postcode agrees but not the address", "postcode agrees", "address agrees but not the postcode", "address and postcode agree"},
	{"phone differs", "phone agrees"},
	{"email differs", "email alike", "email agrees"},
	{"differs", "alike", "agrees"},
	{"differs", "alike", "agrees"},
	{"differs", "alike", "agrees"},
	{"differs", "alike", "agrees"},
}

func levelOf(pattern uint32, comparison int) int {
	return int(pattern >> levelShift[comparison] & levelMask[comparison])
}

// isMissing says that a level is no level: a side has no value.
func isMissing(comparison, level int) bool { return level >= len(levelNames[comparison]) }

// wording names the comparisons of one configuration and their levels.
type wording struct {
	names    []string // of each comparison
	subjects []string // the same in a sentence
}

func (c *Config) wording() wording {
	w := wording{names: append([]string{}, comparisonNames[:]...), subjects: append([]string{}, subjects[:]...)}
	for _, f := range c.further() {
		w.names = append(w.names, f.Name)
		w.subjects = append(w.subjects, inWords(f.Name))
	}
	return w
}

// inWords turns the name of a field into words: "gp_practice" into "GP practice".
func inWords(name string) string {
	words := strings.Split(name, "_")
	for i, w := range words {
		if initials[w] {
			words[i] = strings.ToUpper(w)
		}
	}
	return strings.Join(words, " ")
}

var initials = map[string]bool{"gp": true, "nhs": true, "id": true, "uprn": true, "lsoa": true, "ni": true}

// level tells a level of a comparison in words.
func (w *wording) level(comparison, level int) string {
	if comparison >= cFurther {
		return w.subjects[comparison] + " " + levelNames[comparison][level]
	}
	return levelNames[comparison][level]
}

// levels decodes a pattern: the words for the level of each comparison that had
// a value on both sides, by comparison name.
func (w *wording) levels(pattern uint32) map[string]string {
	out := make(map[string]string)
	for c, name := range w.names {
		if l := levelOf(pattern, c); !isMissing(c, l) {
			out[name] = w.level(c, l)
		}
	}
	return out
}

// isPattern says that comparing could give a pattern.
func isPattern(pattern uint32) bool {
	for c := range comparisons {
		if l := levelOf(pattern, c); !isMissing(c, l) && l >= len(levelNames[c]) {
			return false
		}
	}
	return true
}
