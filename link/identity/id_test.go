package identity

import (
	"testing"

	"pgregory.net/rapid"

	"continuum/link"
)

// TestIDsAreForEver: ids are in plans and consents, so that how they are made can
// never change.
func TestIDsAreForEver(t *testing.T) {
	for _, c := range []struct {
		source, local string
		salt          rune
		want          string
	}{
		{"river_practice", "1001", 0, "PM4RN9GBZWE6"},
		{"river_practice", "1001", 1, "P9WSFK5RFJXF"},
		{"gp", "", 0, "PHBPC1VFZ2WG"},
		{"river_hospital", "Ærø-7", 0, "PBWNHDCQSDWK"},
	} {
		if got := Fresh(link.Registration{Source: c.source, LocalID: c.local}, c.salt); got != c.want {
			t.Errorf("%s %s salted %d is %s, want %s", c.source, c.local, c.salt, got, c.want)
		}
	}
}

func TestIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := link.Registration{Source: rapid.String().Draw(t, "source"), LocalID: rapid.String().Draw(t, "local id")}
		id := Fresh(r, rapid.Int32Range(0, 300).Draw(t, "salt"))
		c, ok := codeOf(id)
		if !ok || c.String() != id || c == 0 {
			t.Fatalf("%s reads as %x and is written %s", id, c, c)
		}
	})
	for _, id := range []string{"", "P", "P0123456789", "P0123456789AB", "Q0123456789A", "P012345678OA", "P012345678la", "P0123456789\xff"} {
		if Valid(id) {
			t.Errorf("%q passes for a person id", id)
		}
	}
	if !Valid("P0123456789A") {
		t.Error("a person id does not pass for one")
	}
}

// TestNumbers: each id keeps its number, however many there are.
func TestNumbers(t *testing.T) {
	table := newIDs(0)
	for round := range 2 {
		for i := range 5000 {
			c := freshCode(link.Registration{Source: "gp", LocalID: string(rune(i + 0x4e00))}, 0)
			if n, fresh := table.number(c); int(n) != i+1 || fresh != (round == 0) || table.codes[n] != c {
				t.Fatalf("round %d: id %d has number %d, new %v", round, i+1, n, fresh)
			}
		}
	}
}
