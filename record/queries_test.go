package record

import (
	"fmt"

	"continuum/record/definition"
	"continuum/record/index"
	"continuum/record/search"
)

type valueOf = index.Value

// parameters that the world's resources have values of.
var asked = map[string][]string{
	"Patient":               {"gender", "name", "family", "birthdate", "identifier", "organization", "link", "_id", "_lastUpdated", "_tag", "_profile", "language"},
	"Organization":          {"name", "partof", "type", "_tag"},
	"Location":              {"name", "partof", "near", "_id"},
	"Encounter":             {"status", "class", "subject", "patient", "date", "location", "service-provider", "part-of"},
	"Observation":           {"code", "subject", "patient", "encounter", "value-quantity", "value-concept", "value-string", "date", "component-code", "component-value-quantity", "code-value-quantity", "code-value-concept", "component-code-value-quantity", "combo-code", "combo-value-quantity"},
	"Condition":             {"code", "subject", "patient", "encounter", "onset-date", "onset-age"},
	"QuestionnaireResponse": {"questionnaire", "subject", "status"},
	"Provenance":            {"target", "agent", "recorded"},
}

var kinds = []string{"Patient", "Organization", "Location", "Encounter", "Observation", "Condition", "QuestionnaireResponse", "Provenance"}

// question gives a search by chance: its type, "" for several, and parameters.
func (w *world) question() (typ string, pairs []search.Pair, c *search.Compartment) {
	typ = pick(w.Rand, kinds...)
	switch w.IntN(8) {
	case 0:
		c = &search.Compartment{Type: definition.ResourceOf("Patient"), ID: fmt.Sprintf("p%d", w.IntN(40))}
		if w.IntN(2) == 0 {
			typ = ""
		}
	case 1:
		c = &search.Compartment{Type: definition.ResourceOf("Encounter"), ID: fmt.Sprintf("e%d", w.IntN(40))}
	case 2:
		typ = ""
	}
	if typ == "" {
		pairs = w.common(pairs)
	} else {
		for range 1 + w.IntN(3) {
			name, value := w.filter(typ, 3)
			pairs = append(pairs, search.Pair{Name: name, Value: value})
		}
		if w.IntN(5) == 0 {
			pairs = append(pairs, search.Pair{Name: "_sort", Value: pick(w.Rand, "", "-") + pick(w.Rand, "_lastUpdated", "_id", asked[typ][0])})
		}
	}
	if typ != "" && w.IntN(3) == 0 {
		pairs = append(pairs, w.include(), w.include())
	}
	return typ, pairs, c
}

// include gives an _include or _revinclude.
func (w *world) include() search.Pair {
	forward := []string{"*", "Encounter:*", "Encounter:subject", "Observation:subject:Patient", "Observation:encounter", "Patient:organization", "Organization:partof", "Provenance:target", "Condition:subject"}
	back := []string{"Observation:encounter", "Observation:patient", "Encounter:subject", "Patient:organization", "Provenance:target", "Location:partof", "Condition:encounter"}
	again := pick(w.Rand, "", ":iterate")
	if w.IntN(2) == 0 {
		return search.Pair{Name: "_include" + again, Value: pick(w.Rand, forward...)}
	}
	return search.Pair{Name: "_revinclude" + again, Value: pick(w.Rand, back...)}
}

// common gives parameters of several types.
func (w *world) common(pairs []search.Pair) []search.Pair {
	if w.IntN(2) == 0 {
		pairs = append(pairs, search.Pair{Name: "_type", Value: "Encounter,Observation,Condition"})
		name := pick(w.Rand, "patient", "subject")
		return append(pairs, search.Pair{Name: name, Value: w.value("Condition", name, "")})
	}
	name := pick(w.Rand, "_id", "_lastUpdated", "_tag", "_profile", "_tag:not", "_id:missing", "_has:Provenance:target:_id:not")
	value := map[string]string{"_tag:not": "t", "_id:missing": "false", "_has:Provenance:target:_id:not": "p0"}[name]
	if value == "" {
		value = w.value("Patient", name, "")
	}
	return append(pairs, search.Pair{Name: name, Value: value})
}

// filter gives a parameter of a type with a value.
func (w *world) filter(typ string, links int) (name, value string) {
	code := pick(w.Rand, asked[typ]...)
	p := definition.ResourceOf(typ).Parameter(code)
	if links > 0 && w.IntN(6) == 0 {
		return w.has(typ, links)
	}
	if p.Kind != definition.Reference || w.IntN(2) == 0 || code == "questionnaire" {
		modifier := w.modifier(p)
		name = code
		if modifier != "" {
			name += ":" + modifier
		}
		return name, w.value(typ, code, modifier)
	}
	to := w.target(code)
	inner, value := w.filter(to, max(0, links-1))
	return code + pick(w.Rand, ":"+to, ":"+to, "") + "." + inner, value
}

// target is a type that a reference may point at.
func (w *world) target(code string) string {
	switch code {
	case "organization", "service-provider", "agent":
		return "Organization"
	case "partof":
		return pick(w.Rand, "Organization", "Location")
	case "location":
		return "Location"
	case "encounter", "part-of":
		return "Encounter"
	case "target":
		return pick(w.Rand, "Encounter", "Observation")
	}
	return "Patient"
}

