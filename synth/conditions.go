package synth

// condition is a long-term condition of the table below.
type condition int

const (
	hypertension condition = iota
	diabetes
	asthma
	copd
	coronary
	heartFailure
	atrialFibrillation
	stroke
	kidneyDisease
	cancer
	depression
	anxiety
	psychosis
	dementia
	osteoarthritis
	osteoporosis
	epilepsy
	hypothyroid
	liverDisease
	alcohol
	learningDisability
	parkinsons
	obesity
	falls
	conditionCount
)

// conditionRow describes a condition: its codes, the log odds of having it at
// age a (base + slope x a/10 + deprived x deprivation + ill x frailty), the sex
// difference (added for women), the youngest onset, the relative chance of being
// the reason for an emergency or a planned admission, the outpatient specialty
// and the medicines of its usual treatment.
type conditionRow struct {
	name, snomed, icd10        string
	base, slope, deprived, ill float64
	women                      float64
	youngest                   float64
	emergency, planned         float64
	specialty                  string
	medicines                  []medicine
}

type medicine struct{ code, name string }

// conditions: prevalences by age are set to the order of the Quality and
// Outcomes Framework and of Barnett et al., Lancet 2012;380:37.
var conditions = [conditionCount]conditionRow{
	hypertension:       {"Hypertensive disorder", "38341003", "I10X", -5.3, 0.74, 0.20, 0.25, 0, 25, 0.3, 0.1, "300", []medicine{{"386864001", "Amlodipine 5mg tablets"}, {"386873009", "Lisinopril 10mg tablets"}}},
	diabetes:           {"Type 2 diabetes mellitus", "44054006", "E119", -7, 0.74, 0.45, 0.45, -0.3, 28, 0.8, 0.4, "307", []medicine{{"372567009", "Metformin 500mg tablets"}}},
	asthma:             {"Asthma", "195967001", "J459", -2.4, 0.03, 0.15, 0.25, 0.1, 2, 0.9, 0.1, "340", []medicine{{"372897005", "Salbutamol 100micrograms/dose inhaler"}}},
	copd:               {"Chronic obstructive pulmonary disease", "13645005", "J441", -9.7, 0.98, 0.90, 0.60, -0.1, 38, 5, 0.2, "340", []medicine{{"409137002", "Tiotropium 18microgram inhalation powder"}}},
	coronary:           {"Coronary arteriosclerosis", "53741008", "I251", -8.4, 0.86, 0.45, 0.50, -0.8, 35, 2.5, 1.5, "320", []medicine{{"387458008", "Aspirin 75mg tablets"}, {"373444002", "Atorvastatin 40mg tablets"}}},
	heartFailure:       {"Heart failure", "84114007", "I500", -11, 1.05, 0.50, 0.70, -0.3, 40, 6, 0.4, "320", []medicine{{"387475002", "Furosemide 40mg tablets"}, {"386868003", "Bisoprolol 2.5mg tablets"}}},
	atrialFibrillation: {"Atrial fibrillation", "49436004", "I48X", -11.4, 1.19, 0.10, 0.40, -0.3, 40, 2, 0.8, "320", []medicine{{"703907006", "Apixaban 5mg tablets"}}},
	stroke:             {"Cerebrovascular accident", "230690007", "I639", -9.5, 0.89, 0.40, 0.45, -0.2, 35, 3, 0.1, "430", []medicine{{"386952008", "Clopidogrel 75mg tablets"}}},
	kidneyDisease:      {"Chronic kidney disease stage 3", "433144002", "N183", -10.1, 1.12, 0.25, 0.50, 0.2, 30, 1.2, 0.6, "361", nil},
	cancer:             {"Malignant neoplastic disease", "363346000", "C509", -7.3, 0.70, 0.05, 0.30, 0.1, 5, 1.5, 5, "800", nil},
	depression:         {"Depressive disorder", "35489007", "F329", -2.9, 0.18, 0.35, 0.40, 0.5, 13, 0.5, 0.05, "710", []medicine{{"372594008", "Sertraline 50mg tablets"}}},
	anxiety:            {"Anxiety disorder", "197480006", "F419", -2.9, 0.12, 0.30, 0.30, 0.5, 12, 0.5, 0.05, "710", []medicine{{"372733002", "Propranolol 40mg tablets"}}},
	psychosis:          {"Schizophrenia", "58214004", "F209", -5.3, 0.12, 0.60, 0.40, -0.1, 17, 0.8, 0.1, "710", []medicine{{"386849001", "Olanzapine 10mg tablets"}}},
	dementia:           {"Dementia", "52448006", "F03X", -20.1, 2.13, 0.20, 0.45, 0.1, 55, 2.5, 0.1, "715", []medicine{{"386855006", "Donepezil 10mg tablets"}}},
	osteoarthritis:     {"Osteoarthritis", "396275006", "M199", -8.5, 1.0, 0.20, 0.30, 0.4, 35, 0.2, 4, "110", []medicine{{"387517004", "Paracetamol 500mg tablets"}}},
	osteoporosis:       {"Osteoporosis", "64859006", "M819", -13.7, 1.4, 0.10, 0.40, 1.2, 45, 0.4, 0.2, "410", []medicine{{"391730008", "Alendronic acid 70mg tablets"}}},
	epilepsy:           {"Epilepsy", "84757009", "G409", -4.6, 0.05, 0.35, 0.40, 0, 1, 3, 0.1, "400", []medicine{{"387562000", "Lamotrigine 100mg tablets"}}},
	hypothyroid:        {"Hypothyroidism", "40930008", "E039", -5.9, 0.42, 0.05, 0.15, 1.1, 15, 0.05, 0.05, "302", []medicine{{"710809001", "Levothyroxine sodium 100microgram tablets"}}},
	liverDisease:       {"Chronic liver disease", "328383001", "K746", -7.3, 0.45, 0.70, 0.60, -0.4, 20, 2.5, 0.6, "301", nil},
	alcohol:            {"Alcohol dependence", "66590003", "F102", -4, 0.05, 0.60, 0.50, -0.8, 18, 2, 0.1, "710", nil},
	learningDisability: {"Learning disability", "110359009", "F799", -4.8, 0, 0.40, 0.35, -0.3, 0, 0.8, 0.1, "700", nil},
	parkinsons:         {"Parkinson's disease", "49049000", "G20X", -12.9, 1.1, 0, 0.25, -0.4, 45, 2, 0.1, "400", []medicine{{"387086006", "Co-beneldopa 25mg/100mg capsules"}}},
	obesity:            {"Obesity", "414916001", "E669", -3, 0.2, 0.40, 0.20, 0.1, 8, 0.05, 0.3, "300", nil},
	falls:              {"Recurrent falls", "428942009", "R296", -12.1, 1.25, 0.20, 0.60, 0.3, 55, 3, 0.1, "430", nil},
}
