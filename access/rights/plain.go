package rights

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"continuum/record/resource"
)

// inWords is a name of FHIR as words: MedicationRequest is a medication request.
func inWords(name string) string {
	var b strings.Builder
	for i, c := range name {
		if unicode.IsUpper(c) && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

func capital(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// whens are elements that say when something was, the first that is there.
var whens = []string{
	"effectiveDateTime", "effectivePeriod", "effectiveInstant", "period", "performedDateTime", "performedPeriod", "onsetDateTime", "occurrenceDateTime", "occurrencePeriod",
	"start", "servicedPeriod", "authoredOn", "whenHandedOver", "recordedDate", "recorded", "authored", "dateTime", "date", "created", "issued", "sent", "birthDate",
}

// whatElements are those that say what something is, likewise.
var whatElements = []string{"code", "medicationCodeableConcept", "vaccineCode", "title", "type", "serviceType", "class", "category", "description", "name", "scope", "questionnaire"}

// whenOf is when something was, as people read it; "" where it does not say.
func whenOf(n resource.Node) string {
	for _, name := range whens {
		v := n.Get(name)
		if v.Kind() == resource.Object {
			v = v.Get("start")
		}
		if text := dateOf(v.Text()); text != "" {
			return text
		}
	}
	return ""
}

var datePattern = regexp.MustCompile(`^\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?$`)

// dateOf writes a date of FHIR as people read it; what is none as it is.
func dateOf(text string) string {
	if !datePattern.MatchString(text) {
		return text
	}
	layout, shown := time.DateOnly, "2 January 2006"
	if len(text) < len(layout) {
		layout, shown = "2006-01", "January 2006"
	}
	t, err := time.Parse(layout, text[:len(layout)])
	switch {
	case err != nil:
		return text
	case len(text) > len(layout):
		return t.Format(shown) + ", " + text[len("2006-01-02T"):len("2006-01-02T15:04")]
	}
	return t.Format(shown)
}

// whatOf is what something is, in the words it came with; "" where it has none.
func whatOf(n resource.Node) string {
	for _, name := range whatElements {
		for v := range n.Get(name).Items() {
			if text := wordsOf(v); text != "" {
				return text
			}
		}
	}
	return ""
}

// wordsOf is a value in words: of a concept, a coding, a name or a text.
func wordsOf(v resource.Node) string {
	if v.Kind() == resource.String {
		return v.Text()
	}
	for _, name := range []string{"text", "display"} {
		if text := v.Get(name).Text(); text != "" {
			return text
		}
	}
	for c := range v.Get("coding").Items() {
		if text := c.Get("display").Text(); text != "" {
			return text
		}
	}
	var parts []string
	for part := range v.Get("given").Items() {
		parts = append(parts, part.Text())
	}
	if family := v.Get("family").Text(); family != "" {
		parts = append(parts, family)
	}
	return strings.Join(parts, " ")
}
