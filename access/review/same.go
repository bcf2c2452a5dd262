package review

import (
	"strings"
	"unicode"
)

// words folds a text to capital letters and digits with one space between words.
func words(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToUpper(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// tight is words without the spaces: postcodes, and surnames such as O'Brien.
func tight(text string) string { return strings.ReplaceAll(words(text), " ", "") }

// house is what tells an address from others of its postcode: its words with a
// number, such as 2 and 14B of Flat 2, 14b High Street. "" where it has a name.
func house(address string) string {
	var all []string
	for _, w := range strings.Fields(words(address)) {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			all = append(all, w)
		}
	}
	return strings.Join(all, " ")
}

func samePostcode(a, b *Person) bool {
	p := tight(a.Postcode)
	return p != "" && p == tight(b.Postcode)
}

func sameSurname(a, b *Person) bool {
	s := tight(a.Surname)
	return s != "" && s == tight(b.Surname)
}

// sameHouse tells whether two people have one address, or one postcode and house.
func sameHouse(a, b *Person) bool {
	if h := house(a.Address); samePostcode(a, b) && h != "" {
		return h == house(b.Address)
	}
	w := words(a.Address)
	return w != "" && w == words(b.Address) && (samePostcode(a, b) || a.Postcode == "" || b.Postcode == "")
}
