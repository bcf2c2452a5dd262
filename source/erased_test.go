package source

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// Wherever an id stands in a record that is no row, it is seen.
func TestIDsInRecordsThatAreNoRows(t *testing.T) {
	for _, c := range []struct{ raw, delimiter, want string }{
		{"", "", ""},
		{"7,Smith,,x", "", "7|Smith|x"},
		{`"7";" A 9 ";`, ";", "7|9|A|A 9"},
		{"7^Smith", "^", "7|Smith"},
		{"7\tSmith\r\n8", "", "7|8|Smith"},
		{`{"subject":{"reference":"Patient/7"},"id":"urn:x:8"}`, "", "8|7|Patient|Patient/7|id|reference|subject|urn|urn:x:8|x|:"},
		{"\xff\x00", "", "\xff\x00"},
	} {
		got := slices.Sorted(maps.Keys(couldBeIDs(c.raw, c.delimiter)))
		want := strings.Split(c.want, "|")
		if c.want == "" {
			want = nil
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q has %q, want %q", c.raw, got, want)
		}
	}
}
