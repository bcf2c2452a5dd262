// Package place loads, checks, explains and diffs the place folder.
//
// No one model of integrated care fits all places, so nothing about a place is
// in the code: a folder of YAML, SQL, CSV and Cedar files says who the partners
// are, what they send, and what was agreed. People who are not programmers write
// it, and a slip in it would send help to the wrong door, so it is judged before
// it is live: strictly, whole, in one pass, each problem with its file, line,
// value and fix. Later packages own the schema of their files and report through
// the same Problem.
package place

import "fmt"

// Place is one local care partnership as its folder describes it.
type Place struct {
	Dir      string    `yaml:"-" json:"dir"`
	Name     string    `yaml:"name" json:"name" check:"required"`
	Country  string    `yaml:"country" json:"country" check:"required,country"`    // ISO 3166, such as GB-ENG
	Language string    `yaml:"language" json:"language" check:"required,language"` // BCP 47, such as en-GB
	Currency string    `yaml:"currency" json:"currency" check:"required,currency"` // ISO 4217; prices are in its hundredths
	Timezone string    `yaml:"timezone" json:"timezone" check:"required,timezone"` // IANA; extracts give wall time in it
	Calendar Calendar  `yaml:"calendar" json:"calendar" check:"required"`
	Partners []Partner `yaml:"partners" json:"partners" check:"required"`
	Teams    []Team    `yaml:"teams" json:"teams"`
	Codes    []Table   `yaml:"-" json:"-"` // codes/*.csv by name
	Prices   []Table   `yaml:"-" json:"-"` // prices/*.csv by name
	Files    []File    `yaml:"-" json:"-"` // every file that counts, by name; README.md does not
	At       At        `yaml:"-" json:"-"` // lines of place.yaml
}

// Calendar says how the place counts its years.
type Calendar struct {
	FinancialYearStarts string `yaml:"financial_year_starts" json:"financial_year_starts" check:"required,monthday"` // mm-dd
}

// Partner is an organisation that sends extracts or takes part in plans.
type Partner struct {
	ID     string `yaml:"id" json:"id" check:"required,id"`
	Name   string `yaml:"name" json:"name" check:"required"`
	Sector string `yaml:"sector" json:"sector" check:"required,oneof=gp|acute|ambulance|community|mental_health|social_care|housing|voluntary|reference"`
	ODS    string `yaml:"ods" json:"ods,omitempty" check:"ods"` // Organisation Data Service code; empty where it has none

	Identifiers Identifiers `yaml:"identifiers" json:"identifiers,omitzero"`
}

// Team is a group of staff of one partner who look after an area or a caseload.
type Team struct {
	ID      string `yaml:"id" json:"id" check:"required,id"`
	Name    string `yaml:"name" json:"name" check:"required"`
	Partner string `yaml:"partner" json:"partner" check:"required,id"`
	Area    string `yaml:"area" json:"area,omitempty"`
}

// Load reads the folder dir and gives the place with every problem found, sorted
// by file and line, at most a hundred a file. Use the place only when there are
// no problems. The error is for a folder that cannot be read at all.
func Load(dir string) (*Place, []Problem, error) {
	files, problems, err := readFolder(dir)
	if err != nil {
		return nil, nil, err
	}
	p := &Place{Dir: dir, Files: files}
	problems = append(problems, p.describe()...)
	for _, f := range files {
		problems = append(problems, p.take(f)...)
	}
	return p, limit(Sort(problems)), nil
}

// Partner finds a partner by id.
func (p *Place) Partner(id string) (Partner, bool) {
	for _, partner := range p.Partners {
		if partner.ID == id {
			return partner, true
		}
	}
	return Partner{}, false
}

// PartnerIDs lists the partners in the order of place.yaml.
func (p *Place) PartnerIDs() []string {
	ids := make([]string, len(p.Partners))
	for i, partner := range p.Partners {
		ids[i] = partner.ID
	}
	return ids
}

// describe reads place.yaml and checks what holds across its entries.
func (p *Place) describe() []Problem {
	const file = "place.yaml"
	f, ok := p.File(file)
	if !ok {
		return []Problem{{File: file, Reason: "there is no place.yaml", Fix: "`continuum init` writes a commented one"}}
	}
	problems := Decode(file, f.Data, p)
	partners, teams := map[string]int{}, map[string]int{}
	for i, partner := range p.Partners {
		problems = append(problems, p.unique(partners, partner.ID, fmt.Sprintf("partners[%d].id", i))...)
	}
	problems = append(problems, p.systems()...)
	for i, team := range p.Teams {
		problems = append(problems, p.unique(teams, team.ID, fmt.Sprintf("teams[%d].id", i))...)
		if _, known := p.Partner(team.Partner); team.Partner != "" && !known {
			problems = append(problems, p.UnknownPartner(p.At, fmt.Sprintf("teams[%d].partner", i), team.Partner))
		}
	}
	return problems
}

// UnknownPartner is the problem of naming a partner that place.yaml does not have.
func (p *Place) UnknownPartner(at At, path, id string) Problem {
	return at.Problem(path, id, fmt.Sprintf("partner %q is not in place.yaml", short(id)), Suggest(id, p.PartnerIDs()))
}

// unique reports an id given before; seen holds the lines of those met so far.
func (p *Place) unique(seen map[string]int, id, path string) []Problem {
	if id == "" {
		return nil
	}
	if line, again := seen[id]; again {
		return []Problem{p.At.Problem(path, id, fmt.Sprintf("id %q is given twice, first on line %d", short(id), line), "give each its own id")}
	}
	seen[id] = p.At.Position(path).Line
	return nil
}
