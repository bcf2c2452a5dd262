package pseudonym

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"continuum/record/definition"
	"continuum/record/resource"
)

var (
	moment = regexp.MustCompile(`^\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d))?)?)?$`)
	clock  = regexp.MustCompile(`^\d\d:\d\d:\d\d(\.\d{1,9})?$`)
	entire = regexp.MustCompile(`^-?\d{1,9}$`)
	number = regexp.MustCompile(`^-?\d{1,9}(\.\d{1,9})?([eE][+-]?\d{1,2})?$`)
	word   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/^*+=<>!-]{0,63}$`)
	sign   = regexp.MustCompile(`^(<|<=|>=|>)$`)
	// outward is a postcode of the United Kingdom, of which the first part names an area.
	outward = regexp.MustCompile(`^([A-Z]{1,2}[0-9][A-Z0-9]?)( ?[0-9][A-Z]{2})?$`)
)

// primitive is a value of a primitive type as it leaves, "" where it does not: one that
// is not as its type asks may be anything.
func primitive(n resource.Node, r *rule) string {
	text, ok := n.Text(), false
	switch r.member.Type.Type.Name {
	case "boolean":
		ok = n.Kind() == resource.Bool
	case "integer", "positiveInt", "unsignedInt":
		ok = n.Kind() == resource.Number && entire.MatchString(text)
	case "decimal":
		ok = n.Kind() == resource.Number && number.MatchString(text)
	case "date", "dateTime", "instant":
		if ok = n.Kind() == resource.String && moment.MatchString(text); ok && r.how == year {
			return resource.Quote(text[:4])
		}
	case "time":
		ok = n.Kind() == resource.String && clock.MatchString(text)
	case "code":
		ok = n.Kind() == resource.String && word.MatchString(text) && bound(r.member.Element, text)
	}
	if !ok {
		return ""
	}
	if n.Kind() == resource.String {
		return resource.Quote(text)
	}
	return string(n.Raw())
}

// bound tells whether a code is one of those that an element may have; where any may
// stand, nobody can tell whether it is a code.
func bound(e *definition.Element, code string) bool {
	set := e.Binding.Must()
	return set != nil && set.Has(code)
}

// coding is a code of a system that leaves. Its display goes: it is text as somebody
// sent it, and whoever knows the system knows what it means.
func (p *Project) coding(n resource.Node) string {
	system, code := n.Get("system").Text(), n.Get("code").Text()
	if !p.knows(system) || !isCode(system, code) {
		return ""
	}
	return `{"system":` + resource.Quote(system) + `,"code":` + resource.Quote(code) + `}`
}

// oldest is from which age on people are all of one band.
const oldest = 90

// inYear is how many of a unit of time are in a year.
var inYear = map[string]float64{"a": 1, "mo": 12, "wk": 52, "d": 365}

// quantity is a measured amount. Its unit leaves as a code of UCUM alone. What is as
// long as nobody but the oldest live becomes a band.
func (p *Project) quantity(n resource.Node, r *rule) string {
	value, system, code := n.Get("value"), n.Get("system").Text(), n.Get("code").Text()
	if value.Kind() != resource.Number || !number.MatchString(value.Text()) {
		return ""
	}
	if !p.knows(system) || !isCode(system, code) {
		system, code = unitOf(n.Get("unit").Text())
	}
	text, comparator := value.Text(), n.Get("comparator").Text()
	aged := r.member.Type.Type.Name == "Age"
	amount, err := strconv.ParseFloat(text, 64)
	switch per := inYear[code]; {
	case err != nil, aged && per == 0:
		return "" // an age in no unit may be any
	case per > 0 && amount >= oldest*per:
		text, comparator, code, system = strconv.Itoa(oldest), ">=", "a", ucum
	}
	parts := `{"value":` + text
	if sign.MatchString(comparator) && r.member.Type.Profile == nil && r.member.Type.Type.Name != "SimpleQuantity" {
		parts += `,"comparator":` + resource.Quote(comparator)
	}
	if code != "" {
		parts += `,"system":` + resource.Quote(system) + `,"code":` + resource.Quote(code)
	}
	return parts + "}"
}

// reference is a reference by a pseudonym, with the type of what it points at. One to
// what is contained, by a condition or by an identifier alone does not leave.
func (p *Project) reference(n resource.Node, people People) string {
	text := n.Get("reference").Text()
	text, _, _ = strings.Cut(text, "/_history/")
	parts := strings.Split(text, "/")
	if len(parts) < 2 {
		return ""
	}
	typ, id := parts[len(parts)-2], parts[len(parts)-1]
	if definition.ResourceOf(typ) == nil || !isID(id) {
		return ""
	}
	to := p.id(typ, id, people)
	if len(parts) > 2 {
		to = p.of("elsewhere", text)
	}
	return `{"reference":` + resource.Quote(typ+"/"+to) + `}`
}

var id = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

func isID(s string) bool { return id.MatchString(s) }

// areaOf leaves of an address the area of its postcode.
func areaOf(n resource.Node) string {
	found := outward.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(n.Get("postalCode").Text())))
	if found == nil {
		return ""
	}
	return `{"postalCode":` + resource.Quote(found[1]) + `}`
}

func isQuantity(name string) bool { return slices.Contains(quantities, name) }
