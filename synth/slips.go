package synth

// slip says how often a source gets an identifier wrong, as shares of its cards.
type slip struct {
	stale                                    Day    // how long it goes on writing an old address or surname
	double                                   uint64 // people per thousand registered twice
	nhsMissing, nhsTyped, nhsRelative        float64
	nickname, swapped, initial, nameTyped    float64
	oldSurname                               float64
	middleKept, titleKept                    float64
	birthMissing, birthPlaceholder           float64
	birthSwapped, birthTyped                 float64
	sexUnknown                               float64
	oldAddress, homeUnknown, postcodeMangled float64
	phoneKept, practiceKept                  float64
	upper, lower                             float64
	plain                                    float64 // diacritics lost
}

// slips by source. Shares of missing NHS numbers are those measured on the
// place_a linkage set; the rest are of the order of Hagger-Johnson et al.
// (J Innov Health Inform 2017;24:891) for hospitals, worse where staff type
// from memory or through a closed door.
var slips = [sources]slip{
	gpSource:     {stale: 10, nhsMissing: 0.002, nhsTyped: 0.0005, nhsRelative: 0.0005, nickname: 0.01, swapped: 0.001, nameTyped: 0.004, oldSurname: 0.01, middleKept: 0.85, titleKept: 0.95, birthTyped: 0.001, birthSwapped: 0.0005, oldAddress: 0.05, phoneKept: 0.9, practiceKept: 1, plain: 0.5},
	hospital:     {stale: 45, double: 30, nhsMissing: 0.04, nhsTyped: 0.002, nhsRelative: 0.003, nickname: 0.02, swapped: 0.004, nameTyped: 0.012, oldSurname: 0.03, middleKept: 0.3, titleKept: 0.9, birthPlaceholder: 0.001, birthSwapped: 0.003, birthTyped: 0.005, sexUnknown: 0.003, oldAddress: 0.07, homeUnknown: 0.002, postcodeMangled: 0.004, phoneKept: 0.7, practiceKept: 0.97, upper: 1, plain: 1},
	ambulance:    {stale: 0, nhsMissing: 0.72, nhsTyped: 0.004, nhsRelative: 0.006, nickname: 0.10, swapped: 0.01, initial: 0.07, nameTyped: 0.05, oldSurname: 0.02, middleKept: 0, titleKept: 0.1, birthMissing: 0.10, birthPlaceholder: 0.01, birthSwapped: 0.012, birthTyped: 0.02, sexUnknown: 0.04, oldAddress: 0.02, homeUnknown: 0.04, postcodeMangled: 0.03, phoneKept: 0.15, practiceKept: 0.2, upper: 1, plain: 1},
	community:    {stale: 30, double: 15, nhsMissing: 0.04, nhsTyped: 0.002, nhsRelative: 0.003, nickname: 0.03, swapped: 0.003, nameTyped: 0.012, oldSurname: 0.03, middleKept: 0.3, titleKept: 0.8, birthPlaceholder: 0.001, birthSwapped: 0.003, birthTyped: 0.005, oldAddress: 0.05, postcodeMangled: 0.004, phoneKept: 0.6, practiceKept: 0.95, plain: 0.9},
	mentalHealth: {stale: 60, double: 20, nhsMissing: 0.07, nhsTyped: 0.003, nhsRelative: 0.004, nickname: 0.05, swapped: 0.004, nameTyped: 0.018, oldSurname: 0.04, middleKept: 0.2, titleKept: 0.7, birthPlaceholder: 0.003, birthSwapped: 0.004, birthTyped: 0.007, sexUnknown: 0.006, oldAddress: 0.09, homeUnknown: 0.012, postcodeMangled: 0.006, phoneKept: 0.6, practiceKept: 0.9, plain: 0.9},
	council:      {stale: 60, double: 25, nhsMissing: 0.39, nhsTyped: 0.004, nhsRelative: 0.005, nickname: 0.05, swapped: 0.005, nameTyped: 0.02, oldSurname: 0.04, middleKept: 0.25, titleKept: 0.8, birthMissing: 0.006, birthPlaceholder: 0.006, birthSwapped: 0.005, birthTyped: 0.009, sexUnknown: 0.01, oldAddress: 0.08, homeUnknown: 0.006, postcodeMangled: 0.01, phoneKept: 0.5, practiceKept: 0.6, plain: 0.9},
	housing:      {stale: 20, nhsMissing: 1, nickname: 0.08, swapped: 0.008, nameTyped: 0.025, oldSurname: 0.07, middleKept: 0.1, titleKept: 0.9, birthMissing: 0.05, birthPlaceholder: 0.02, birthSwapped: 0.006, birthTyped: 0.012, sexUnknown: 0.03, oldAddress: 0, postcodeMangled: 0.02, phoneKept: 0.75, plain: 1},
	voluntary:    {stale: 0, double: 10, nhsMissing: 1, nickname: 0.30, swapped: 0.012, initial: 0.01, nameTyped: 0.04, oldSurname: 0.02, middleKept: 0, titleKept: 0.5, birthMissing: 0.15, birthPlaceholder: 0.01, birthSwapped: 0.01, birthTyped: 0.02, sexUnknown: 0.15, oldAddress: 0.04, postcodeMangled: 0.06, phoneKept: 0.8, lower: 0.03, plain: 0.95},
}
