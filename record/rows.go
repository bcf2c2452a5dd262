package record

import (
	"hash/fnv"

	"continuum/record/definition"
	"continuum/record/index"
	"continuum/record/resource"
)

// rows are what a resource is found by, without its ordinal, each once.
type rows struct {
	tokens     set[tokenRow]
	texts      set[textRow]
	dates      set[dateRow]
	quantities set[quantityRow]
	uris       set[uriRow]
	references set[referenceRow]
	measures   set[measureRow]
	pairs      set[pairRow]
}

type (
	tokenRow struct{ parameter, code, system int64 }
	textRow  struct {
		parameter int64
		plain     string
		exact     int64
	}
	dateRow     struct{ parameter, low, high int64 }
	quantityRow struct {
		parameter          int64
		least, most        float64
		code, system, unit int64
	}
	uriRow struct {
		parameter int64
		value     string
	}
	referenceRow struct {
		parameter int64
		target    string
	}
	measureRow struct {
		parameter, code, system int64
		least, most             float64
		unitCode, unitSystem    int64
		unit                    int64
	}
	pairRow struct{ parameter, code, system, code2, system2 int64 }
)

// set is a list without repeats; those of one resource are short, and where one is
// not, its repeats go at the end, by single.
type set[T comparable] []T

// shortSet is how long a list is looked through.
const shortSet = 64

func (s *set[T]) add(x T) {
	for _, y := range (*s)[:min(len(*s), shortSet)] {
		if x == y {
			return
		}
	}
	*s = append(*s, x)
}

// single takes the repeats out of a long list.
func (s *set[T]) single() {
	if len(*s) <= shortSet {
		return
	}
	seen := make(map[T]bool, len(*s))
	out := (*s)[:0]
	for _, x := range *s {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	*s = out
}

// hashOf stands for a text in an index. Two texts share one with a chance of one
// in 2^64.
func hashOf(s string) int64 {
	if s == "" {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // never fails
	return int64(h.Sum64())
}

// anySystem stands for the system of a code that goes without saying.
const anySystem = -1

// textAlone stands for the code and system of what has neither but a text, so that
// it is not missing.
const textAlone = -2

// longestText is how much of a text is indexed, in bytes.
const longestText = 512

// rowsOf makes the rows of a resource.
func (r *Record) rowsOf(n resource.Node) (*rows, error) {
	out := &rows{}
	parameters := r.parameters[definition.ResourceOf(n.Get("resourceType").Text())]
	named := map[int64]bool{}
	err := index.Each(n, func(p *definition.Parameter, v index.Value) {
		if v.Kind == definition.Token && v.Code == "" && v.System == "" {
			named[parameters[p.Code]] = true
			return
		}
		if p.Code != "_id" && p.Code != "_lastUpdated" { // columns of the resource itself
			out.add(parameters[p.Code], p, &v)
		}
	})
	for _, x := range out.tokens {
		delete(named, x.parameter)
	}
	for parameter := range named {
		out.tokens.add(tokenRow{parameter, textAlone, textAlone})
	}
	out.single()
	return out, err
}

// single takes the repeats out of all lists.
func (r *rows) single() {
	r.tokens.single()
	r.texts.single()
	r.dates.single()
	r.quantities.single()
	r.uris.single()
	r.references.single()
	r.measures.single()
	r.pairs.single()
}

func (r *rows) add(parameter int64, p *definition.Parameter, v *index.Value) {
	switch v.Kind {
	case definition.Token:
		r.token(parameter, p.Code == "identifier", v)
	case definition.String:
		plain := index.Plain(v.Text)
		r.texts.add(textRow{parameter, cutText(plain), hashOf(v.Text)})
	case definition.Date:
		r.dates.add(dateRow{parameter, v.Low, v.High})
	case definition.Number, definition.Quantity:
		r.quantities.add(quantityRow{parameter, v.Least, v.Most, hashOf(v.Code), hashOf(v.System), hashOf(v.Text)})
	case definition.URI:
		r.uris.add(uriRow{parameter, cutText(v.Text)})
	case definition.Reference:
		if v.Target != "" {
			r.references.add(referenceRow{parameter, v.Target})
		} else {
			r.tokens.add(tokenRow{parameter, hashOf(v.Code), hashOf(v.System)})
		}
	case definition.Composite:
		r.composite(parameter, v.Parts)
	}
}

// token adds a code; an identifier can be asked for by its system alone too, and
// with its type.
func (r *rows) token(parameter int64, identifier bool, v *index.Value) {
	r.tokens.add(tokenRow{parameter, hashOf(v.Code), systemOf(v)})
	if identifier && v.System != "" {
		r.tokens.add(tokenRow{parameter, systemAlone(v.System), 0})
	}
	for _, t := range v.Types {
		if v.Code != "" && t.Code != "" {
			r.tokens.add(tokenRow{parameter, typedIdentifier(t.System, t.Code, v.Code), 0})
		}
	}
}

// typedIdentifier stands, as a code, for an identifier with a type.
func typedIdentifier(system, code, value string) int64 {
	return hashOf(system + "\x00" + code + "\x00" + value)
}

// systemAlone stands, as a code, for any identifier of a system.
func systemAlone(system string) int64 { return hashOf(system + "|") }

func systemOf(v *index.Value) int64 {
	if v.AnySystem {
		return anySystem
	}
	return hashOf(v.System)
}

// composite adds those of two parts of which the first is a code.
func (r *rows) composite(parameter int64, parts []index.Value) {
	if len(parts) != 2 || parts[0].Kind != definition.Token || parts[0].Code == "" {
		return
	}
	a, b := &parts[0], &parts[1]
	switch b.Kind {
	case definition.Quantity, definition.Number:
		r.measures.add(measureRow{parameter, hashOf(a.Code), systemOf(a), b.Least, b.Most, hashOf(b.Code), hashOf(b.System), hashOf(b.Text)})
	case definition.Token:
		if b.Code != "" {
			r.pairs.add(pairRow{parameter, hashOf(a.Code), systemOf(a), hashOf(b.Code), systemOf(b)})
		}
	}
}

// cutText keeps of a text what is indexed, whole characters.
func cutText(s string) string {
	if len(s) <= longestText {
		return s
	}
	end := longestText
	for end > 0 && s[end]&0xc0 == 0x80 {
		end--
	}
	return s[:end]
}
