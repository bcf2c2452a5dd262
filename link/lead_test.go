package link

import "testing"

// A record that could be either of two people whose NHS numbers tell them apart
// is neither's, and is somebody's again when it says more.
func TestARecordThatCouldBeEitherIsNeither(t *testing.T) {
	var records []Record
	makePlace(2000, 5, func(r Record, _ int) { records = append(records, r) })
	n := len(records)
	father := Record{Source: "practice", LocalID: "father", NHSNumber: validNHS(900001), GivenName: "Ignatius", FamilyName: "Featherstonehaugh", BirthDate: "1938-11-09", Sex: "M", Postcode: "QA1 1AA", Phone: "01632 960111"}
	other := father
	other.LocalID, other.NHSNumber, other.Postcode, other.Phone = "other", validNHS(900002), "QA9 9ZZ", "01632 960222"
	either := father
	either.Source, either.LocalID, either.NHSNumber, either.Postcode, either.Phone = "clinic", "either", "", "", ""
	records = append(records, father, other, either)
	res := runLinker(t, Config{}, records)
	if p := res.Person[n:]; p[0] == p[1] || p[2] == p[0] || p[2] == p[1] {
		t.Errorf("people %v, expected three", p)
	}
	cut := 0
	for _, e := range res.Edges {
		if int(max(e.Left, e.Right)) == n+2 && e.Cut == CutLead {
			cut++
		}
	}
	if cut != 2 {
		t.Errorf("%d links of the record were cut for want of a lead, expected 2", cut)
	}
	records[n+2].Postcode, records[n+2].Phone = father.Postcode, father.Phone
	res = runLinker(t, Config{}, records)
	if p := res.Person[n:]; p[0] == p[1] || p[2] != p[0] {
		t.Errorf("with postcode and phone people are %v, expected the record with the first", p)
	}
}
