package warehouse

import (
	"time"

	"continuum/source"
)

// Person is what the banner shows: the one person that the linked
// registrations add up to. Dates are zero when not known; ethnicity and practice
// are named where the place names their codes.
type Person struct {
	ID         string    `json:"person_id"`
	NHSNumber  string    `json:"nhs_number,omitempty"` // ten digits, verified by its check digit, or empty
	Title      string    `json:"title,omitempty"`
	GivenName  string    `json:"given_name"`
	FamilyName string    `json:"family_name"`
	BirthDate  time.Time `json:"birth_date,omitzero"`
	DeathDate  time.Time `json:"death_date,omitzero"`
	Sex        string    `json:"sex"` // male, female, indeterminate, unknown
	Ethnicity  string    `json:"ethnicity,omitempty"`
	Address    string    `json:"address,omitempty"`
	Postcode   string    `json:"postcode,omitempty"`
	Phone      string    `json:"phone,omitempty"`
	Email      string    `json:"email,omitempty"`
	GPPractice string    `json:"gp_practice,omitempty"`
	LSOA       string    `json:"lsoa,omitempty"`
	IMDDecile  int       `json:"imd_decile,omitempty"` // 1 is the most deprived, 0 not known
}

// Registration is one partner's entry for the person and why it was joined.
type Registration struct {
	Source      string    `json:"source"` // partner id
	LocalID     string    `json:"local_id"`
	NHSNumber   string    `json:"nhs_number,omitempty"`
	GivenName   string    `json:"given_name,omitempty"`
	FamilyName  string    `json:"family_name,omitempty"`
	BirthDate   time.Time `json:"birth_date,omitzero"`
	Postcode    string    `json:"postcode,omitempty"`
	From        time.Time `json:"registered_from,omitzero"`
	To          time.Time `json:"registered_to,omitzero"`
	MatchWeight float64   `json:"match_weight"`       // log2 odds of the strongest link that joined it
	How         string    `json:"how"`                // the same in words
	Evidence    *Evidence `json:"evidence,omitempty"` // the same step by step, on the first entry of a registration that a link holds
}

// Event is one thing that happened, from any sector, as the timeline shows it.
type Event struct {
	Table     string    `json:"table"`              // canonical table it comes from: activity, diagnosis, ...
	Source    string    `json:"source"`             // partner id
	LocalID   string    `json:"local_id,omitempty"` // the partner's id of an activity
	Setting   string    `json:"setting"`            // gp, outpatient, emergency, inpatient, ambulance, community, mental_health, social_care, housing, voluntary
	Kind      string    `json:"kind"`               // consultation, spell, home_care, ...
	Title     string    `json:"title"`              // one plain line
	Detail    []Field   `json:"detail,omitempty"`
	Start     time.Time `json:"start"`
	End       time.Time `json:"end,omitzero"`
	CostPence int64     `json:"cost_pence"`
	CostBasis string    `json:"cost_basis,omitempty"`
	Major     bool      `json:"major"` // admissions, A&E, packages, moves: what a hurried reader must see
	weekly    int64     // pence a week of a care package
	activity  string    // the partner's id of the activity, or of the one a coded fact belongs to
	about     string    // name of the diagnosis, procedure or medicine
	code      string    // its code
	ready     time.Time // to leave a bed
	waited    int       // days from then on in it
}

// Field is one labelled value of an event.
type Field struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// Relation is somebody around the person.
type Relation struct {
	Kind     string `json:"kind"` // carer, household, next_of_kin
	Name     string `json:"name"`
	Phone    string `json:"phone,omitempty"`
	PersonID string `json:"person_id,omitempty"` // when the relation is a person of this place
	Source   string `json:"source"`
}

// Circumstance is a fact of life that holds for a time: housing, living alone, benefits.
type Circumstance struct {
	Kind   string    `json:"kind"`
	Value  string    `json:"value"`
	From   time.Time `json:"from,omitzero"`
	To     time.Time `json:"to,omitzero"`
	Source string    `json:"source"`
}

// Cost is what one sector spent on the person in one financial year.
type Cost struct {
	Year    string `json:"year"` // "2025/26"
	Setting string `json:"setting"`
	Pence   int64  `json:"pence"`
	Count   int64  `json:"count"`
}

// Record is everything a person's page shows.
type Record struct {
	Person        Person         `json:"person"`
	Registrations []Registration `json:"registrations"`
	Timeline      []Event        `json:"timeline"` // newest first
	Relations     []Relation     `json:"relations"`
	Circumstances []Circumstance `json:"circumstances"`
	Costs         []Cost         `json:"costs"` // by year then setting
}

// Hit is one line of a search result, best first.
type Hit struct {
	Person Person  `json:"person"`
	Score  float64 `json:"score"` // 1 is an exact match of everything asked
	Why    string  `json:"why"`   // "family name sounds alike; date of birth equal"
}

// Overview is what the place's first page shows.
type Overview struct {
	Place    string          `json:"place"`
	Build    Manifest        `json:"build"`
	Partners []PartnerCount  `json:"partners"`
	Feeds    []source.Report `json:"feeds"`

	Edition string `json:"-"` // of Build; see Known.Edition
}

// PartnerCount is how much one partner contributes.
type PartnerCount struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	Sector        string `json:"sector"`
	Registrations int64  `json:"registrations"`
	People        int64  `json:"people"`
	Activities    int64  `json:"activities"`
	CostPence     int64  `json:"cost_pence"`
}
