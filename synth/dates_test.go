package synth

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDatesAgreeWithTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Day(rapid.IntRange(int(date(1850, 1, 1)), int(date(2100, 1, 1))).Draw(t, "day"))
		want := time.Unix(int64(d)*86400, 0).UTC()
		for layout, form := range map[string]func([]byte, Day) []byte{
			"2006-01-02": appendISO, "02/01/2006": appendUK, "20060102": appendCompact, "02-Jan-2006": appendNamed,
		} {
			if got := string(form(nil, d)); got != want.Format(layout) {
				t.Fatalf("%s: got %s", want.Format(layout), got)
			}
		}
		if (d.weekday()+1)%7 != int(want.Weekday()) {
			t.Fatalf("%v: weekday %d", want, d.weekday())
		}
	})
}

func TestSummerTime(t *testing.T) {
	cases := map[Day]bool{
		date(2024, 3, 30): false, date(2024, 3, 31): true, date(2024, 10, 26): true, date(2024, 10, 27): false,
		date(2026, 3, 28): false, date(2026, 3, 29): true, date(2026, 10, 24): true, date(2026, 10, 25): false,
		date(2025, 12, 25): false, date(2025, 7, 1): true,
	}
	for d, want := range cases {
		if summer(d) != want {
			t.Errorf("%s: summer time %v", appendISO(nil, d), !want)
		}
	}
}
