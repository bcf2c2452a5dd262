package messy

// style is how a register writes.
type style int

const (
	ordinary style = iota
	capitals
	small
)

// register is one of the lists that people are written down in.
type register struct {
	name    string
	weight  float64
	care    float64 // how often it errs, as a multiple of usual
	style   style
	sexes   [2]string // male, female
	missing [columns]float64
}

// registers of the voluntary sector. Shares of missing values are in the order
// of the columns: given, middle and family name, sex, birth date and place,
// occupation, address, town, postcode.
var registers = []register{
	{"food_bank", 0.22, 1.2, ordinary, [2]string{"M", "F"}, [columns]float64{0.05, 0.35, 0.05, 0.20, 0.25, 0.80, 0.60, 0.30, 0.10, 0.12}},
	{"lunch_club", 0.14, 1.1, ordinary, [2]string{"Male", "Female"}, [columns]float64{0.04, 0.30, 0.06, 0.15, 0.20, 0.40, 0.50, 0.15, 0.08, 0.25}},
	{"advice_centre", 0.16, 0.7, capitals, [2]string{"M", "F"}, [columns]float64{0.03, 0.15, 0.04, 0.05, 0.08, 0.30, 0.15, 0.10, 0.05, 0.08}},
	{"parish_visitors", 0.12, 1.3, ordinary, [2]string{"man", "woman"}, [columns]float64{0.13, 0.30, 0.05, 0.10, 0.20, 0.10, 0.25, 0.10, 0.15, 0.50}},
	{"night_shelter", 0.10, 1.6, small, [2]string{"m", "f"}, [columns]float64{0.07, 0.45, 0.12, 0.06, 0.20, 0.25, 0.50, 0.65, 0.25, 0.60}},
	{"benevolent_fund", 0.10, 0.6, ordinary, [2]string{"male", "female"}, [columns]float64{0.06, 0.10, 0.03, 0.10, 0.06, 0.10, 0.04, 0.12, 0.06, 0.12}},
	{"carers_group", 0.08, 0.9, ordinary, [2]string{"M", "F"}, [columns]float64{0.03, 0.35, 0.05, 0.12, 0.20, 0.60, 0.30, 0.10, 0.08, 0.10}},
	{"day_centre", 0.08, 1.0, capitals, [2]string{"1", "2"}, [columns]float64{0.04, 0.25, 0.04, 0.08, 0.12, 0.35, 0.45, 0.20, 0.12, 0.20}},
}

var registerWeights = func() []float64 {
	out := make([]float64, len(registers))
	for i := range registers {
		out[i] = registers[i].weight
	}
	return out
}()
