package access

import (
	"time"

	"continuum/access/oidc"
	"continuum/place"
	"continuum/record/label"
)

// Stages of a place.
const (
	ClinicalSafety = "clinical-safety" // before it opens: only who tests whether it is safe may look
	Live           = "live"
)

// Settings are what a place says of access beside its policies: access/access.yaml.
type Settings struct {
	Stage      string          `yaml:"stage" json:"stage" check:"required,oneof=clinical-safety|live"`
	Roles      []Role          `yaml:"roles" json:"roles" check:"required"`
	Labels     []label.Label   `yaml:"labels" json:"labels"`
	Sessions   Sessions        `yaml:"sessions" json:"sessions"`
	BreakGlass Minutes         `yaml:"break_glass_minutes" json:"break_glass_minutes"`
	ClaimDays  int             `yaml:"claim_days" json:"claim_days"` // how long what somebody says of themselves holds
	Passwords  string          `yaml:"passwords" json:"passwords" check:"oneof=allowed|people-only|none"`
	Providers  []oidc.Provider `yaml:"providers" json:"providers"`
	Retention  []Retention     `yaml:"retention" json:"retention"`
	Research   Research        `yaml:"research" json:"research"`
	At         place.At        `yaml:"-" json:"-"`
}

// Minutes are a length of time as a file has it.
type Minutes int

// Duration is the length of time.
func (m Minutes) Duration() time.Duration { return time.Duration(m) * time.Minute }

// Role is what somebody does, which policies speak of.
type Role struct {
	ID      string `yaml:"id" json:"id" check:"required,id"`
	Name    string `yaml:"name" json:"name" check:"required"`
	Kind    string `yaml:"kind" json:"kind" check:"required,oneof=staff|person|app"`
	Purpose string `yaml:"purpose" json:"purpose" check:"required"` // for which somebody of the role acts unless they say otherwise
	Strong  bool   `yaml:"strong" json:"strong,omitempty"`          // must sign in strongly
}

// Sessions are the time-outs of whoever has signed in.
type Sessions struct {
	Idle     Minutes `yaml:"idle_minutes" json:"idle_minutes"`
	Absolute Minutes `yaml:"absolute_minutes" json:"absolute_minutes"`
}

// Retention says how long a kind of record is kept.
type Retention struct {
	Section string `yaml:"section" json:"section" check:"required"`
	Years   int    `yaml:"years" json:"years" check:"required"` // after the last entry, or after death
	Basis   string `yaml:"basis" json:"basis" check:"required"` // the law or code that says so
	Erase   string `yaml:"erase" json:"erase" check:"required,oneof=never|after|on-request"`
}

// Research says what leaves for whoever sees people under pseudonyms.
type Research struct {
	Fewest  int      `yaml:"fewest" json:"fewest"`   // no total below it is told, and others are rounded down to its multiples; 0: 10
	Systems []string `yaml:"systems" json:"systems"` // addresses of the place's own code systems whose codes leave too
}

// usual fills in what a place leaves out.
func (s *Settings) usual() {
	fill(&s.Sessions.Idle, 30)
	fill(&s.Sessions.Absolute, 12*60)
	fill(&s.BreakGlass, 8*60)
	if s.ClaimDays == 0 {
		s.ClaimDays = 14
	}
	if s.Research.Fewest == 0 {
		s.Research.Fewest = 10
	}
	if s.Passwords == "" {
		s.Passwords = "allowed"
	}
}

func fill(m *Minutes, usual Minutes) {
	if *m == 0 {
		*m = usual
	}
}
