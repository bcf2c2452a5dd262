package synth

import (
	"strconv"

	"continuum/synth/draw"
)

// The place is laid out in blocks of households. A block owns a run of
// postcodes, so that addresses are unique without any state shared between
// blocks; forty postcodes make a small area (LSOA) with one deprivation decile.
// Postcodes begin with QW and small areas with E0199: neither exists.
const (
	blockPeople       = 2000
	blockPostcodes    = 50
	postcodesPerLSOA  = 40
	peoplePerPractice = 8500
)

type geography struct {
	people, blocks, postcodes, practices int
}

func newGeography(people int) geography {
	blocks := (people + blockPeople - 1) / blockPeople
	return geography{people, blocks, blocks * blockPostcodes, max(5, people/peoplePerPractice)}
}

// address is a dwelling: a postcode by number and a line by words.
type address struct {
	postcode int
	line     string
}

func lsoaOf(postcode int) int { return postcode / postcodesPerLSOA }

func lsoaCode(lsoa int) string { return "E0199" + pad(lsoa, 4) }

// decile spreads the ten deciles of deprivation (1 = most deprived) evenly.
func decile(lsoa int) int { return lsoa*3%10 + 1 }

func decileOf(postcode int) int { return decile(lsoaOf(postcode)) }

const inwardLetters = "ABDEFGHJLNPQRSTUWXYZ"

// postcodeText makes a well-formed postcode such as QW4 7AB.
func postcodeText(p int) string {
	area := lsoaOf(p)
	n := area/9*postcodesPerLSOA + p%postcodesPerLSOA
	out := 1 + area%9 + 10*(n/4000)
	n = n * 1471 % 4000
	b := append(make([]byte, 0, 8), "QW"...)
	b = strconv.AppendInt(b, int64(out), 10)
	return string(append(b, ' ', byte('0'+n/400), inwardLetters[n/20%20], inwardLetters[n%20]))
}

// practiceNear gives a practice for a small area: mostly the local one.
func (g geography) practiceNear(s *draw.Stream, postcode int) int {
	local := postcode * g.practices / g.postcodes
	if s.Chance(0.72) {
		return local
	}
	return (local + 1 + s.Below(min(4, g.practices-1))) % g.practices
}

// practiceCode is an organisation code in a range that is not issued.
func practiceCode(p int) string { return "Z9" + pad(p+1, 4) }

// somewhere is an address for a household that moves within the place. High
// house numbers keep clear of those given out in order by the owning block.
func (g geography) somewhere(s *draw.Stream) address {
	p := s.Below(g.postcodes)
	return address{p, strconv.Itoa(200+s.Below(780)) + " " + street(p)}
}

func street(postcode int) string {
	h := draw.Hash(uint64(postcode/3), 77)
	return streetNames[h%uint64(len(streetNames))] + " " + streetKinds[h>>20%uint64(len(streetKinds))]
}

var (
	streetNames = []string{"Church", "Station", "Victoria", "Albert", "Mill", "Park", "Queens", "Kings", "Manor", "Orchard", "Chapel", "School", "Grange", "Elm", "Oak", "Beech", "Willow", "Sycamore", "Chestnut", "Hawthorn", "Meadow", "Springfield", "Highfield", "Westbury", "Alexandra", "Windsor", "Cambridge", "Wellington", "Nelson", "Waterloo", "Clarence", "Gladstone", "Salisbury", "Stanley", "Derby", "Lancaster", "Warwick", "Richmond", "Devonshire", "Cavendish", "Harcourt", "Rosebery", "Cobden", "Bright", "Cromwell", "Milton", "Byron", "Tennyson", "Shakespeare", "Wordsworth", "Kingfisher", "Heron", "Swallow", "Quarry", "Foundry", "Wharf", "Bridge", "Ferry", "Harbour", "Beacon"}
	streetKinds = []string{"Road", "Street", "Avenue", "Close", "Lane", "Drive", "Crescent", "Grove", "Way", "Terrace", "Place", "Gardens"}
	towerNames  = []string{"Beacon House", "Harbour Court", "Nelson Point", "Tennyson House", "Wharf Court", "Clarence Tower", "Heron House", "Foundry Court"}
	homeNames   = []string{"Oak Lodge", "The Limes", "Rosemount", "Harbour View", "St Brigid's", "Willow Bank", "The Grange", "Meadow House"}
)

func pad(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}
