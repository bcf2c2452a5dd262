package link

// A pattern packs the level of each comparison of a pair into 25 bits: who in
// the low 13 (given name, family name, middle name, birth date, sex), where in
// the high 12 (identifier, residence, phone, email, practice). In each part all
// bits set means missing on one side: no evidence either way.
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
	cPractice
	comparisons
)

// comparisonNames are the names that link.yaml and reports use.
var comparisonNames = [comparisons]string{
	"given_name", "family_name", "middle_name", "birth_date", "sex",
	"nhs_number", "residence", "phone", "email", "gp_practice",
}

var (
	levelShift = [comparisons]uint{0, 3, 6, 8, 11, 13, 16, 19, 21, 23}
	levelMask  = [comparisons]uint32{7, 7, 3, 7, 3, 7, 7, 3, 3, 3}
)

const (
	whoBits     = 13
	whereBits   = 12
	whoMask     = 1<<whoBits - 1
	patternMask = 1<<(whoBits+whereBits) - 1
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
	{"GP practice differs", "GP practice agrees"},
}

func levelOf(pattern uint32, comparison int) int {
	return int(pattern >> levelShift[comparison] & levelMask[comparison])
}

// isMissing says that a level is no level: a side has no value.
func isMissing(comparison, level int) bool { return level >= len(levelNames[comparison]) }

// Levels decodes a pattern: the words for the level of each comparison that
// had a value on both sides, by comparison name.
func Levels(pattern uint32) map[string]string {
	out := make(map[string]string)
	for c, name := range comparisonNames {
		if l := levelOf(pattern, c); !isMissing(c, l) {
			out[name] = levelNames[c][l]
		}
	}
	return out
}
