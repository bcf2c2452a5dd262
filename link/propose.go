package link

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Sample is some rows of a file, for telling what its columns hold.
type Sample struct {
	Columns []string
	Rows    [][]string
}

// Propose gives the default configuration with fields for the columns of files:
// by their headers where these are usual, by their contents where not. Columns
// that name the record or its source are to be left out of the samples' reading
// by giving their names in skip.
func Propose(samples []Sample, skip ...string) Config {
	p := proposal{skip: map[string]bool{}, columns: map[string]*heading{}}
	for _, s := range skip {
		p.skip[plainHeader(s)] = true
	}
	for i, s := range samples {
		p.read(i, s)
	}
	cfg := DefaultConfig()
	cfg.Fields = p.fields()
	cfg.Blocking = slices.DeleteFunc(cfg.Blocking, func(rule []string) bool { return !p.serves(rule) })
	for _, f := range cfg.further() {
		if f.Kind == IdentifierNo || f.Kind == PhoneNo || f.Kind == EmailAddress {
			cfg.Blocking = append(cfg.Blocking, []string{f.Name})
		}
	}
	if more := cfg.further(); len(more) > 0 && !p.has[fieldPostcode] && !p.has[fieldAddress] && p.serves([]string{"given_sound"}) {
		cfg.Blocking = append(cfg.Blocking, []string{more[0].Name, "given_sound"})
	}
	cfg.Blocking = cfg.Blocking[:min(len(cfg.Blocking), maxRules)]
	return cfg
}

// proposal is what is known of all columns, by plain header.
type proposal struct {
	skip    map[string]bool
	columns map[string]*heading
	order   []*heading
	has     [standardFields]bool
}

// heading is what a sample says of one column.
type heading struct {
	name     string
	rows     int
	filled   int
	looks    [standardFields]int // values that look like each standard field
	dates    int
	years    [2]int // first and last year of the dates
	length   int
	distinct map[string]int
	files    map[int]bool // that have it
}

func (p *proposal) read(file int, s Sample) {
	for i, name := range s.Columns {
		plain := plainHeader(name)
		if plain == "" || p.skip[plain] {
			continue
		}
		c := p.columns[plain]
		if c == nil {
			c = &heading{name: strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")), distinct: map[string]int{}, files: map[int]bool{}}
			p.columns[plain] = c
			p.order = append(p.order, c)
		}
		c.files[file] = true
		for _, row := range s.Rows {
			if i < len(row) {
				c.note(strings.TrimSpace(row[i]))
			}
		}
	}
}

func (c *heading) note(v string) {
	c.rows++
	if v == "" {
		return
	}
	c.filled++
	c.length += len(v)
	c.distinct[NormaliseCode(v)]++
	if b := NormaliseBirthDate(v); b != "" {
		c.noteDate(int(b[0]-'0')*1000 + int(b[1]-'0')*100 + int(b[2]-'0')*10 + int(b[3]-'0'))
		return
	}
	for _, f := range looksLike(v) {
		c.looks[f]++
	}
}

func (c *heading) noteDate(year int) {
	if c.dates == 0 {
		c.years = [2]int{year, year}
	}
	c.dates++
	c.years[0], c.years[1] = min(c.years[0], year), max(c.years[1], year)
}

// looksLike tells which standard fields a value could be of.
func looksLike(v string) (fields []int) {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, v)
	if _, ok, _ := Check(v); ok {
		fields = append(fields, fieldNHS)
	}
	if NormaliseSex(v) != "" && !isDigits(v) {
		fields = append(fields, fieldSex)
	}
	if strings.Contains(v, "@") && NormaliseEmail(v) != "" {
		fields = append(fields, fieldEmail)
	}
	if code := NormalisePostcode(v); len(v) <= 8 && len(code) >= 5 && len(code) <= 7 && code[0] >= 'A' && isDigits(code[len(code)-3:len(code)-2]) && code[len(code)-1] >= 'A' {
		fields = append(fields, fieldPostcode)
	}
	if n := len(digits); n >= 10 && n <= 13 && (v[0] == '0' || v[0] == '+') {
		fields = append(fields, fieldPhone)
	}
	if len(formalNames()[NormaliseName(v)]) > 0 {
		fields = append(fields, fieldGiven)
	}
	return fields
}

