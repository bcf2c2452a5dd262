package model

import (
	"continuum/place"
)

// Spec is one model of a place, models/NAME.yaml, or a set of features that
// models share, which has no outcome.
type Spec struct {
	ID   string `yaml:"-"`
	File string `yaml:"-"`

	Title      string     `yaml:"title" check:"required"`
	Purpose    string     `yaml:"purpose"`               // what it is for, in one sentence
	NotFor     []string   `yaml:"not_for"`               // what it must not be used for
	Population string     `yaml:"population" check:"id"` // a cohort, or models/NAME.sql
	Horizon    int        `yaml:"horizon"`               // days ahead
	Outcome    Outcome    `yaml:"outcome"`
	IndexDates IndexDates `yaml:"index_dates"`
	Uses       []string   `yaml:"uses" check:"id"` // sets of features
	Features   Features   `yaml:"features"`
	Known      []string   `yaml:"known_beforehand" check:"id"` // features that tell much of the outcome by themselves, and may

	At place.At `yaml:"-"`
}

// Outcome is what is to be foreseen: rows of a canonical table, or what an SQL
// file gives as person_id, day and, where one row counts for more, events.
type Outcome struct {
	Words string `yaml:"words"` // of several: "emergency admissions"
	One   string `yaml:"one"`   // of one: "emergency admission"; Words without its last s by default
	Table string `yaml:"table" check:"id"`
	Where string `yaml:"where"`
	Sum   string `yaml:"sum"`            // what a row counts for; 1 by default
	SQL   string `yaml:"sql" check:"id"` // models/NAME.sql
	Least int    `yaml:"at_least"`       // events that make it "yes"; 1 by default
}

// Singular is what one event is called.
func (o Outcome) Singular() string { return singular(o.One, o.Words) }

// IndexDates are the days on which a model looks ahead. What is not declared is
// worked out from what the facts cover.
type IndexDates struct {
	Train    string `yaml:"train" check:"date"`
	Validate string `yaml:"validate" check:"date"`
	Score    string `yaml:"score" check:"date"`
}

// Features are what a model may know of a person on the index date.
type Features struct {
	Person      []string     `yaml:"person" check:"oneof=age|sex|ethnicity|imd_decile|gp_practice"`
	Why         string       `yaml:"why_ethnicity"` // without a reason ethnicity is for audit alone
	Windows     []Window     `yaml:"windows"`
	Ever        []Ever       `yaml:"ever"`
	Latest      []Latest     `yaml:"latest"`
	Instruments []Instrument `yaml:"instruments"`
	SQL         []FeatureSQL `yaml:"sql"`
}

// Window counts rows of a canonical table in windows that end on the index date.
type Window struct {
	Name    string `yaml:"name" check:"required,id"`
	Words   string `yaml:"words" check:"required"` // of several: "emergency admissions"
	One     string `yaml:"one"`                    // of one; Words without its last s by default
	Table   string `yaml:"table" check:"required,id"`
	Where   string `yaml:"where"`
	Months  []int  `yaml:"months"`
	Sum     string `yaml:"sum"`                 // add this up instead of counting rows
	Count   string `yaml:"distinct" check:"id"` // count the different values of this column instead
	Since   bool   `yaml:"since"`               // days since the last, too
	Ongoing bool   `yaml:"ongoing"`             // those that have begun and not ended, too
}

// Ever tells whether there is a row of a canonical table.
type Ever struct {
	Name   string `yaml:"name" check:"required,id"`
	Words  string `yaml:"words" check:"required"`
	Table  string `yaml:"table" check:"required,id"`
	Where  string `yaml:"where" check:"required"`
	Months int    `yaml:"months"` // 0: however long ago
}

// Latest is the value of the latest row of a canonical table.
type Latest struct {
	Name   string `yaml:"name" check:"required,id"`
	Words  string `yaml:"words" check:"required"`
	Table  string `yaml:"table" check:"required,id"`
	Where  string `yaml:"where"`
	Value  string `yaml:"value" check:"required"`
	Kind   string `yaml:"kind" check:"oneof=amount|yes|category"` // amount by default
	Months int    `yaml:"months"`                                 // 0: however long ago
}

// Instrument is a published score (see target/instrument) of the diagnoses on record.
type Instrument struct {
	ID     string `yaml:"id" check:"required,id"`
	Score  string `yaml:"score" check:"id"` // of several; the first by default
	Words  string `yaml:"words"`
	Months int    `yaml:"months"` // 0: however long ago
}

// FeatureSQL is a file of the place's own, models/FILE.sql: one SELECT that gives
// person_id and one column a feature, at most one row a person.
type FeatureSQL struct {
	File  string            `yaml:"file" check:"required,id"`
	Words map[string]string `yaml:"words"` // of each column
}

// isSet tells whether the file is a set of features and no model.
func (s *Spec) isSet() bool {
	return s.Outcome == (Outcome{}) && s.Horizon == 0
}
