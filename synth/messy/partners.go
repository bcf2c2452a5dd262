package messy

// partner is a source of plain records and how often it errs, as shares of them.
type partner struct {
	name                            string
	weight                          float64
	noBirth, noSex                  float64
	noPostcode, noPhone             float64
	noNumber, numberTyped, relative float64
	nickname, typed, swapped        float64
	oldFamily                       float64
	birthTyped, dayMonth            float64
	oldHome, postcodeTyped          float64
}

// partners err as linkage studies report: best at the surgery's desk, worst
// through a closed door (Hagger-Johnson et al., J Innov Health Inform
// 2017;24:891, for hospitals; the rest of that order).
var partners = []partner{
	{name: "gp", weight: 0.30, noPostcode: 0.005, noPhone: 0.10, noNumber: 0.002, numberTyped: 0.0005, relative: 0.0005, nickname: 0.01, typed: 0.006, swapped: 0.001, oldFamily: 0.02, birthTyped: 0.001, dayMonth: 0.0005, oldHome: 0.04, postcodeTyped: 0.002},
	{name: "hospital", weight: 0.34, noBirth: 0.001, noSex: 0.003, noPostcode: 0.01, noPhone: 0.30, noNumber: 0.04, numberTyped: 0.002, relative: 0.003, nickname: 0.02, typed: 0.014, swapped: 0.004, oldFamily: 0.06, birthTyped: 0.005, dayMonth: 0.003, oldHome: 0.07, postcodeTyped: 0.005},
	{name: "community", weight: 0.14, noBirth: 0.001, noPostcode: 0.01, noPhone: 0.40, noNumber: 0.04, numberTyped: 0.002, relative: 0.003, nickname: 0.03, typed: 0.014, swapped: 0.003, oldFamily: 0.06, birthTyped: 0.005, dayMonth: 0.003, oldHome: 0.05, postcodeTyped: 0.005},
	{name: "mental_health", weight: 0.04, noBirth: 0.003, noSex: 0.006, noPostcode: 0.02, noPhone: 0.40, noNumber: 0.07, numberTyped: 0.003, relative: 0.004, nickname: 0.05, typed: 0.02, swapped: 0.004, oldFamily: 0.08, birthTyped: 0.007, dayMonth: 0.004, oldHome: 0.09, postcodeTyped: 0.006},
	{name: "council", weight: 0.08, noBirth: 0.006, noSex: 0.01, noPostcode: 0.02, noPhone: 0.50, noNumber: 0.39, numberTyped: 0.004, relative: 0.005, nickname: 0.05, typed: 0.02, swapped: 0.005, oldFamily: 0.08, birthTyped: 0.009, dayMonth: 0.005, oldHome: 0.08, postcodeTyped: 0.01},
	{name: "housing", weight: 0.06, noBirth: 0.05, noSex: 0.03, noPostcode: 0.01, noPhone: 0.25, noNumber: 1, nickname: 0.08, typed: 0.025, swapped: 0.008, oldFamily: 0.14, birthTyped: 0.012, dayMonth: 0.006, oldHome: 0.02, postcodeTyped: 0.02},
	{name: "ambulance", weight: 0.04, noBirth: 0.10, noSex: 0.04, noPostcode: 0.04, noPhone: 0.85, noNumber: 0.72, numberTyped: 0.004, relative: 0.006, nickname: 0.10, typed: 0.05, swapped: 0.01, oldFamily: 0.04, birthTyped: 0.02, dayMonth: 0.012, oldHome: 0.04, postcodeTyped: 0.03},
}

var partnerWeights = func() []float64 {
	out := make([]float64, len(partners))
	for i := range partners {
		out[i] = partners[i].weight
	}
	return out
}()
