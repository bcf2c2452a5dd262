package page

import (
	"math"

	"continuum/link"
)

// sample is a report of a middling place, made up.
func sample() Page {
	return Page{
		Title:    "Who is who in Northshire",
		Files:    []string{"hospital.csv", "practices.csv", "council-adult-care.csv", "housing.csv"},
		Report:   sampleReport(),
		Examples: sampleExamples(),
		Groups: []link.Group{
			{Person: 10412, Why: []string{"held together by a weak link", "links to others were cut"}, Records: 14, Links: 17, Density: 0.19, Bridges: 2, Weakest: 4.3, Cuts: 3},
			{Person: 55021, Why: []string{"many records"}, Records: 143, Links: 9120, Density: 0.9, Cuts: 1},
			{Person: 871, Why: []string{"held together by a weak link"}, Records: 4, Links: 3, Density: 0.5, Bridges: 3, Weakest: 5.1},
		},
	}
}

func sampleReport() link.Report {
	return link.Report{
		Records: 1_254_310, Registrations: 1_071_402, Profiles: 688_204, Persons: 431_877, Unlinkable: 1_206,
		Placeholders: map[string]int{"birth_date": 2_311, "postcode": 8_120, "phone": 640, "gp_practice": 12_004},
		Pairs:        7_912_440, Prior: 1.9e-6, Iterations: 14, Threshold: 4, Links: 702_311, NearMisses: 3_102,
		Cuts:    map[string]int{"other records contradict (weak bridge)": 412, "different verified NHS numbers": 1_190, "ruled apart": 3},
		Largest: 143,
		Sizes: []link.SizeReport{
			{Records: 1, Persons: 121_004},
			{Records: 2, Persons: 130_411},
			{Records: 3, Persons: 90_233},
			{Records: 4, Persons: 50_402},
			{Records: 5, Persons: 21_004},
			{Records: 6, Persons: 10_233},
			{Records: 7, Persons: 5_109},
			{Records: 8, Persons: 2_080},
			{Records: 9, Persons: 870},
			{Records: 10, Persons: 322},
			{Records: 11, Persons: 101},
			{Records: 14, Persons: 71},
			{Records: 18, Persons: 28},
			{Records: 24, Persons: 8},
			{Records: 143, Persons: 1},
		},
		Seconds: map[string]float64{"gather": 0.81, "prepare": 1.42, "sample": 0.33, "compare": 9.87, "learn": 0.21, "score": 1.9, "cluster": 1.1, "explain": 0.64},
		Blocking: []link.BlockingReport{
			{Rule: "nhs_number", Pairs: 411_203, Largest: 61},
			{Rule: "birth_date + family_sound", Pairs: 301_288, Largest: 44},
			{Rule: "birth_date + given_sound", Pairs: 512_004, Largest: 71, Refined: 12},
			{Rule: "birth_date", Pairs: 1_402_112, Largest: 100, Refined: 3_204, Windowed: 2},
			{Rule: "postcode + given_sound", Pairs: 640_081, Largest: 88},
			{Rule: "name_sounds + birth_year", Pairs: 920_740, Largest: 100, Refined: 140},
			{Rule: "phone", Pairs: 80_122, Largest: 37},
			{Rule: "email_user", Pairs: 34_890, Largest: 92},
			{Rule: "family_sound", Pairs: 3_610_000, Largest: 24, Refined: 9_180, Windowed: 61, Left: 2_400_000},
		},
		Comparisons: sampleComparisons(),
	}
}

