package instrument

import "continuum/place"

// Instrument is one published or local instrument, as its file says.
type Instrument struct {
	Name  string `yaml:"-" json:"name"`  // of its file, such as hfrs
	File  string `yaml:"-" json:"file"`  // such as instruments/hfrs.yaml
	Local bool   `yaml:"-" json:"local"` // a place's own

	Title    string   `yaml:"title" json:"title" check:"required"`
	About    string   `yaml:"about" json:"about" check:"required"`   // what it says, in plain words
	Sources  []string `yaml:"source" json:"source" check:"required"` // papers, standards
	Validity Validity `yaml:"validity" json:"validity" check:"required"`
	Codes    Codes    `yaml:"codes" json:"codes,omitzero"`
	Window   Window   `yaml:"window" json:"window,omitzero"`

	Table     string    `yaml:"conditions" json:"-"` // file of the table of conditions beside this one
	Hide      bool      `yaml:"hide_flags" json:"hide_flags,omitempty"`
	Hierarchy []Clear   `yaml:"hierarchy" json:"hierarchy,omitempty"`
	Needs     []Need    `yaml:"needs" json:"needs,omitempty"`
	Items     []Item    `yaml:"items" json:"items,omitempty"`
	Scores    []Score   `yaml:"scores" json:"scores"`
	Segments  *Segments `yaml:"segments" json:"-"`

	Conditions []Condition `yaml:"-" json:"conditions,omitempty"` // in the order of the table
	At         place.At    `yaml:"-" json:"-"`

	rules   []rule
	table   place.Table
	columns map[string][]int64 // weights of each column in millionths, by condition
}

// Validity says when and for whom an instrument holds, and what to beware of.
type Validity struct {
	From       string   `yaml:"from" json:"from,omitempty" check:"date"`   // 2018-01-31
	Until      string   `yaml:"until" json:"until,omitempty" check:"date"` // empty: still
	Population string   `yaml:"population" json:"population" check:"required"`
	Warnings   []string `yaml:"warnings" json:"warnings,omitempty"`
}

// Codes says what the codes of an instrument are.
type Codes struct {
	System  string `yaml:"system" json:"system,omitempty" check:"oneof=icd10|icd10cm|icd10am|snomed|names"`
	Edition string `yaml:"edition" json:"edition,omitempty"`
	Match   string `yaml:"match" json:"match,omitempty" check:"oneof=prefix|exact"` // prefix of ICD-10, exact of the others, unless given
	Names   bool   `yaml:"names" json:"names,omitempty"`                            // conditions may be given by their own names as well
}

// Window says which diagnoses of a person count where they have dates: those of the
// months before the index date, from stays of a kind.
type Window struct {
	LookbackMonths int    `yaml:"lookback_months" json:"lookback_months,omitempty"` // 0: the index stay alone
	Stays          string `yaml:"stays" json:"stays,omitempty" check:"oneof=index|emergency|inpatient|any"`
	Note           string `yaml:"note" json:"note,omitempty"`
}

// Clear takes away milder conditions where a severe one is present.
type Clear struct {
	If    string   `yaml:"if" json:"if" check:"required"`
	Clear []string `yaml:"clear" json:"clear" check:"required"`
}

// Need lets a condition count only beside one of others, before the hierarchy.
type Need struct {
	Condition string   `yaml:"condition" json:"condition" check:"required"`
	OneOf     []string `yaml:"one_of" json:"one_of" check:"required"`
}

// Item is a value of a person besides codes.
type Item struct {
	Name    string   `yaml:"name" json:"name" check:"required,id"`
	Title   string   `yaml:"title" json:"title" check:"required"`
	Type    string   `yaml:"type" json:"type" check:"required,oneof=number|count|yes_no|choice"`
	Choices []string `yaml:"choices" json:"choices,omitempty"` // of a choice
	Least   *float64 `yaml:"least" json:"least,omitempty"`
	Most    *float64 `yaml:"most" json:"most,omitempty"`
	Default *float64 `yaml:"default" json:"default,omitempty"` // where it is missing
	Weights string   `yaml:"weights" json:"weights,omitempty"` // column whose sum over conditions stands for it where it is missing
}

// Score is one number an instrument gives.
type Score struct {
	Name       string   `yaml:"name" json:"name" check:"required,id"`
	Title      string   `yaml:"title" json:"title,omitempty"`
	Weights    string   `yaml:"weights" json:"weights,omitempty"` // column of the table
	Constant   float64  `yaml:"constant" json:"constant,omitempty"`
	Terms      []Term   `yaml:"terms" json:"terms,omitempty"`
	LogisticOf string   `yaml:"logistic_of" json:"logistic_of,omitempty"` // an earlier score: 1/(1+exp(-it)), and nothing else
	Divide     *float64 `yaml:"divide" json:"divide,omitempty"`
	Most       *float64 `yaml:"most" json:"most,omitempty"`
	Round      *int     `yaml:"round" json:"round,omitempty"` // decimals
	Bands      []Band   `yaml:"bands" json:"bands,omitempty"` // rising; the last without a bound
}

// Term is what an item adds to a score: Times x min(value, Cap)^Power, or Times where a
// choice is Is, or the points of the last of Steps from which on the value is.
type Term struct {
	Item  string   `yaml:"item" json:"item" check:"required,id"`
	Times *float64 `yaml:"times" json:"times,omitempty"`
	Power int      `yaml:"power" json:"power,omitempty"`
	Cap   *float64 `yaml:"cap" json:"cap,omitempty"`
	Is    string   `yaml:"is" json:"is,omitempty"`
	Steps []Step   `yaml:"steps" json:"steps,omitempty"`
}

// Step gives the points from a value on, itself included.
type Step struct {
	From   float64 `yaml:"from" json:"from"`
	Points float64 `yaml:"points" json:"points"`
}

// Band names a range of a score: up to To itself, or up to but not Below.
type Band struct {
	Band  string   `yaml:"band" json:"band" check:"required"`
	Below *float64 `yaml:"below" json:"below,omitempty"`
	To    *float64 `yaml:"to" json:"to,omitempty"`
}

// Condition is something a person may have.
type Condition struct {
	ID      string             `json:"id"`
	Title   string             `json:"title"`
	Weights map[string]float64 `json:"weights,omitempty"`
}

// Item finds an item by name; nil where there is none.
func (i *Instrument) Item(name string) *Item {
	for k := range i.Items {
		if i.Items[k].Name == name {
			return &i.Items[k]
		}
	}
	return nil
}

// PositionMatters tells whether it matters which diagnosis of a stay is the primary one.
func (i *Instrument) PositionMatters() bool {
	for _, r := range i.rules {
		if r.at != AnyPosition || len(r.with)+len(r.unless) > 0 {
			return true
		}
	}
	return false
}

// ProceduresMatter tells whether procedures decide about some condition.
func (i *Instrument) ProceduresMatter() bool {
	for _, r := range i.rules {
		if len(r.unlessProcedure)+len(r.unlessMain) > 0 {
			return true
		}
	}
	return false
}

// NeedsCodes tells whether nothing can be said without codes: items are not enough.
func (i *Instrument) NeedsCodes() bool {
	for _, s := range i.Scores {
		if s.Weights != "" {
			return true
		}
	}
	return i.Segments != nil
}

// exact tells whether codes match whole.
func (i *Instrument) exact() bool {
	switch i.Codes.Match {
	case "exact":
		return true
	case "prefix":
		return false
	}
	return i.Codes.System == systemNames || i.Codes.System == systemSNOMED
}
