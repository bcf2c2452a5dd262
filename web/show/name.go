package show

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// StaffName gives "SMITH, Mary (Mrs)": family name in capitals by the Unicode
// rules, the others as stored. Missing parts are left out; no name gives "".
func StaffName(family, given, title string) string {
	family, given, title = trim(family), trim(given), trim(title)
	name := given
	if family != "" {
		name = cases.Upper(language.Und).String(family)
		if given != "" {
			name += ", " + given
		}
	}
	if title != "" {
		name = trim(name + " (" + title + ")")
	}
	return name
}

// PersonName gives "Mrs Mary Smith", every part as stored, missing ones left out.
func PersonName(family, given, title string) string {
	return trim(strings.Join([]string{title, given, family}, " "))
}

// trim also makes one space of many.
func trim(s string) string { return strings.Join(strings.Fields(s), " ") }
