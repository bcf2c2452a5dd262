package show

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// settings are the words for the settings of canonical activity, in the order a
// reader meets them: first contact, hospital, mind, home.
var settings = []struct{ id, word string }{
	{"gp", "GP"},
	{"ambulance", "Ambulance"},
	{"emergency", "A&E"},
	{"inpatient", "Hospital stay"},
	{"outpatient", "Outpatients"},
	{"community", "Community"},
	{"mental_health", "Mental health"},
	{"social_care", "Social care"},
	{"housing", "Housing"},
	{"voluntary", "Voluntary"},
}

// Setting gives the word for where something happened; an unknown one is put in
// plain words.
func Setting(id string) string {
	for _, s := range settings {
		if s.id == id {
			return s.word
		}
	}
	return Words(id)
}

// SettingOrder ranks a setting for tables and charts; unknown ones come last.
func SettingOrder(id string) int {
	for i, s := range settings {
		if s.id == id {
			return i
		}
	}
	return len(settings)
}

// Sector gives the word for a partner's sector.
func Sector(id string) string {
	if id == "acute" {
		return "Hospital"
	}
	return Setting(id)
}

// Gender gives the word of the banner for a recorded sex.
func Gender(sex string) string {
	if sex == "" || sex == "unknown" {
		return "Not known"
	}
	return Words(sex)
}

// capitals are the short names that are written in capitals.
var capitals = map[string]bool{"nhs": true, "gp": true, "id": true, "lsoa": true, "imd": true, "ods": true}

// Words turns a short name into words: "next_of_kin" gives "Next of kin".
func Words(id string) string {
	words := strings.Fields(strings.ReplaceAll(id, "_", " "))
	for i, w := range words {
		if capitals[w] {
			words[i] = strings.ToUpper(w)
		}
	}
	s := strings.Join(words, " ")
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
