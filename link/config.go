package link

import (
	"slices"
	"strings"
)

// Config is what a place may say about linkage (its link.yaml). Everything has
// a default that serves every place; see DefaultConfig.
type Config struct {
	// Fields are the columns that fill each field, and the further fields
	// compared: at most MaxFurther of them. The default knows usual headers and
	// one further field, the GP practice.
	Fields []Field
	// Comparisons names the fields compared; a field left out is ignored. Empty
	// means all.
	Comparisons []string
	// Blocking lists the rules that bring records together, each a list of keys
	// that must be equal; see Keys.
	Blocking [][]string
	// MaxBlock is the largest block compared as a whole; a larger one is parted
	// by further keys.
	MaxBlock int
	// PairBudget is how many pairs a rule may cost for each profile. A rule above
	// it gets a lower limit on its blocks, so that a loose rule serves a small
	// place whole and a large one in parts.
	PairBudget float64
	// Threshold is the weight, log2 odds, from which two records are linked.
	Threshold float64
	// Margin is how much above the threshold a link must be to bring together
	// two different verified NHS numbers.
	Margin float64
	// Lead is how much heavier the link of a single record must be than one to
	// another, contradicting person; a record that could be either is neither.
	Lead float64
	// OneCurrent are the sources that register a person once: at most
	// MostOneCurrent of them. Two of their registrations that have not ended are
	// never one person.
	OneCurrent []string
	// Placeholders are further values of a field that mean missing.
	Placeholders map[string][]string
	// Unique says that no two records may share source and local id; a run that
	// finds such two fails with a TwiceError.
	Unique bool
	// Together and Apart are pairs of registrations that must, or must never,
	// be one person.
	Together, Apart []RegistrationPair
}

// Registration names a partner's registration.
type Registration struct{ Source, LocalID string }

// RegistrationPair is two registrations that a person has judged.
type RegistrationPair struct{ Left, Right Registration }

// DefaultConfig gives the configuration that serves a place not seen before.
func DefaultConfig() Config {
	return Config{
		Fields: []Field{{Name: "gp_practice"}},
		Blocking: [][]string{
			{"nhs_number"},
			{"birth_date", "family_sound"},
			{"birth_date", "given_sound"},
			{"birth_date"},
			{"postcode", "given_sound"},
			{"postcode", "birth_day_month"},
			{"postcode"},
			{"name_sounds", "birth_year"},
			{"name_sounds", "birth_day_month"},
			{"name_sounds"},
			{"phone"},
			{"email_user"},
			{"family_sound", "birth_year", "birth_month"},
			{"given_sound", "birth_year", "birth_month"},
			{"address", "given_sound"},
			{"family_sound"},
		},
		MaxBlock:   100,
		PairBudget: 2,
		Threshold:  4,
		Margin:     6,
		Lead:       3,
		Placeholders: map[string][]string{
			"birth_date":  {"1900-01-01", "1901-01-01", "1970-01-01", "1850-01-01", "1899-12-30", "1899-12-31", "1111-11-11"},
			"postcode":    {"ZZ993VZ", "ZZ993WZ", "ZZ993CZ", "ZZ993GZ", "ZZ993AZ", "ZZ992WZ", "ZZ991WZ", "ZZ999ZZ", "AA11AA", "XX11XX", "NFA"},
			"phone":       {"123456789", "1234567890", "7700900000"},
			"email":       {"none@none.com", "noemail@nhs.net", "test@test.com", "no@email.com"},
			"gp_practice": {"v81997", "v81998", "v81999", "unknown"},
		},
	}
}

func (c Config) orDefault() Config {
	d := DefaultConfig()
	if c.Fields == nil {
		c.Fields = d.Fields
	}
	if len(c.Blocking) == 0 {
		c.Blocking = d.Blocking
	}
	if c.MaxBlock == 0 {
		c.MaxBlock = d.MaxBlock
	}
	if c.PairBudget == 0 {
		c.PairBudget = d.PairBudget
	}
	if c.Threshold == 0 {
		c.Threshold = d.Threshold
	}
	if c.Margin == 0 {
		c.Margin = d.Margin
	}
	if c.Lead == 0 {
		c.Lead = d.Lead
	}
	if c.Placeholders == nil {
		c.Placeholders = d.Placeholders
	}
	return c
}

// placeholder says whether a cleaned value is listed as meaning missing.
func (c *Config) placeholder(field, value string) bool {
	if field == "postcode" && strings.HasPrefix(value, "ZZ99") {
		return true
	}
	return slices.Contains(c.Placeholders[field], value)
}

// uses says whether a comparison takes part.
func (c *Config) uses(comparison string) bool {
	return len(c.Comparisons) == 0 || slices.Contains(c.Comparisons, comparison)
}

// comparable says which of all comparisons take part.
func (c *Config) comparable() (on [comparisons]bool) {
	for i, name := range comparisonNames {
		on[i] = c.uses(name)
	}
	for i, f := range c.further() {
		on[cFurther+i] = c.uses(f.Name)
	}
	return on
}
