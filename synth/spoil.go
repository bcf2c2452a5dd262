package synth

import (
	"strconv"
	"strings"

	"continuum/synth/draw"
	"continuum/synth/names"
)

// spoilName: what was said at the desk, then what was typed.
func spoilName(s *draw.Stream, p *person, c *card, e *slip) {
	if s.Chance(e.nickname) {
		c.given = names.Short(s, c.given)
	}
	if p.maiden != "" && s.Chance(e.oldSurname) {
		c.family = p.maiden
	}
	if a, b, ok := strings.Cut(c.family, "-"); ok && p.maiden != "" && s.Chance(0.3) {
		c.family = []string{a, b, a + " " + b}[s.Below(3)]
	}
	if !s.Chance(e.middleKept) {
		c.middle = ""
	} else if s.Chance(0.3) {
		c.middle = initial(c.middle)
	}
	if !s.Chance(e.titleKept) {
		c.title = ""
	}
	if s.Chance(e.nameTyped) {
		if s.Chance(0.5) {
			c.given = mistype(s, c.given)
		} else {
			c.family = mistype(s, c.family)
		}
	}
	if s.Chance(e.swapped) {
		c.given, c.family = c.family, c.given
	}
	if s.Chance(e.initial) {
		c.given = initial(c.given)
	}
}

// placeholderBirths are what forms that insist on a date get.
var placeholderBirths = []Day{date(1900, 1, 1), date(1901, 1, 1), date(1970, 1, 1)}

func spoilBirth(s *draw.Stream, c *card, e *slip) {
	switch u := s.Float(); {
	case u < e.birthMissing:
		c.birth = never
	case u < e.birthMissing+e.birthPlaceholder:
		c.birth = placeholderBirths[s.Below(len(placeholderBirths))]
	case u < e.birthMissing+e.birthPlaceholder+e.birthSwapped:
		c.birth = swapDayMonth(c.birth)
	case u < e.birthMissing+e.birthPlaceholder+e.birthSwapped+e.birthTyped:
		c.birth = mistypeDate(s, c.birth)
	}
	switch u := s.Float(); {
	case u < e.sexUnknown*0.5:
		c.sex = '0'
	case u < e.sexUnknown*0.8:
		c.sex = '9'
	case u < e.sexUnknown:
		c.sex = 0
	case u < e.sexUnknown+0.001:
		c.sex = '3' - c.sex + '0'
	}
}

func swapDayMonth(d Day) Day {
	y, m, day := d.civil()
	if day > 12 {
		return d
	}
	return date(y, day, m)
}

// mistypeDate changes one part of a date and leaves it a date.
func mistypeDate(s *draw.Stream, d Day) Day {
	y, m, day := d.civil()
	switch s.Below(4) {
	case 0:
		day = 1 + (day+s.Between(1, 9))%28
	case 1:
		m = 1 + (m+s.Below(11))%12
		day = min(day, 28)
	case 2:
		y -= s.Between(1, 10)
	default:
		y, day = y-y%10+(y+s.Between(1, 9))%10, min(day, 28)
	}
	return min(date(y, m, day), d+400)
}

// spoilNumber: missing, mistyped (the check digit then mostly fails), or a
// relative's, the most dangerous error of all.
func (b *block) spoilNumber(p *person, c *card, e *slip) {
	s := b.slip
	switch u := s.Float(); {
	case u < e.nhsMissing:
		c.nhs = ""
	case u < e.nhsMissing+e.nhsTyped:
		i := s.Below(10)
		digit := '0' + (c.nhs[i]-'0'+byte(s.Between(1, 9)))%10
		c.nhs = c.nhs[:i] + string(digit) + c.nhs[i+1:]
	case u < e.nhsMissing+e.nhsTyped+e.nhsRelative:
		if m := p.house.members; len(m) > 1 {
			c.nhs = strconv.FormatInt(m[s.Below(len(m))].nhs, 10)
		}
	}
}

func (b *block) spoilHome(p *person, c *card, e *slip) {
	s := b.slip
	if s.Chance(e.oldAddress) {
		old := b.geo.somewhere(s)
		if len(p.stays) > 1 {
			old = p.stays[0].home
		}
		c.address, c.postcode = old.line, postcodeText(old.postcode)
	}
	if s.Chance(e.homeUnknown) {
		c.address, c.postcode = []string{"UNKNOWN", "NO FIXED ABODE", ""}[s.Below(3)], []string{"ZZ99 3VZ", "ZZ99 3WZ", ""}[s.Below(3)]
	}
	if s.Chance(e.postcodeMangled) && len(c.postcode) > 5 {
		switch s.Below(4) {
		case 0:
			c.postcode = strings.ReplaceAll(c.postcode, " ", "")
		case 1:
			c.postcode = c.postcode[:len(c.postcode)-3]
		case 2:
			c.postcode = ""
		default:
			c.postcode = mistype(s, c.postcode)
		}
	}
	if !s.Chance(e.phoneKept) {
		c.phone = ""
	}
	if !s.Chance(e.practiceKept) {
		c.practice = ""
	}
}

// spoilStyle is what a system or a hurried typist does to letters.
func spoilStyle(s *draw.Stream, c *card, e *slip) {
	if s.Chance(e.plain) {
		c.given, c.middle, c.family = plain(c.given), plain(c.middle), plain(c.family)
	}
	if s.Chance(e.upper) {
		c.given, c.middle, c.family = strings.ToUpper(c.given), strings.ToUpper(c.middle), strings.ToUpper(c.family)
		c.address = strings.ToUpper(c.address)
		c.title = strings.ToUpper(c.title)
	} else if s.Chance(e.lower) {
		c.given, c.family, c.address = strings.ToLower(c.given), strings.ToLower(c.family), strings.ToLower(c.address)
	}
}

func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}

// mistype makes one slip of the fingers: a letter lost, doubled, swapped or hit beside.
func mistype(s *draw.Stream, text string) string {
	r := []rune(text)
	if len(r) < 3 {
		return text
	}
	i := 1 + s.Below(len(r)-2)
	switch s.Below(4) {
	case 0:
		r = append(r[:i], r[i+1:]...)
	case 1:
		r = append(r[:i+1], r[i:]...)
	case 2:
		r[i], r[i+1] = r[i+1], r[i]
	default:
		r[i] = rune(neighbours[s.Below(len(neighbours))])
	}
	return string(r)
}

const neighbours = "aeiourstlnm"

var folder = strings.NewReplacer("ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ó", "o", "ś", "s", "ź", "z", "ż", "z",
	"Ą", "A", "Ć", "C", "Ę", "E", "Ł", "L", "Ń", "N", "Ó", "O", "Ś", "S", "Ź", "Z", "Ż", "Z", "é", "e", "á", "a", "É", "E")

// plain drops diacritics, as most partners' systems do.
func plain(text string) string {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return folder.Replace(text)
		}
	}
	return text
}