// fields lists the proposed fields: the standard ones in their order, then
// further ones.
func (p *proposal) fields() []Field {
	var columns [standardFields][]string
	var rest []*heading
	for _, c := range p.order {
		if s := standardOf(c.name); s >= 0 && (len(columns[s]) == 0 || s == fieldAddress || p.elsewhere(columns[s], c)) {
			columns[s] = append(columns[s], c.name)
			continue
		}
		rest = append(rest, c)
	}
	rest = slices.DeleteFunc(rest, func(c *heading) bool {
		s := c.standard()
		if s < 0 || len(columns[s]) > 0 {
			return false
		}
		columns[s] = []string{c.name}
		return true
	})
	var out []Field
	for s, names := range columns {
		if len(names) > 0 {
			p.has[s] = true
			out = append(out, Field{Name: fieldNames[s], Columns: names})
		}
	}
	return append(out, p.further(rest)...)
}

// elsewhere says that no file has a column beside those found so far for its
// field: each file names the field in its own way.
func (p *proposal) elsewhere(found []string, c *heading) bool {
	for _, name := range found {
		for file := range p.columns[plainHeader(name)].files {
			if c.files[file] {
				return false
			}
		}
	}
	return true
}

// standard gives the standard field that the contents of a column show, -1 for none.
func (c *heading) standard() int {
	most := 0.8 * float64(c.filled)
	switch {
	case c.filled == 0:
		return -1
	case float64(c.dates) >= most && c.years[1]-c.years[0] >= 40:
		return fieldBirth
	}
	for _, s := range []int{fieldEmail, fieldNHS, fieldPhone, fieldPostcode, fieldSex} {
		if float64(c.looks[s]) >= most {
			return s
		}
	}
	if float64(c.looks[fieldGiven]) >= 0.4*float64(c.filled) {
		return fieldGiven
	}
	return -1
}

// further picks the columns that tell people apart best among those of a list
// of values.
func (p *proposal) further(rest []*heading) (out []Field) {
	rest = slices.DeleteFunc(rest, func(c *heading) bool { return !c.category() })
	slices.SortStableFunc(rest, func(a, b *heading) int { return cmp.Compare(b.worth(), a.worth()) })
	for _, c := range rest[:min(len(rest), MaxFurther)] {
		out = append(out, Field{Name: c.fieldName(), Kind: Category, Columns: []string{c.name}})
	}
	return out
}

// category says that a column holds values of a list that describe people: few
// enough to recur, short, no dates and no administrative marks.
func (c *heading) category() bool {
	if c.filled < 20 || float64(c.filled) < 0.1*float64(c.rows) || len(c.distinct) < 2 || c.dates*2 > c.filled {
		return false
	}
	for word := range strings.SplitSeq(c.fieldName(), "_") {
		if administrative[word] {
			return false
		}
	}
	return float64(len(c.distinct)) <= 0.7*float64(c.filled) && c.length/c.filled <= 40
}

// fieldName is the name of the further field that a column fills.
func (c *heading) fieldName() string {
	if plain := plainHeader(c.name); !contains(strings.Fields(practiceSynonyms), plain) {
		return plain
	}
	return "gp_practice"
}

// administrative are words of headers whose columns describe the record, not
// the person.
var administrative = words(`id key ref reference number no code date time timestamp created updated modified recorded
	recorder status state version source system dataset batch file row line flag cluster load import user staff
	count total amount score`)

// worth is how much a column tells on average: its entropy in bits, for the
// share of rows that have it.
func (c *heading) worth() float64 {
	bits := 0.0
	for _, n := range c.distinct {
		share := float64(n) / float64(c.filled)
		bits -= share * math.Log2(share)
	}
	return bits * float64(c.filled) / float64(max(c.rows, 1))
}

// serves says that all fields a blocking rule needs are there.
func (p *proposal) serves(rule []string) bool {
	for _, k := range rule {
		for _, f := range keyFields[k] {
			if !p.has[f] && (!p.has[fieldFull] || f != fieldGiven && f != fieldFamily) {
				return false
			}
		}
	}
	return true
}

// keyFields are the standard fields that each blocking key is made of.
var keyFields = map[string][]int{
	"nhs_number": {fieldNHS}, "birth_date": {fieldBirth}, "birth_year": {fieldBirth}, "birth_month": {fieldBirth}, "birth_day": {fieldBirth},
	"birth_day_month": {fieldBirth}, "given_name": {fieldGiven}, "family_name": {fieldFamily},
	"given_sound": {fieldGiven}, "family_sound": {fieldFamily}, "name_sounds": {fieldGiven, fieldFamily},
	"postcode": {fieldPostcode}, "outcode": {fieldPostcode}, "address": {fieldAddress}, "phone": {fieldPhone},
	"email": {fieldEmail}, "email_user": {fieldEmail}, "sex": {fieldSex},
}