func sampleComparisons() []link.ComparisonReport {
	levels := func(name string, all ...link.LevelReport) link.ComparisonReport {
		for i, l := range all {
			all[i].Weight = math.Log2(l.M / l.U)
		}
		return link.ComparisonReport{Name: name, Levels: all}
	}
	return []link.ComparisonReport{
		levels("given_name", seen("given name differs", 0.021, 0.968), seen("given name initial agrees", 0.012, 0.021), seen("given name slightly alike", 0.009, 0.005), seen("given name alike", 0.044, 0.0011), seen("given name agrees", 0.907, 0.0049), seen("given and family name swapped", 0.007, 0.0000009)),
		levels("family_name", seen("family name differs", 0.051, 0.992), seen("family name slightly alike", 0.008, 0.0046), seen("family name alike", 0.031, 0.0007), seen("family name agrees", 0.91, 0.0027)),
		levels("birth_date", seen("date of birth differs", 0.003, 0.93), seen("date of birth loosely alike", 0.004, 0.042), seen("date of birth agrees in two parts", 0.012, 0.026), seen("date of birth one slip apart", 0.021, 0.0019), seen("date of birth agrees", 0.96, 0.000041)),
		levels("sex", seen("sex differs", 0.006, 0.499), seen("sex agrees", 0.994, 0.501)),
		levels("nhs_number", seen("NHS number differs", 0.0004, 0.97), seen("identifier differs (unverified)", 0.004, 0.0299), seen("NHS number one slip apart", 0.006, 0.0000012), seen("NHS number agrees", 0.989, 0.00000021)),
		levels("residence", seen("address differs", 0.19, 0.981), seen("postcode district agrees", 0.06, 0.016), seen("postcode agrees", 0.18, 0.00004), seen("address and postcode agree", 0.57, 0.000011)),
		levels("gp_practice", seen("GP practice differs", 0.16, 0.972), seen("GP practice agrees", 0.84, 0.028)),
	}
}

func seen(label string, m, u float64) link.LevelReport {
	return link.LevelReport{Label: label, M: m, U: u}
}

func sampleExamples() link.Examples {
	return link.Examples{
		Typical: []link.Waterfall{
			fall("hospital", "H-204418", "practices", "P-118", "", "birth_date + family_sound", 13.1, 7.1, 9.4, 14.2, 13.1),
			fall("practices", "P-9920", "council-adult-care", "00412", "", "nhs_number", 22.3, 5.2, 6.4, 14.2, 15.4),
		},
		Borderline: []link.Waterfall{
			fall("housing", "T-7", "hospital", "H-10001", "", "name_sounds + birth_year", 0, 6.5, 8.1, -1.1, 8.6),
		},
		Cut: []link.Waterfall{
			fall("hospital", "H-51", "hospital", "H-52", "different verified NHS numbers", "birth_date + given_sound", 0, 8.9, 8.1, 14.2, -8.6),
		},
	}
}

// fall makes a waterfall of the prior, five findings and rivals.
func fall(ls, li, rs, ri, cut, rule string, rivals, given, family, birth, last float64) link.Waterfall {
	w := link.Waterfall{
		Left: link.Registration{Source: ls, LocalID: li}, Right: link.Registration{Source: rs, LocalID: ri},
		Rule: rule, Kept: cut == "", Cut: cut,
		Steps: []link.Step{
			{Name: "before anything is compared", Weight: -18.9},
			{Name: "given name", Finding: "given name agrees", Weight: given},
			{Name: "family name", Finding: "family name agrees", Weight: family},
			{Name: "date of birth", Finding: finding(birth > 0, "date of birth agrees", "date of birth agrees in two parts"), Weight: birth},
			{Name: "sex", Finding: "sex agrees", Weight: 1},
			{Name: finding(last > 0, "address", "NHS number"), Finding: finding(last > 0, "postcode agrees but not the address", "NHS number differs"), Weight: last},
		},
	}
	if rivals > 0 {
		w.Steps = append(w.Steps, link.Step{Name: "twins and relatives of one name", Weight: -rivals / 6})
	}
	for _, s := range w.Steps {
		w.Weight += s.Weight
	}
	w.Probability = probability(w.Weight)
	return w
}

func finding(yes bool, one, other string) string {
	if yes {
		return one
	}
	return other
}
