package label

// Label is a label of sensitivity as a place declares it.
type Label struct {
	ID       string   `yaml:"id" json:"id" check:"required,id"` // such as sexual_health
	Name     string   `yaml:"name" json:"name" check:"required"`
	Security []Coding `yaml:"security" json:"security,omitempty"`      // of meta.security
	Codes    []string `yaml:"codes" json:"codes,omitempty" check:"id"` // code lists of the place: codes/NAME.csv
	Types    []string `yaml:"types" json:"types,omitempty"`            // of FHIR; all resources of these types have the label
}

// Coding is a code of meta.security.
type Coding struct {
	System string `yaml:"system" json:"system" check:"required,uri"`
	Code   string `yaml:"code" json:"code" check:"required"`
}

// Flaw is something wrong with the labels of a place. Path leads to it from the list
// of labels, such as [2].codes[0].
type Flaw struct {
	Path, Value, Reason, Fix string
}
