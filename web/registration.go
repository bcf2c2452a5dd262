package web

import (
	"strconv"
	"strings"

	"continuum/warehouse"
	"continuum/web/show"
)

// firstRegistrations are shown at once; the rest opens on demand, because some
// partners register a person anew at every contact.
const firstRegistrations = 6

// differences says what a partner has written otherwise than the banner, so that
// a wrong join is seen and a partner's mistake can be mended.
func differences(r warehouse.Registration, p warehouse.Person) []string {
	var d []string
	if name := show.StaffName(r.FamilyName, r.GivenName, ""); name != "" && !strings.EqualFold(name, show.StaffName(p.FamilyName, p.GivenName, "")) {
		d = append(d, "name "+name)
	}
	if !r.BirthDate.IsZero() && !r.BirthDate.Equal(p.BirthDate) {
		d = append(d, "born "+show.StaffDate(r.BirthDate))
	}
	if r.NHSNumber != "" && r.NHSNumber != p.NHSNumber {
		d = append(d, "NHS No. "+numberAsWritten(r.NHSNumber))
	}
	if r.Postcode != "" && squash(r.Postcode) != squash(p.Postcode) {
		d = append(d, "postcode "+r.Postcode)
	}
	return d
}

// numberAsWritten groups a valid NHS number and says what is wrong with another.
func numberAsWritten(s string) string {
	number, verdict := show.NHSNumber(s)
	switch verdict {
	case show.Valid:
		return number
	case show.BadCheck:
		return s + " (check digit wrong)"
	case show.Suspicious:
		return s + " (placeholder)"
	default:
		return s + " (not ten digits)"
	}
}

func squash(postcode string) string {
	return strings.ToUpper(strings.ReplaceAll(postcode, " ", ""))
}

// weight shows a match weight with the sign that makes it a weight.
func weight(w float64) string { return strconv.FormatFloat(w, 'f', 1, 64) }

// laidOut lays the evidence of a registration out.
func laidOut(e *warehouse.Evidence) waterfallView {
	return waterfallOf(e.Rule, e.Steps, e.Weight, e.Probability)
}

// beforeEvidence says that links hold registrations of which no evidence is kept.
func beforeEvidence(all []warehouse.Registration) bool {
	linked, kept := false, false
	for _, r := range all {
		linked, kept = linked || r.MatchWeight > 0, kept || r.Evidence != nil
	}
	return linked && !kept
}
