// Package names gives synthetic people names that behave as names in an English
// place do: frequent at the head, a long tail of rare surnames, given names that
// tell a generation, and naming customs that differ by community. Linkage is
// judged on exactly these properties, so uniform lists would flatter it. The
// lists are written by hand; the tail of British surnames is built from the
// place-name stems and endings that made the real ones.
package names

import (
	"strings"

	"continuum/synth/draw"
)

// Group is a naming community.
type Group uint8

// The communities, in the order of the tables below.
const (
	British Group = iota
	Irish
	EastEuropean
	Indian
	Sikh
	Muslim
	African
	Caribbean
	Chinese
	groups
)

type lists struct {
	female, male []string // most frequent first
	surnames     []string
	headShare    float64 // share of people whose surname is in surnames; the rest have built ones
	slope, head  float64 // frequency falls as (rank + head) to the -slope
}

var table = [groups]lists{
	British:      {surnames: strings.Fields(britishSurnames), headShare: 0.76, slope: 0.95, head: 10},
	Irish:        {strings.Fields(irishFemale), strings.Fields(irishMale), strings.Fields(irishSurnames), 1, 0.6, 2},
	EastEuropean: {strings.Fields(polishFemale), strings.Fields(polishMale), strings.Fields(polishSurnames), 1, 0.5, 2},
	Indian:       {strings.Fields(indianFemale), strings.Fields(indianMale), strings.Fields(indianSurnames), 1, 0.9, 2},
	Sikh:         {strings.Fields(sikhFemale), strings.Fields(sikhMale), strings.Fields(sikhSurnames), 1, 0.8, 2},
	Muslim:       {strings.Fields(muslimFemale), strings.Fields(muslimMale), strings.Fields(muslimSurnames), 1, 0.8, 2},
	African:      {strings.Fields(africanFemale), strings.Fields(africanMale), strings.Fields(africanSurnames), 1, 0.5, 2},
	Caribbean:    {surnames: strings.Fields(britishSurnames), headShare: 0.9, slope: 0.8, head: 10},
	Chinese:      {strings.Fields(chineseFemale), strings.Fields(chineseMale), strings.Fields(chineseSurnames), 1, 0.8, 2},
}

var eras = [2][3][]string{
	{strings.Fields(femaleOld), strings.Fields(femaleMiddle), strings.Fields(femaleYoung)},
	{strings.Fields(maleOld), strings.Fields(maleMiddle), strings.Fields(maleYoung)},
}

// Given draws a given name for a person of the group, sex and year of birth.
func Given(s *draw.Stream, g Group, female bool, born int) string {
	l := &table[g]
	list := l.male
	if female {
		list = l.female
	}
	if len(list) == 0 || (g != EastEuropean && g != Muslim && born > 1970 && s.Chance(0.15)) {
		list = eras[sexRow(female)][era(s, born)]
	}
	return list[zipf(s, len(list), 0.75, 1.5)]
}

func sexRow(female bool) int {
	if female {
		return 0
	}
	return 1
}

// era allows some fashion drift: a tenth take a neighbouring generation's name.
func era(s *draw.Stream, born int) int {
	e := 1
	if born < 1948 {
		e = 0
	} else if born > 1986 {
		e = 2
	}
	if s.Chance(0.1) {
		e = min(2, max(0, e+s.Below(3)-1))
	}
	return e
}

// Surname draws a family name in its male or neutral form.
func Surname(s *draw.Stream, g Group) string {
	l := &table[g]
	if s.Float() < l.headShare {
		return l.surnames[zipf(s, len(l.surnames), l.slope, l.head)]
	}
	return built(s)
}

// Feminine gives the form a woman bears where grammar asks for one.
func Feminine(g Group, surname string) string {
	if g == EastEuropean && strings.HasSuffix(surname, "ki") {
		return surname[:len(surname)-1] + "a"
	}
	return surname
}

func built(s *draw.Stream) string {
	stem := stems[zipf(s, len(stems), 0.35, 0)]
	end := endings[zipf(s, len(endings), 0.45, 0)]
	if stem[len(stem)-1] == end[0] {
		end = end[1:]
	}
	return stem + end
}

// zipf draws a rank with density about (rank + head)^-slope (Mandelbrot's law), by
// inverting the continuous distribution.
func zipf(s *draw.Stream, n int, slope, head float64) int {
	a := 1 - slope
	low, high := draw.Pow(head+1, a), draw.Pow(head+float64(n+1), a)
	x := draw.Pow(low+float64(s.Float()*(high-low)), 1/a)
	return min(n-1, max(0, int(x-head)-1))
}

// Short gives a familiar form of a given name, or the name itself when it has none.
func Short(s *draw.Stream, given string) string {
	forms := nicknames[given]
	if len(forms) == 0 {
		return given
	}
	return forms[s.Below(len(forms))]
}