func (w *world) has(typ string, links int) (name, value string) {
	ways := map[string][]string{
		"Patient":      {"Observation:patient", "Observation:subject", "Encounter:patient", "Condition:subject", "Patient:link"},
		"Organization": {"Patient:organization", "Organization:partof", "Encounter:service-provider"},
		"Location":     {"Encounter:location", "Location:partof", "Observation:subject"},
		"Encounter":    {"Observation:encounter", "Condition:encounter", "Provenance:target"},
		"Observation":  {"Provenance:target"},
	}[typ]
	if ways == nil {
		return "_id:not", "x"
	}
	way := pick(w.Rand, ways...)
	var from string
	for _, k := range kinds {
		if len(way) > len(k) && way[:len(k)+1] == k+":" {
			from = k
		}
	}
	inner, value := w.filter(from, links-1)
	return "_has:" + way + ":" + inner, value
}

func (w *world) modifier(p *definition.Parameter) string {
	if w.IntN(2) == 0 {
		return ""
	}
	switch p.Kind {
	case definition.Token:
		if p.Code == "identifier" {
			return pick(w.Rand, "missing", "not", "text", "of-type")
		}
		if p.Code == "_id" {
			return pick(w.Rand, "missing", "not", "text")
		}
		return pick(w.Rand, "missing", "not", "text", "in", "not-in", "above", "below")
	case definition.String:
		return pick(w.Rand, "missing", "exact", "contains")
	case definition.URI:
		return pick(w.Rand, "missing", "above", "below")
	case definition.Reference:
		switch p.Code {
		case "partof", "location", "organization", "service-provider", "part-of":
			return pick(w.Rand, "missing", "above", "below", "identifier")
		}
		return pick(w.Rand, "missing", "identifier")
	}
	return "missing"
}

// value gives one or two values for a parameter.
func (w *world) value(typ, code, modifier string) string {
	v := w.oneValue(typ, code, modifier)
	if modifier != "missing" && w.IntN(4) == 0 {
		v += "," + w.oneValue(typ, code, modifier)
	}
	return v
}

func (w *world) oneValue(typ, code, modifier string) string {
	switch modifier {
	case "missing":
		return pick(w.Rand, "true", "false")
	case "text":
		return pick(w.Rand, "alpha", "BETA", "so", "x")
	case "in", "not-in":
		return pick(w.Rand, setURL, setURL+"/less", setURL+"/b")
	case "of-type":
		return fmt.Sprintf("http://t|%s|%d", pick(w.Rand, "MR", "SS"), w.IntN(4))
	case "identifier":
		return pick(w.Rand, "urn:x|1", "1", "urn:x|")
	}
	p := definition.ResourceOf(typ).Parameter(code)
	switch p.Kind {
	case definition.Token:
		return w.token(code, modifier)
	case definition.String:
		return pick(w.Rand, "smith", "Smith", "o b", "Weston", "w", "BETA", "Ward 1", "st")
	case definition.Date:
		return pick(w.Rand, "", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap") + pick(w.Rand, w.date(), "2026-01-05", "2026-01")
	case definition.Number, definition.Quantity:
		return pick(w.Rand, "", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap") + pick(w.Rand, "5", "5.4", "80", "1e2", "40") + pick(w.Rand, "", "", "|http://unitsofmeasure.org|kg", "||kg", "||kilo", "|http://unitsofmeasure.org|")
	case definition.URI:
		return pick(w.Rand, "http://p/1", "http://p/1/2", "http://p", "http://q")
	case definition.Special:
		return pick(w.Rand, "51.35|-2.95|3", "51.35|-2.95|3|[mi_i]", "51.3|-2.9|500|m", "51.35|-2.95")
	case definition.Composite:
		return w.token("code", "") + "$" + w.oneValue(typ, p.Components[1].Parameter.Code, "")
	}
	return w.reference(code)
}

func (w *world) token(code, modifier string) string {
	if modifier == "above" || modifier == "below" {
		return codesURL + "|" + pick(w.Rand, "a", "a1", "a11", "a2", "b", "none")
	}
	switch code {
	case "gender":
		return pick(w.Rand, "male", "female", "http://hl7.org/fhir/administrative-gender|male", "|male")
	case "identifier":
		return pick(w.Rand, "urn:x|1", "2", "urn:y|", "|3")
	case "_id":
		return fmt.Sprintf("p%d", w.IntN(40))
	case "_tag":
		return pick(w.Rand, "t", "urn:tag|t", "|t", "urn:tag|")
	case "status":
		return pick(w.Rand, "finished", "final", "completed")
	}
	return pick(w.Rand, "a1", codesURL+"|a", codesURL+"|a1", "http://example.org/other|", "|a1", "x")
}

func (w *world) reference(code string) string {
	if code == "questionnaire" {
		return pick(w.Rand, "http://q/1", "http://q/1|1.0", "http://q/2", "http://q/2|3")
	}
	to := w.target(code)
	id := fmt.Sprintf("%c%d", to[0]|0x20, w.IntN(40))
	return pick(w.Rand, to+"/"+id, to+"/"+id, id)
}
