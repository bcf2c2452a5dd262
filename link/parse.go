package link

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"continuum/link/text"

	"go.yaml.in/yaml/v4"
)

// Problem is one thing wrong in a link.yaml.
type Problem struct {
	File   string
	Line   int // from 1
	Value  string
	Reason string
	Fix    string
}

// Error gives file, line, reason, value and fix in one text.
func (p Problem) Error() string {
	s := fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Reason)
	if p.Value != "" {
		s += fmt.Sprintf(" (found %q)", p.Value)
	}
	if p.Fix != "" {
		s += "; " + p.Fix
	}
	return s
}

// ParseConfig reads a link.yaml over the defaults and reports every problem, in
// order of line. file is for the reports. An empty file is the defaults.
//
//	fields:
//	  given_name: {columns: [first_name]}
//	  town: {type: category, columns: [city]}
//	comparisons: [given_name, family_name, birth_date]
//	blocking:
//	  - [nhs_number]
//	  - [birth_date, family_sound]
//	max_block: 100
//	pair_budget: 2
//	threshold: 4
//	margin: 6
//	lead: 3
//	one_current: [gp]
//	placeholders:
//	  phone: ["01632 960000"]
//	together:
//	  - [{source: gp, local_id: "1"}, {source: acute, local_id: "A7"}]
//	apart: []
func ParseConfig(file string, data []byte) (Config, []Problem) {
	return (&parser{file: file, cfg: DefaultConfig()}).parse(data)
}

// ParsePlaceConfig reads the link.yaml of a place, whose feeds fill the fields
// and whose sources are its partners.
func ParsePlaceConfig(file string, data []byte, partners []string) (Config, []Problem) {
	return (&parser{file: file, cfg: DefaultConfig(), ofPlace: true, partners: partners}).parse(data)
}

func (p *parser) parse(data []byte) (Config, []Problem) {
	var doc, more yaml.Node
	in := yaml.NewDecoder(bytes.NewReader(data))
	err := in.Decode(&doc)
	if err == nil && !errors.Is(in.Decode(&more), io.EOF) {
		p.wrong(&more, "keep one document", "a second document begins")
	}
	if err != nil && !errors.Is(err, io.EOF) {
		line := 1
		if at := yamlLine.FindStringSubmatch(err.Error()); at != nil {
			line, _ = strconv.Atoi(at[1])
		}
		p.problems = append(p.problems, Problem{File: p.file, Line: line, Reason: "not YAML: " + err.Error()})
		return p.cfg, p.problems
	}
	if len(doc.Content) == 1 {
		p.declared(doc.Content[0])
		p.fields(doc.Content[0], "link.yaml", p.top())
		p.contradictions()
	}
	slices.SortStableFunc(p.problems, func(a, b Problem) int { return a.Line - b.Line })
	return p.cfg, p.problems
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

type parser struct {
	file     string
	cfg      Config
	ofPlace  bool
	partners []string // of the place
	apart    []*yaml.Node
	problems []Problem
}

func (p *parser) wrong(n *yaml.Node, fix, reason string, args ...any) {
	p.problems = append(p.problems, Problem{p.file, n.Line, n.Value, fmt.Sprintf(reason, args...), fix})
}

// top gives what reads each key of the file.
func (p *parser) top() map[string]func(*yaml.Node) {
	return map[string]func(*yaml.Node){
		"fields": func(*yaml.Node) {}, // read before
		"comparisons": func(n *yaml.Node) {
			p.cfg.Comparisons = p.names(n, "comparison", p.cfg.wording().names)
		},
		"blocking":     p.blocking,
		"max_block":    func(n *yaml.Node) { p.cfg.MaxBlock = int(p.number(n, 2, 10_000)) },
		"pair_budget":  func(n *yaml.Node) { p.cfg.PairBudget = p.number(n, 0.1, 1000) },
		"threshold":    func(n *yaml.Node) { p.cfg.Threshold = p.number(n, 0.1, 100) },
		"margin":       func(n *yaml.Node) { p.cfg.Margin = p.number(n, 0.1, 100) },
		"lead":         func(n *yaml.Node) { p.cfg.Lead = p.number(n, 0.01, 100) },
		"one_current":  p.oneCurrent,
		"placeholders": p.placeholders,
		"together":     func(n *yaml.Node) { p.cfg.Together, _ = p.pairs(n) },
		"apart":        func(n *yaml.Node) { p.cfg.Apart, p.apart = p.pairs(n) },
	}
}

// fields reads a mapping whose keys must all be known and occur once.
func (p *parser) fields(n *yaml.Node, what string, read map[string]func(*yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n, "write key: value lines", "%s must be a mapping", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		do, known := read[name.Value]
		switch {
		case !known:
			p.wrong(name, closest(name.Value, sortedKeys(read)), "unknown key in %s", what)
		case seen[name.Value]:
			p.wrong(name, "keep one of them", "key given twice in %s", what)
		default:
			seen[name.Value] = true
			do(value)
		}
	}
}

// sequence gives the items of a list.
func (p *parser) sequence(n *yaml.Node, what string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		p.wrong(n, "write it as [a, b]", "%s must be a list", what)
		return nil
	}
	return n.Content
}

