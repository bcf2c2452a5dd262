package place

import (
	"strings"
	"testing"
)

func TestSystems(t *testing.T) {
	const given = "{id: weston_hospital, identifiers: {people: 'https://weston.example/mrn'}, "
	p := load(t, folder(t, map[string]string{"place.yaml": strings.Replace(goodPlace, "{id: weston_hospital, ", given, 1)}))
	for _, c := range []struct{ partner, people, activities string }{
		{"weston_hospital", "https://weston.example/mrn", "urn:continuum:weston_hospital:activity"},
		{"weston_council", "urn:continuum:weston_council:person", "urn:continuum:weston_council:activity"},
	} {
		partner, _ := p.Partner(c.partner)
		if partner.PersonSystem() != c.people || partner.ActivitySystem() != c.activities {
			t.Errorf("%s: got %s and %s", c.partner, partner.PersonSystem(), partner.ActivitySystem())
		}
	}
}
