package synth

import "testing"

// TestEverybodyLivesInThePlace: each person of the truth is present for at least
// a day, has an address, a practice and names, and events only while present.
func TestEverybodyLivesInThePlace(t *testing.T) {
	b := newBlock(newGeography(5*blockPeople), 21)
	for index := range b.geo.blocks {
		b.populate(index)
		for i := range b.arena {
			p := &b.arena[i]
			if p.from() >= p.to() {
				t.Fatalf("person %d is never here", p.n)
			}
			if p.given == "" || p.family == "" || p.stays[0].home.line == "" {
				t.Fatalf("person %d lacks a name or a home", p.n)
			}
			b.live(p)
			for _, x := range b.life.spells {
				if d := x.admit.day(); !p.here(d) || d < WindowStart || d > WindowEnd || x.leave <= x.admit {
					t.Fatalf("person %d has an impossible spell %+v", p.n, x)
				}
			}
			for _, x := range b.life.consultations {
				if d := x.at.day(); !p.here(d) || d < WindowStart || d > WindowEnd {
					t.Fatalf("person %d consults while away", p.n)
				}
			}
			for j := 1; j < len(b.life.spells); j++ {
				if b.life.spells[j].admit < b.life.spells[j-1].leave {
					t.Fatalf("person %d is in two beds at once", p.n)
				}
			}
		}
	}
}

// TestProgrammesBeginWhenTheySay: nobody is enrolled before the real start, and
// everyone enrolled has a true effect.
func TestProgrammesBeginWhenTheySay(t *testing.T) {
	b := newBlock(newGeography(4*blockPeople), 22)
	enrolled := 0
	for index := range b.geo.blocks {
		b.populate(index)
		for i := range b.arena {
			p := &b.arena[i]
			for g := range programmeList {
				if p.enrol[g] == never {
					continue
				}
				enrolled++
				if p.enrol[g] < programmeList[g].start || p.effect[g] <= 0 {
					t.Errorf("person %d in %s on day %d with effect %v", p.n, programmeList[g].id, p.enrol[g], p.effect[g])
				}
			}
		}
	}
	if enrolled < 50 {
		t.Errorf("only %d enrolments", enrolled)
	}
}
