package web

import (
	"continuum/link"
	"continuum/warehouse"
)

func sampleEvidence() *warehouse.Evidence {
	return &warehouse.Evidence{
		With: link.Registration{Source: "weston_gp", LocalID: "G-4471"}, Rule: "nhs_number", Weight: 24.6, Probability: 0.99999996,
		Steps: []link.Step{
			{Name: "start: one person or two strangers", Weight: 2.02},
			{Name: "NHS number", Finding: "NHS number agrees", Weight: 18.4},
			{Name: "family name", Finding: "family name alike", Weight: 4.11},
			{Name: "date of birth", Finding: "date of birth loosely alike", Weight: -3.38},
			{Name: "address", Finding: "postcode agrees", Weight: 3.52},
			{Name: "other explanations", Weight: -0.07},
		},
	}
}

func sampleComparisons() []link.ComparisonReport {
	return []link.ComparisonReport{
		{Name: "given_name", Levels: []link.LevelReport{
			{Label: "given name differs", M: 0.001, U: 0.99, Weight: -9.92}, {Label: "given name agrees", M: 0.93, U: 0.0026, Weight: 8.5},
		}},
		{Name: "nhs_number", Levels: []link.LevelReport{
			{Label: "NHS number differs", M: 0.0005, U: 0.9999999, Weight: -11}, {Label: "NHS number agrees", M: 0.9995, U: 0.0000001, Weight: 23.2},
		}},
	}
}

func sampleLinkage() warehouse.Linkage {
	e := sampleEvidence()
	kept := link.Waterfall{
		Left: link.Registration{Source: "weston_hospital", LocalID: "RW9-0032198"}, Right: e.With, Rule: e.Rule, Steps: e.Steps,
		Weight: e.Weight, Probability: e.Probability, Kept: true,
	}
	cut := kept
	cut.Right, cut.Kept, cut.Cut = link.Registration{Source: "harbour_homes", LocalID: "<b>T</b> 1"}, false, "different verified NHS numbers"
	return warehouse.Linkage{
		Suspects: []warehouse.Suspect{
			{PersonID: "p-0001", Group: link.Group{Why: []string{"one weak link holds two parts together", "unusually many records"}, Records: 63, Density: 0.31, Bridges: 2, Weakest: 4.4, Cuts: 1}},
			{PersonID: "p-0002", OtherIDs: []string{"p-0001", "p-1001"}, Group: link.Group{Why: []string{"a strong link to somebody else was cut"}, Records: 2, Density: 1, Cuts: 3}},
		},
		Unlinkable: []warehouse.Unlinkable{
			{Source: "south_ambulance", Records: 30, Some: []warehouse.Joined{{LocalID: "A-1", PersonID: "p-0003"}, {LocalID: "A-2", PersonID: "p-1001"}}},
			{Source: "weston_voluntary", Records: 1, Some: []warehouse.Joined{{LocalID: "V/7", PersonID: "p-1002"}}},
		},
		Typical:    []warehouse.LinkedExample{{Waterfall: kept, LeftPerson: "p-0001", RightPerson: "p-0001"}},
		Borderline: []warehouse.LinkedExample{},
		Cut:        []warehouse.LinkedExample{{Waterfall: cut, LeftPerson: "p-0001", RightPerson: "p-0002"}},
	}
}
