package place

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// Explanation says what a name in a place folder stands for and where it is used.
type Explanation struct {
	Name  string    `json:"name"`
	Kind  string    `json:"kind"` // partner, team, code list, price list; of other packages, what they explain
	Title string    `json:"title"`
	File  string    `json:"file"` // where it is declared
	Line  int       `json:"line"`
	Facts []Fact    `json:"facts,omitempty"`
	Used  []Mention `json:"used,omitempty"`
}

// Fact is one named detail; several may have the same name.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Mention is a line of a file that names the thing.
type Mention struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

// Explain finds a partner, team, code list or price list by its id or by the
// name SQL knows it by (code_NAME, price_NAME). A name of nothing gives NotFound.
func (p *Place) Explain(name string) (Explanation, error) {
	for _, e := range p.explanations() {
		if e.Name == name {
			e.Used = p.mentions(e)
			return e, nil
		}
	}
	return Explanation{}, &fault.Error{
		Code: fault.NotFound, Value: name, Reason: "the place has no partner, team, code list or price list of this name", Fix: Suggest(name, p.Names()),
	}
}

// Names lists what Explain explains.
func (p *Place) Names() (all []string) {
	for _, e := range p.explanations() {
		all = append(all, e.Name)
	}
	return all
}

// explanations describes everything that has a name.
func (p *Place) explanations() []Explanation {
	var all []Explanation
	for i, o := range p.Partners {
		all = append(all, Explanation{
			Name: o.ID, Kind: "partner", Title: o.Name, File: p.At.File, Line: p.At.Position(fmt.Sprintf("partners[%d].id", i)).Line,
			Facts: facts("sector", o.Sector, "ODS code", o.ODS, "people", o.PersonSystem(), "activities", o.ActivitySystem()),
		})
	}
	for i, t := range p.Teams {
		all = append(all, Explanation{
			Name: t.ID, Kind: "team", Title: t.Name, File: p.At.File, Line: p.At.Position(fmt.Sprintf("teams[%d].id", i)).Line,
			Facts: facts("partner", t.Partner, "area", t.Area),
		})
	}
	for _, t := range p.Codes {
		all = append(all, t.explanation("code"))
	}
	for _, t := range p.Prices {
		all = append(all, t.explanation("price"))
	}
	return all
}

func (t Table) explanation(kind string) Explanation {
	return Explanation{
		Name: kind + "_" + t.Name, Kind: kind + " list", Title: t.File, File: t.File, Line: t.header,
		Facts: facts("rows", strconv.Itoa(len(t.Rows)), "columns", strings.Join(t.Columns, ", "), "source", t.Source),
	}
}

// facts pairs names with values and leaves empty values out.
func facts(pairs ...string) []Fact {
	var out []Fact
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, Fact{pairs[i], pairs[i+1]})
		}
	}
	return out
}

// mentions finds the lines of other files, tables aside, that hold the name as a whole word.
func (p *Place) mentions(e Explanation) []Mention {
	names := regexp.QuoteMeta(e.Name)
	if _, bare, ok := strings.Cut(e.Name, "_"); ok && strings.HasSuffix(e.Kind, " list") {
		names += "|" + regexp.QuoteMeta(bare) // front matter names a list without its prefix
	}
	word := regexp.MustCompile(`\b(?:` + names + `)\b`)
	var found []Mention
	for _, f := range p.Files {
		if path.Ext(f.Name) == ".csv" {
			continue
		}
		line := 0
		for text := range bytes.Lines(f.Data) {
			line++
			if word.Match(text) && (f.Name != e.File || line != e.Line) {
				found = append(found, Mention{f.Name, line, short(strings.TrimSpace(string(text)))})
			}
		}
	}
	return found
}
