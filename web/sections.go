package web

import "continuum/web/show"

// sectionNames are the parts of a record in plain words.
var sectionNames = map[string]string{
	"demographics": "Who they are and how to reach them",
	"plan":         "Care plan and care team",
	"visits":       "Visits and stays",
	"referrals":    "Referrals and services",
	"conditions":   "Diagnoses and allergies",
	"medicines":    "Medicines and vaccinations",
	"measurements": "Measurements, results and circumstances",
	"procedures":   "Operations and equipment",
	"documents":    "Letters and documents",
	"money":        "Costs and bills",
	"consent":      "Consent and sharing",
	"audit":        "Who looked",
	"groups":       "Groups and studies",
	"directory":    "Organisations and staff",
	"other":        "Everything else",
}

func sectionWords(id string) string {
	if words := sectionNames[id]; words != "" {
		return words
	}
	return show.Words(id)
}

// shareable are the sections that a person can share one by one, in the order of the
// page. Who somebody is goes along with each.
var shareable = []string{"plan", "visits", "referrals", "conditions", "medicines", "measurements", "procedures", "documents", "consent"}
