package messy

import (
	"strconv"
	"strings"
	"sync"

	"continuum/synth/draw"
	"continuum/synth/names"
)

// land is where the people live: invented towns, whose postcodes begin with Q,
// as none does. About forty people share a postcode.
type land struct {
	postcodes int
	weights   []float64
}

const (
	peoplePerPostcode = 40
	postcodesPerArea  = 4000 // of one town under one pair of letters
)

func newLand(people int) land {
	l := land{postcodes: max(len(towns), people/peoplePerPostcode)}
	total := 0.0
	for i := range towns {
		total += 1 / float64(i+4)
	}
	for i := range towns {
		l.weights = append(l.weights, 1/float64(i+4)/total)
	}
	return l
}

// dwelling is an address: a line, a town by number, a postcode and a telephone.
type dwelling struct {
	line     string
	town     int
	postcode string
	phone    string
}

// town draws a town, large ones more often.
func (l land) town(s *draw.Stream) int { return s.Pick(l.weights...) }

// somewhere draws an address in a town.
func (l land) somewhere(s *draw.Stream, town int) dwelling {
	k := s.Below(max(1, int(float64(l.postcodes)*l.weights[town])))
	line := strconv.Itoa(1+s.Below(60)) + " " + street(town, k)
	if s.Chance(0.12) {
		line = "Flat " + strconv.Itoa(1+s.Below(24)) + ", " + line
	}
	return dwelling{line, town, postcode(town, k), phone(s, "06")}
}

// postcode makes the kth one of a town, such as QA17 4TB.
func postcode(town, k int) string {
	area, n := k/postcodesPerArea, (k*1471+town*977)%postcodesPerArea
	b := append(make([]byte, 0, 8), 'Q', byte('A'+area%26))
	b = append(strconv.AppendInt(b, int64(1+town), 10), ' ', byte('0'+n/400))
	return string(append(b, inward[n/20%20], inward[n%20]))
}

const inward = "ABDEFGHJLNPQRSTUWXYZ"

// phone gives a number that begins with 04 or 06, as none in use does.
func phone(s *draw.Stream, prefix string) string {
	b := append(make([]byte, 0, 11), prefix...)
	for n := s.Below(1_000_000_000); len(b) < 11; n /= 10 {
		b = append(b, byte('0'+n%10))
	}
	return string(b)
}

var streetKinds = strings.Fields("Road Street Avenue Close Lane Drive Crescent Grove Way Terrace Place Gardens")

// streetNames are those of somebody, made when first asked for.
var streetNames = sync.OnceValue(func() []string {
	s := draw.New(streetStream)
	out := make([]string, 2500)
	for i := range out {
		out[i] = names.Surname(s, names.British) + " " + streetKinds[s.Below(len(streetKinds))]
	}
	return out
})

// street names the street of three postcodes.
func street(town, k int) string {
	all := streetNames()
	return all[draw.Hash(streetStream, uint64(town), uint64(k/3))%uint64(len(all))]
}

// towns, largest first. None exists under its whole name, so far as we know.
var towns = strings.Split(`Harlingford|Saint Osric|Kings Wenlow|Market Thurby|Ellerby-upon-Wain|Great Marsden Cross|Upper Thornleigh|Castle Hembury|Port Aldwick|Brackenmoor|Long Sutterby|North Quarrington|Saint Elfrida|Wainfleet Bridge|Nether Coldale|Dunstan Heath|Abbots Lyme|Little Marsden Cross|Ashby Ferrers|Rothersea|South Quarrington|Holmecastle|Bishops Arden|Fennimore|Lower Thornleigh|Market Selwick|Oxenbury|Windle-upon-Sea|Marlham Green|East Pelling|West Pelling|Kirkby Lorne|Staithes Cross|Hexley|Priors Wood|Great Amberley|Cold Norling|Temple Barrow|Swinsea|Mount Averill`, "|")

// elsewhere is where those who were not born here come from.
var elsewhere = map[names.Group][]string{
	names.British:      strings.Split("London|Birmingham|Manchester|Liverpool|Leeds|Sheffield|Newcastle upon Tyne|Glasgow|Cardiff|Bristol|Hull|Nottingham|Stoke-on-Trent|Southampton|Edinburgh|Swansea|Plymouth|Sunderland", "|"),
	names.Irish:        strings.Split("Dublin|Cork|Limerick|Galway|Belfast|Sligo|Mayo|Kerry", "|"),
	names.EastEuropean: strings.Split("Warszawa|Kraków|Łódź|Gdańsk|Poznań|Wrocław|Vilnius|Riga", "|"),
	names.Indian:       strings.Split("Ahmedabad|Surat|Mumbai|Rajkot|Nairobi|Kampala|Leicester", "|"),
	names.Sikh:         strings.Split("Jalandhar|Ludhiana|Amritsar|Southall|Nairobi", "|"),
	names.Muslim:       strings.Split("Mirpur|Lahore|Sylhet|Dhaka|Karachi|Bradford|Mogadishu", "|"),
	names.African:      strings.Split("Lagos|Accra|Harare|Ibadan|Kumasi|Nairobi|Freetown", "|"),
	names.Caribbean:    strings.Split("Kingston|Montego Bay|Bridgetown|Port of Spain|Castries", "|"),
	names.Chinese:      strings.Split("Hong Kong|Kowloon|Guangzhou|Singapore|Fuzhou", "|"),
}
