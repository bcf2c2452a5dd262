package show

import (
	"testing"
	"time"
)

func date(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", (s + " 00:00")[:16])
	if err != nil {
		panic(err)
	}
	return t
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ family, given, title, staff, person string }{
		{"Smith", "Mary", "Mrs", "SMITH, Mary (Mrs)", "Mrs Mary Smith"},
		{"", "Mary", "", "Mary", "Mary"},
		{"", "", "Mrs", "(Mrs)", "Mrs"},
		{"", "", "", "", ""},
		{" van  der Berg ", "Anna", "", "VAN DER BERG, Anna", "Anna van der Berg"},
		{"Strauß", "Uwe", "Dr", "STRAUSS, Uwe (Dr)", "Dr Uwe Strauß"},
		{"Παπαδόπουλος", "Νίκος", "", "ΠΑΠΑΔΌΠΟΥΛΟΣ, Νίκος", "Νίκος Παπαδόπουλος"},
		{"王", "芳", "", "王, 芳", "芳 王"},
	} {
		if got := StaffName(c.family, c.given, c.title); got != c.staff {
			t.Errorf("StaffName(%q, %q, %q) = %q, want %q", c.family, c.given, c.title, got, c.staff)
		}
		if got := PersonName(c.family, c.given, c.title); got != c.person {
			t.Errorf("PersonName(%q, %q, %q) = %q, want %q", c.family, c.given, c.title, got, c.person)
		}
	}
}

func TestNHSNumber(t *testing.T) {
	for _, c := range []struct {
		in, out string
		verdict Verdict
	}{
		{"9434765919", "943 476 5919", Valid},
		{"943-476-5919", "943 476 5919", Valid},
		{"9434765918", "", BadCheck},
		{"943476591", "", BadLength},
		{"", "", BadLength},
		{"0000000000", "", Suspicious},
	} {
		if out, verdict := NHSNumber(c.in); out != c.out || verdict != c.verdict {
			t.Errorf("NHSNumber(%q) = %q, %s; want %q, %s", c.in, out, verdict, c.out, c.verdict)
		}
	}
}

func TestDates(t *testing.T) {
	now := date("2026-11-22")
	for name, c := range map[string][2]string{
		"staff":           {StaffDate(date("1938-11-09")), "09-Nov-1938"},
		"person":          {PersonDate(date("1938-11-09")), "9 November 1938"},
		"unknown":         {StaffDate(time.Time{}) + PersonDate(time.Time{}) + BornAge(time.Time{}, now), ""},
		"time":            {StaffTime(date("2026-11-14 09:30")), "14-Nov-2026 09:30"},
		"midnight":        {StaffTime(date("2026-11-14")), "14-Nov-2026"},
		"born":            {BornAge(date("1938-11-09"), now), "09-Nov-1938 (88y)"},
		"infant":          {Age(date("2025-12-30"), now), "10m"},
		"newborn":         {Age(now, now), "0m"},
		"not born yet":    {Age(date("2027-01-01"), now), ""},
		"leap day":        {Age(date("1936-02-29"), date("2027-02-28")), "90y"},
		"leap birthday":   {Age(date("1936-02-29"), date("2027-03-01")), "91y"},
		"month":           {Month(now), "November 2026"},
		"today":           {Ago(date("2026-11-22 23:59"), now), "today"},
		"yesterday":       {Ago(date("2026-11-21"), now), "yesterday"},
		"days":            {Ago(date("2026-11-10"), now), "12 days ago"},
		"tomorrow":        {Ago(date("2026-11-23"), now), "tomorrow"},
		"days to come":    {Ago(date("2026-11-25"), now), "in 3 days"},
		"over clock time": {Ago(date("2026-03-28 23:00"), date("2026-03-30 01:00")), "2 days ago"},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: got %q, want %q", name, c[0], c[1])
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range [][2]string{
		{Count(0), "0"},
		{Count(999), "999"},
		{Count(1000), "1,000"},
		{Count(-25_000_000), "-25,000,000"},
		{Pounds(123456), "£1,234.56"},
		{Pounds(5), "£0.05"},
		{Pounds(-123405), "-£1,234.05"},
		{Pounds(-1 << 63), "-£92,233,720,368,547,758.08"},
		{WholePounds(123450), "£1,235"},
		{WholePounds(-49), "£0"},
		{BigPounds(99_999_900), "£999,999"},
		{BigPounds(123_456_789_00), "£123.5m"},
		{BigPounds(3_400_000_000_00), "£3.4bn"},
		{Share(0), "0%"},
		{Share(0.00001), "<0.1%"},
		{Share(0.0123), "1.2%"},
		{Share(0.99999), ">99.9%"},
		{Share(1), "100%"},
		{Part(1, 0), ""},
		{Part(1, 4), "25.0%"},
		{Plural(1, "person", "people"), "1 person"},
		{Plural(20000, "person", "people"), "20,000 people"},
		{Bytes(999), "999 B"},
		{Bytes(1_234_567), "1.2 MB"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range [][2]string{
		{Words("next_of_kin"), "Next of kin"},
		{Words("nhs_number"), "NHS number"},
		{Words(""), ""},
		{Words("éclair"), "Éclair"},
		{Setting("emergency"), "A&E"},
		{Setting("hospice_care"), "Hospice care"},
		{Sector("acute"), "Hospital"},
		{Sector("housing"), "Housing"},
		{Gender("unknown"), "Not known"},
		{Gender("female"), "Female"},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
	if SettingOrder("gp") >= SettingOrder("housing") || SettingOrder("hospice") <= SettingOrder("voluntary") {
		t.Error("settings are out of order")
	}
}
