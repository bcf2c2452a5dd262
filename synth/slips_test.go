package synth

import (
	"strconv"
	"testing"
)

// TestSlipsComeAtTheirRates counts what each source does to the identifiers of
// a few thousand people.
func TestSlipsComeAtTheirRates(t *testing.T) {
	b := newBlock(newGeography(3*blockPeople), 4)
	var people, noNumber, wrongNumber, wrongBirth [sources]float64
	for index := range b.geo.blocks {
		b.populate(index)
		for i := range b.arena {
			p := &b.arena[i]
			if p.story {
				continue
			}
			for src := range sources {
				c := b.write(p, src, census, 0)
				people[src]++
				switch {
				case c.nhs == "":
					noNumber[src]++
				case c.nhs != strconv.FormatInt(p.nhs, 10):
					wrongNumber[src]++
				}
				if c.birth != p.birth {
					wrongBirth[src]++
				}
			}
		}
	}
	for src := range sources {
		e := slips[src]
		n := people[src]
		between(t, sourceNames[src]+": NHS number missing", noNumber[src]/n, 0.8*e.nhsMissing-0.003, 1.2*e.nhsMissing+0.003)
		between(t, sourceNames[src]+": NHS number wrong", wrongNumber[src]/n, 0, 0.012)
		births := e.birthMissing + e.birthPlaceholder + e.birthSwapped + e.birthTyped
		between(t, sourceNames[src]+": date of birth missing or wrong", wrongBirth[src]/n, 0.5*births-0.003, births+0.01)
	}
}

func TestMistypeChangesOneLetter(t *testing.T) {
	b := newBlock(newGeography(100), 1)
	for range 500 {
		got := []rune(mistype(b.slip, "Wiśniewska"))
		if len(got) < 9 || len(got) > 11 {
			t.Fatalf("%q is more than one slip away", string(got))
		}
	}
	if got := plain("Wójcik Łukasz Ziółkowska Traoré"); got != "Wojcik Lukasz Ziolkowska Traore" {
		t.Errorf("diacritics left in %q", got)
	}
	if got := latin1("José Łuc"); got != "Jos\xe9 Luc" {
		t.Errorf("Latin-1 of José Łuc is %q", got)
	}
}