// names reads a list of names out of those allowed.
func (p *parser) names(n *yaml.Node, what string, allowed []string) []string {
	var out []string
	for _, item := range p.sequence(n, what) {
		switch {
		case !slices.Contains(allowed, item.Value):
			p.wrong(item, closest(item.Value, allowed), "unknown %s", what)
		case slices.Contains(out, item.Value):
			p.wrong(item, "keep one of them", "%s given twice", what)
		default:
			out = append(out, item.Value)
		}
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		p.wrong(n, "leave the key out to use the defaults", "empty list of %ss", what)
	}
	return out
}

func (p *parser) blocking(n *yaml.Node) {
	p.cfg.Blocking = nil
	items := p.sequence(n, "blocking")
	if n.Kind == yaml.SequenceNode && len(items) == 0 {
		p.wrong(n, "leave the key out to use the defaults", "empty list of blocking rules")
	}
	if len(items) > maxRules {
		p.wrong(n, "drop the rules that add fewest pairs", "%d blocking rules; at most %d can be used", len(items), maxRules)
	}
	for _, item := range items {
		if rule := p.names(item, "blocking key", sortedKeys(p.cfg.keys())); rule != nil {
			p.cfg.Blocking = append(p.cfg.Blocking, rule)
		}
	}
}

func (p *parser) number(n *yaml.Node, least, most float64) float64 {
	x, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || n.Kind != yaml.ScalarNode || !(x >= least && x <= most) {
		p.wrong(n, fmt.Sprintf("give a number from %g to %g", least, most), "not a number in range")
		return least
	}
	return x
}

// oneCurrent reads the sources that register a person once.
func (p *parser) oneCurrent(n *yaml.Node) {
	for _, item := range p.sequence(n, "one_current") {
		switch {
		case item.Kind != yaml.ScalarNode || item.Value == "":
			p.wrong(item, "write the name of a source", "no source")
		case p.unknownPartner(item.Value):
			p.wrong(item, closest(item.Value, p.partners), "no partner of the place")
		case slices.Contains(p.cfg.OneCurrent, item.Value):
			p.wrong(item, "keep one of them", "source given twice")
		case len(p.cfg.OneCurrent) == MostOneCurrent:
			p.wrong(item, "keep those that matter most", "more than %d sources", MostOneCurrent)
			return
		default:
			p.cfg.OneCurrent = append(p.cfg.OneCurrent, item.Value)
		}
	}
}

