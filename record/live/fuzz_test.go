package live

import (
	"testing"
	"time"

	"continuum/record/check"
	"continuum/record/definition"
	"continuum/record/hl7"
	"continuum/record/resource"
)

// FuzzMessage: whatever a message that can be understood says makes sound resources.
func FuzzMessage(f *testing.F) {
	f.Add(message("A01", "09:00", mary, ward))
	f.Add(message("A03", "09:00", mary+"||||||||||||||||20261127|Y", pv1("X", "^^^^^^^^a place", "V1", "44=2026", "45=202611", "36=a  b^c", "14=\x01")))
	f.Add(message("A40", "09:00", mary, "MRG|H2"))
	f.Add("MSH*!@/#*P*RW9*****ADT!A08*1*P*2.3\rEVN**2026\rPID***H1@@943 476 5919!!!NHS**/X41/!\"\"!b c*******+44!PRN!Internet!a@b\rPV1**E*!2!bed 3\r")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := hl7.Parse([]byte(text))
		if err != nil {
			return
		}
		r, err := newReader(weston(), func() time.Time { return today })
		if err != nil {
			t.Fatal(err)
		}
		read, err := r.read(m)
		if err != nil {
			return
		}
		for _, s := range read.statements {
			n, err := made(read, s)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range check.Resource(n) {
				if p.Severity == definition.Error {
					t.Errorf("%s in %s", p, n.Raw())
				}
			}
		}
	})
}

// made is the resource that follows from one statement.
func made(r *reading, s statement) (resource.Node, error) {
	if s.about == ofPerson {
		p := foldPerson([]statement{s})
		return patientOf(resource.Node{}, r.partner, s.id, &p, []joined{{"Patient/2", "replaces"}}, []string{"Patient/2"})
	}
	v, err := foldVisit([]statement{s})
	if err != nil {
		return resource.Node{}, err
	}
	return encounterOf(resource.Node{}, r.partner, s.id, "Patient/1", &v)
}
