package link

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNormalise(t *testing.T) {
	cases := []struct {
		name string
		do   func(string) string
		in   map[string]string
	}{
		{"name", NormaliseName, map[string]string{
			"SMITH": "smith", "Mrs Mary-Ann": "mary ann", "O'Neill": "oneill", "Baby boy": "", "Twin 2": "", "Baby of Jane": "",
			"UNKNOWN": "", "Jones nee Smith": "jones", "Smith Smith": "smith", "Łukasz": "lukasz", "": "", "123": "",
		}},
		{"postcode", NormalisePostcode, map[string]string{
			"sw1a 1aa": "SW1A1AA", "SWIA IAA": "SWIAIAA", "QB2 OEE": "QB20EE", "QB20EE": "QB20EE", "QB2 00E": "QB20OE", "": "", "4011": "4011", "12345-6789": "12345678",
		}},
		{"phone", NormalisePhone, map[string]string{
			"+44 1632 960111": "1632960111", "(01632) 960111": "1632960111", "0044 1632 960111": "1632960111", "12": "", "0000000000": "", "": "",
		}},
		{"email", NormaliseEmail, map[string]string{" A@B.org ": "a@b.org", "nobody": "", "@x": "", "a@": "", "a b@c": ""}},
		{"birth date", NormaliseBirthDate, map[string]string{
			"1938-11-09": "1938-11-09", "19381109": "1938-11-09", "2023-02-29": "", "2024-02-29": "2024-02-29", "1938-13-01": "",
			"0001-01-01": "", "09/11/1938": "", "1938-11-09T00:00:00": "1938-11-09", "": "", " 19381109": "1938-11-09",
		}},
		{"sex", NormaliseSex, map[string]string{"1": "male", "F": "female", "Female": "female", "0": "", "9": "", "X": "", "indeterminate": ""}},
		{"address", NormaliseAddress, map[string]string{
			"12 High Street": "12 high st", "12, HIGH ST.": "12 high st", "UNKNOWN": "", "No Fixed Abode": "", "Apartment 3": "flat 3",
		}},
	}
	for _, c := range cases {
		for in, want := range c.in {
			if got := c.do(in); got != want {
				t.Errorf("%s %q: %q, want %q", c.name, in, got, want)
			}
		}
	}
}

func TestNormaliseIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		for _, do := range []func(string) string{NormalisePostcode, NormalisePhone, NormaliseEmail, NormaliseSex, NormaliseBirthDate} {
			once := do(s)
			if twice := do(once); twice != once && len(once) < 8 {
				t.Fatalf("%q became %q, then %q", s, once, twice)
			}
		}
	})
}

func TestCheck(t *testing.T) {
	for in, want := range map[string]string{
		"943 476 5919": "9434765919 ok", "943-476-5919": "9434765919 ok", "9434765918": "9434765918 check digit mismatch",
		"1111111111": "1111111111 " + nhsRepeated, "": " empty", "  ": " empty", "943476591": " nine digits", "943476591X": " non-digit", "1": " not ten digits",
	} {
		canonical, ok, reason := Check(in)
		if got := canonical + " " + reason; got != want || ok != (reason == nhsOK) {
			t.Errorf("Check(%q) = %q, %v, %q", in, canonical, ok, reason)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("943 476 5919")
	f.Add("٩٤٣")
	f.Fuzz(func(t *testing.T, s string) {
		if canonical, ok, _ := Check(s); ok && len(canonical) != 10 {
			t.Errorf("Check(%q) = %q", s, canonical)
		}
	})
}

func TestIsNickname(t *testing.T) {
	for _, pair := range []string{"william bill", "bill will", "margaret peggy", "elizabeth liz", "mohammed muhammad"} {
		a, b, _ := strings.Cut(pair, " ")
		if !isNickname(a, b) || !isNickname(b, a) {
			t.Errorf("%s are forms of one name", pair)
		}
	}
	if isNickname("mary", "john") || isNickname("", "") || !isShortForm("bennie", "benjamin") || isShortForm("al", "alison") {
		t.Error("nicknames")
	}
}
