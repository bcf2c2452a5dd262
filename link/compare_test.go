package link

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// profilesOf makes profiles of two records.
func profilesOf(a, b Record) (l *Linker, p, q *profile) {
	l = New(Config{})
	l.Add(a)
	l.Add(b)
	l.gather()
	for i := range l.profiles {
		l.derive(&l.profiles[i])
	}
	return l, &l.profiles[0], &l.profiles[1]
}

// levelsOf compares two records alone.
func levelsOf(a, b Record) map[string]string {
	l, p, q := profilesOf(a, b)
	words := l.cfg.wording()
	return words.levels(newComparer(&l.details, &l.cfg).compare(p, q))
}

func TestLevels(t *testing.T) {
	type set func(*Record, string)
	birth := func(r *Record, s string) { r.BirthDate = s }
	given := func(r *Record, s string) { r.GivenName = s }
	family := func(r *Record, s string) { r.FamilyName = s }
	nhs := func(r *Record, s string) { r.NHSNumber = s }
	postcode := func(r *Record, s string) { r.Postcode = s }
	whole := func(r *Record, s string) { r.GivenName, r.FamilyName, _ = strings.Cut(s, " ") }
	home := func(r *Record, s string) { r.Postcode, r.Address, _ = strings.Cut(s, "|") }
	cases := []struct {
		set        set
		a, b, name string
		want       string
	}{
		{birth, "1945-06-12", "1945-06-12", "birth_date", "date of birth agrees"},
		{birth, "1945-12-06", "1945-06-12", "birth_date", "date of birth one slip apart"},
		{birth, "1954-06-12", "1945-06-12", "birth_date", "date of birth one slip apart"},
		{birth, "1945-06-12", "1945-06-27", "birth_date", "date of birth agrees in two parts"},
		{birth, "1945-06-12", "1945-10-27", "birth_date", "date of birth loosely alike"},
		{birth, "1945-06-12", "1971-10-27", "birth_date", "date of birth differs"},
		{birth, "1945-06-12", "1945-06-31", "birth_date", ""},
		{given, "William", "Bill", "given_name", "given name alike"},
		{given, "William", "W", "given_name", "given name initial agrees"},
		{given, "William", "Wiliam", "given_name", "given name alike"},
		{given, "William", "Zoe", "given_name", "given name differs"},
		{given, "李小龍", "李小龍", "given_name", "given name agrees"},
		{family, "Hopkins-Kuhns", "Kuhns", "family_name", "family name alike"},
		{family, "Smith", "Smyth", "family_name", "family name slightly alike"},
		{whole, "Gabriel Thomas", "Thomas Gabriel", "given_name", "given and family name swapped"},
		{nhs, "9434765919", "943 476 5919", "nhs_number", "NHS number agrees"},
		{nhs, "9434765919", "9434765991", "nhs_number", "NHS number one slip apart"},
		{nhs, "9434765919", "4010232137", "nhs_number", "NHS number differs"},
		{nhs, "9434765919", "5555555555", "nhs_number", ""},
		{postcode, "SW1A 1AA", "SW1A1AA", "residence", "postcode agrees"},
		{postcode, "SW1A 1AA", "SW1A 1AB", "residence", "postcode nearly agrees"},
		{postcode, "SW1A 1AA", "SW1A", "residence", "postcode nearly agrees"},
		{postcode, "SW1A 1AA", "SW1A 2ZZ", "residence", "postcode district agrees"},
		{postcode, "SW1A 1AA", "M1 2ZZ", "residence", "address differs"},
		{home, "SW1A 1AA|10 Downing Street", "SW1A 1AA|10 DOWNING ST", "residence", "address and postcode agree"},
		{home, "SW1A 1AA|10 Downing Street", "SW1A 1AA|11 Downing Street", "residence", "postcode agrees but not the address"},
		{home, "|10 Downing Street", "|10 Dowining Street", "residence", "address agrees but not the postcode"},
	}
	for _, c := range cases {
		var a, b Record
		c.set(&a, c.a)
		c.set(&b, c.b)
		if got := levelsOf(a, b)[c.name]; got != c.want {
			t.Errorf("%q and %q: %q, want %q", c.a, c.b, got, c.want)
		}
	}
}

func TestCompareIsSymmetric(t *testing.T) {
	word := rapid.SampledFrom([]string{"", "ann", "anna", "a", "smith", "smith jones", "jones", "mary", "李"})
	record := rapid.Custom(func(t *rapid.T) Record {
		return Record{
			GivenName: word.Draw(t, "given"), MiddleName: word.Draw(t, "middle"), FamilyName: word.Draw(t, "family"),
			BirthDate: rapid.SampledFrom([]string{"", "1945-06-12", "1945-12-06", "1944-06-12"}).Draw(t, "birth"),
			NHSNumber: rapid.SampledFrom([]string{"", "9434765919", "9434765918", "4010232137", "1234"}).Draw(t, "nhs"),
			Postcode:  rapid.SampledFrom([]string{"", "SW1A 1AA", "SW1A 1A", "M1 1AA"}).Draw(t, "postcode"),
			Address:   rapid.SampledFrom([]string{"", "1 High St", "2 High St"}).Draw(t, "address"),
			Email:     rapid.SampledFrom([]string{"", "a@b.org", "a@c.org"}).Draw(t, "email"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		l, p, q := profilesOf(record.Draw(t, "a"), record.Draw(t, "b"))
		c := newComparer(&l.details, &l.cfg)
		if x, y := c.compare(p, q), c.compare(q, p); x != y {
			words := l.cfg.wording()
			t.Fatalf("%v one way, %v the other", words.levels(x), words.levels(y))
		}
	})
}
