package source

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"continuum/place"
	"continuum/source/extract"
)

// Feed is one sources/*.sql file: where an extract lies, how it is laid out and
// how its columns become those of a canonical table.
type Feed struct {
	Name     string            `yaml:"feed"`
	Title    string            `yaml:"title"`
	Partner  string            `yaml:"partner"`
	Files    string            `yaml:"file"`
	Format   string            `yaml:"format"`
	Delim    string            `yaml:"delimiter"`
	Encoding string            `yaml:"encoding"`
	Sheet    string            `yaml:"sheet"`
	Resource string            `yaml:"resource"`
	Columns  map[string]string `yaml:"columns"`
	Table    string            `yaml:"table"`
	Dates    []string          `yaml:"dates"`
	Period   Period            `yaml:"period"`
	Codes    map[string]string `yaml:"codes"`  // canonical column -> code list its values must be in
	Labels   map[string]string `yaml:"labels"` // canonical column -> code list that only names its values
	Blank    []string          `yaml:"blank"`
	Limit    string            `yaml:"reject_limit"`
	Fresh    int               `yaml:"fresh"`

	Path     string   `yaml:"-"` // sources/name.sql
	SQL      string   `yaml:"-"` // the SELECT
	BodyLine int      `yaml:"-"` // line of Path on which SQL begins
	At       place.At `yaml:"-"` // lines of the front matter

	gives map[string]string // canonical columns the SELECT gives and their types; filled by CheckSQL
}

// Period is what an extract says it covers, both days included.
type Period struct {
	Column string `yaml:"column"`
	From   string `yaml:"from"`
	To     string `yaml:"to"`
}

const defaultLimit = 0.05

// RejectLimit is the share of rows, 0 to 1, above which the build stops.
func (f Feed) RejectLimit() float64 {
	v, err := percent(f.Limit)
	if err != nil {
		return defaultLimit
	}
	return v
}

func percent(s string) (float64, error) {
	if s == "" {
		return defaultLimit, nil
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(s, "%")), 64)
	if err != nil || v < 0 || v > 100 || !strings.HasSuffix(s, "%") {
		return 0, strconv.ErrSyntax
	}
	return v / 100, nil
}

// target is the canonical table, known after check.
func (f Feed) target() Table {
	t, _ := TableNamed(f.Table)
	return t
}

func (f Feed) blanks(column string) bool { return slices.Contains(f.Blank, column) }

// rawColumns are the FHIR columns in a fixed order.
func (f Feed) rawColumns() []string {
	out := make([]string, 0, len(f.Columns))
	for name := range f.Columns {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// layout is how the feed's files are read.
func (f Feed) layout() extract.Format {
	out := extract.Format{Encoding: f.Encoding, Sheet: f.Sheet}
	switch f.Format {
	case "xlsx":
		out.Kind = extract.XLSX
	case "fhir":
		out.Kind = extract.FHIR
	default:
		out.Kind = extract.CSV
		out.Delimiter = ','
		for _, r := range f.Delim {
			out.Delimiter = r
		}
	}
	return out
}

func (f Feed) projection() extract.Projection {
	p := extract.Projection{Resource: f.Resource}
	for _, name := range f.rawColumns() {
		p.Columns = append(p.Columns, extract.Column{Name: name, Path: f.Columns[name]})
	}
	return p
}

// Load reads every feed of a place; problems of all feeds come back together.
func Load(p *place.Place) ([]Feed, []place.Problem) {
	var feeds []Feed
	var problems []place.Problem
	for _, file := range p.Under("sources") {
		f, found := read(file)
		if readable := len(found) == 0 || len(f.At.Positions) > 0; readable {
			found = append(found, f.check(p)...)
		}
		feeds, problems = append(feeds, f), append(problems, found...)
	}
	problems = append(problems, sameName(feeds)...)
	return feeds, problems
}

func sameName(feeds []Feed) []place.Problem {
	var out []place.Problem
	first := map[string]string{}
	for _, f := range feeds {
		if other, ok := first[f.Name]; ok && f.Name != "" {
			out = append(out, f.At.Problem("feed", f.Name, "the name is already used by "+other, "give each feed a name of its own"))
		}
		first[f.Name] = f.Path
	}
	return out
}

func isoDate(s string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil
}
