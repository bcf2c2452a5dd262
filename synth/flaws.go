package synth

// flaw is a defect that a row should be quarantined for. A flawed row is an
// extra copy of a good one, so that the truth loses nothing by its rejection.
type flaw int

const (
	noFlaw flaw = iota
	missingID
	badDate
	unknownCode
	endFirst
	flaws
)

const flawShare = 0.0025

// flaw draws whether a row gets a defective copy.
func (b *block) flaw(p *person) flaw {
	if p.story || b.slip.Float() >= flawShare {
		return noFlaw
	}
	return flaw(1 + b.slip.Below(int(flaws)-1))
}

// impossibleDay is written as the thirtieth of February.
const impossibleDay = Day(1 << 29)
