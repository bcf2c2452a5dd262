package messy

// habits say how often a register errs, as shares of its records that have the
// value in question.
type habits struct {
	nickname, initial, middleFirst, joined, swapped float64
	oldFamily, half, long, cut                      float64
	givenTyped, familyTyped, middleTyped            float64
	yearOnly, dayMonth, digit, yearOff, anotherDate float64
	wrongSex                                        float64
	oldHome, roughAddress, addressTyped             float64
	partPostcode, postcodeTyped                     float64
	townSpelt, placeSpelt, reworked                 float64
	rubbish                                         float64 // of each value
}

// usual is what a register of the ordinary kind does; the others do so much
// more or less of it.
var usual = habits{
	nickname: 0.40, initial: 0.05, middleFirst: 0.04, joined: 0.03, swapped: 0.025,
	oldFamily: 0.15, half: 0.45, long: 0.02, cut: 0.02,
	givenTyped: 0.08, familyTyped: 0.10, middleTyped: 0.08,
	yearOnly: 0.08, dayMonth: 0.04, digit: 0.04, yearOff: 0.04, anotherDate: 0.02,
	wrongSex: 0.012,
	oldHome:  0.09, roughAddress: 0.10, addressTyped: 0.08,
	partPostcode: 0.10, postcodeTyped: 0.06,
	townSpelt: 0.15, placeSpelt: 0.12, reworked: 0.35,
	rubbish: 0.01,
}