// placeholders reads, by field, values that mean missing.
func (p *parser) placeholders(n *yaml.Node) {
	clean := map[string]func(string) string{
		"birth_date": NormaliseBirthDate, "postcode": NormalisePostcode, "phone": NormalisePhone,
		"email": NormaliseEmail, "address": NormaliseAddress,
	}
	for _, f := range p.cfg.further() {
		clean[f.Name] = NormaliseCode
	}
	read := map[string]func(*yaml.Node){}
	for _, field := range sortedKeys(clean) {
		read[field] = func(n *yaml.Node) {
			for _, item := range p.sequence(n, "placeholders of "+field) {
				value := clean[field](item.Value)
				if value == "" {
					p.wrong(item, "write it as it stands in the extracts", "no value of %s", field)
					continue
				}
				p.cfg.Placeholders[field] = append(p.cfg.Placeholders[field], value)
			}
		}
	}
	p.fields(n, "placeholders", read)
}

// pairs reads pairs of registrations, and where each stands.
func (p *parser) pairs(n *yaml.Node) (out []RegistrationPair, at []*yaml.Node) {
	for _, item := range p.sequence(n, "pairs of registrations") {
		two := p.sequence(item, "a pair of registrations")
		if len(two) != 2 {
			p.wrong(item, "write [{source: a, local_id: b}, {source: c, local_id: d}]", "a pair needs two registrations")
			continue
		}
		pair := RegistrationPair{p.registration(two[0]), p.registration(two[1])}
		if pair.Left == pair.Right {
			p.wrong(item, "name two registrations", "a registration with itself")
			continue
		}
		out, at = append(out, pair), append(at, item)
	}
	return out, at
}

// contradictions finds pairs that are to be apart though others, by one or in a
// row, put them together.
func (p *parser) contradictions() {
	number := map[Registration]uint32{}
	for _, pair := range slices.Concat(p.cfg.Together, p.cfg.Apart) {
		for _, g := range [2]Registration{pair.Left, pair.Right} {
			if _, known := number[g]; !known {
				number[g] = uint32(len(number))
			}
		}
	}
	people := newUnion(len(number))
	for _, pair := range p.cfg.Together {
		people.join(number[pair.Left], number[pair.Right])
	}
	for i, pair := range p.cfg.Apart {
		if people.find(number[pair.Left]) == people.find(number[pair.Right]) {
			p.wrong(p.apart[i], "take this pair out or those", "%s %s and %s %s are one person by together", pair.Left.Source, pair.Left.LocalID, pair.Right.Source, pair.Right.LocalID)
		}
	}
}

func (p *parser) registration(n *yaml.Node) (r Registration) {
	p.fields(n, "a registration", map[string]func(*yaml.Node){
		"source":   func(n *yaml.Node) { r.Source = n.Value },
		"local_id": func(n *yaml.Node) { r.LocalID = n.Value },
	})
	switch {
	case r.Source == "" || r.LocalID == "":
		p.wrong(n, "write {source: partner, local_id: id}", "a registration needs source and local_id")
	case p.unknownPartner(r.Source):
		p.wrong(n, closest(r.Source, p.partners), "no partner of the place is called %s", r.Source)
	}
	return r
}

func (p *parser) unknownPartner(source string) bool {
	return p.ofPlace && !slices.Contains(p.partners, source)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// closest suggests the allowed name nearest to what was written.
func closest(written string, allowed []string) string {
	best, distance := "", len(written)/3+1
	for _, name := range allowed {
		if len(written) >= 3 && strings.HasPrefix(name, written) {
			return "did you mean " + name + "?"
		}
		if d := editDistance(written, name); d < distance {
			best, distance = name, d
		}
	}
	if best != "" {
		return "did you mean " + best + "?"
	}
	return "use one of " + strings.Join(allowed, ", ")
}

// editDistance bounds what is compared, so that a hostile key costs little.
func editDistance(a, b string) int {
	if len(a) > 40 {
		return len(a)
	}
	return text.DamerauLevenshtein(a, b)
}
