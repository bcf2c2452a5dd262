package live

import (
	"strings"

	"continuum/record/hl7"
)

// nameUses are HL7 table 0200 in FHIR's words.
var nameUses = map[string]string{"L": "official", "D": "usual", "M": "maiden", "N": "nickname", "S": "anonymous", "T": "temp"}

// nameOf reads XPN.
func nameOf(v hl7.Value) (n humanName, ok bool) {
	n.Use = nameUses[strings.ToUpper(v.Part(7).Text())]
	n.Family = v.Part(1).Text()
	for _, part := range []int{2, 3} {
		n.Given = append(n.Given, strings.Fields(v.Part(part).Text())...)
	}
	if prefix := v.Part(5).Text(); prefix != "" {
		n.Prefix = []string{prefix}
	}
	for _, part := range []int{4, 6} {
		if suffix := v.Part(part).Text(); suffix != "" {
			n.Suffix = append(n.Suffix, suffix)
		}
	}
	return n, n.Family != "" || len(n.Given) > 0
}

// addressUses are HL7 table 0190 in FHIR's words.
var addressUses = map[string]string{"H": "home", "P": "home", "B": "work", "O": "work", "C": "temp", "BA": "old"}

// addressOf reads XAD.
func addressOf(v hl7.Value) (a address, ok bool) {
	for _, part := range []int{1, 2} {
		if line := v.Part(part).Text(); line != "" {
			a.Line = append(a.Line, line)
		}
	}
	a.City, a.State, a.PostalCode, a.Country, a.District = v.Part(3).Text(), v.Part(4).Text(), v.Part(5).Text(), v.Part(6).Text(), v.Part(9).Text()
	ok = len(a.Line) > 0 || a.City != "" || a.State != "" || a.PostalCode != ""
	a.Use = addressUses[strings.ToUpper(v.Part(7).Text())]
	return a, ok
}

// contactOf reads XTN, whose use is the one given where it says none.
func contactOf(use string) func(hl7.Value) (contact, bool) {
	return func(v hl7.Value) (contact, bool) {
		kind, equipment := strings.ToUpper(v.Part(2).Text()), strings.ToUpper(v.Part(3).Text())
		c := contact{System: "phone", Value: v.Part(1).Text(), Use: use}
		switch {
		case kind == "WPN":
			c.Use = "work"
		case kind == "PRN":
			c.Use = "home"
		case equipment == "CP" || kind == "PRS":
			c.Use = "mobile"
		}
		switch {
		case equipment == "FX":
			c.System = "fax"
		case kind == "NET", equipment == "INTERNET", v.Part(4).Text() != "" && c.Value == "":
			c.System = "email"
			if mail := v.Part(4).Text(); mail != "" {
				c.Value = mail
			}
		}
		if c.Value == "" {
			c.Value = dialled(v)
		}
		return c, c.Value != ""
	}
}

// dialled makes a number of the parts of one.
func dialled(v hl7.Value) string {
	if whole := v.Part(12).Text(); whole != "" || v.Part(7).Text() == "" {
		return whole
	}
	number := v.Part(6).Text() + v.Part(7).Text()
	if country := strings.TrimPrefix(v.Part(5).Text(), "+"); country != "" {
		number = "+" + country + strings.TrimPrefix(number, "0")
	}
	return number
}

// staffOf reads XCN.
func staffOf(v hl7.Value) (r reference, ok bool) {
	r.Type = "Practitioner"
	if id := v.Part(1).Text(); id != "" {
		r.Identifier = &identifier{Value: id}
	}
	given := strings.Fields(v.Part(3).Text())
	r.Display = strings.Join(append(append(words(v.Part(6).Text()), given...), words(v.Part(2).Text())...), " ")
	return r, r.Identifier != nil || r.Display != ""
}

func words(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// placeOf reads PL: a ward, bay and bed.
func placeOf(v hl7.Value, system string) (r reference, ok bool) {
	r.Type = "Location"
	var key, said []string
	for i, word := range []string{"", "bay ", "bed "} {
		text := v.Part(i + 1).Text()
		key = append(key, strings.ReplaceAll(text, "^", " "))
		switch {
		case text == "":
		case len(said) == 0 && i > 0, word != "" && !strings.Contains(strings.ToLower(text), strings.TrimSpace(word)):
			said = append(said, word+text)
		default:
			said = append(said, text)
		}
	}
	if len(said) == 0 {
		for _, part := range []int{7, 4} { // a building, a facility
			if text := v.Part(part).Text(); text != "" && len(said) == 0 {
				key, said = []string{text}, []string{text}
			}
		}
	}
	r.Display = strings.Join(said, ", ")
	if description := v.Part(9).Text(); description != "" {
		r.Display = description
	}
	r.Identifier = &identifier{system, strings.TrimRight(strings.Join(key, "^"), "^")}
	return r, len(said) > 0
}
