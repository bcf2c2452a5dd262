package check

import (
	"strings"
	"unicode/utf8"

	"continuum/record/definition"
	"continuum/record/resource"
)

// mostText is how many characters a string may have (R4, 2.24.0.1).
const mostText = 1 << 20

// primitive checks a value of a primitive type and tells whether it is sound.
func (c *checker) primitive(n resource.Node, t *definition.Type) bool {
	want := resource.String
	switch t.Name {
	case "boolean":
		want = resource.Bool
	case "integer", "positiveInt", "unsignedInt", "decimal":
		want = resource.Number
	}
	switch {
	case n.Kind() != want:
		c.kind(n, want.String())
		return false
	case want == resource.Number:
		return c.number(n, t.Name)
	case want == resource.String:
		return c.text(n, t.Name)
	}
	return true
}

func (c *checker) number(n resource.Node, name string) bool {
	least := int64(minInteger)
	switch name {
	case "decimal":
		return true
	case "positiveInt":
		least = 1
	case "unsignedInt":
		least = 0
	}
	if isInteger(n.Text(), least) {
		return true
	}
	c.report(Value, n, "not a value of the type "+name, formatFix(name))
	return false
}

func (c *checker) text(n resource.Node, name string) bool {
	const quotes = 2
	switch {
	case len(n.Raw()) == quotes:
		c.report(Value, n, "a string may not be empty", "leave the element out")
	case !n.Plain() && hasControl(n.Raw()):
		c.report(Value, n, "a control character stands in the text", "take it out")
	case len(n.Raw()) > mostText && tooLong(n, name):
		c.report(TooLong, n, "the text is longer than 1,048,576 characters", "send it as an attachment")
	case !wellFormed(n, name):
		c.report(Value, n, "not a value of the type "+name, formatFix(name))
	default:
		return true
	}
	return false
}

func tooLong(n resource.Node, name string) bool {
	return (name == "string" || name == "markdown") && utf8.RuneCountInString(n.Text()) > mostText
}

// hasControl looks for the escape of a control character other than tab, line
// feed and carriage return; the parser lets none stand bare.
func hasControl(raw []byte) bool {
	for i := 1; i < len(raw)-1; i++ {
		if raw[i] != '\\' {
			continue
		}
		i++
		switch raw[i] {
		case 'b', 'f':
			return true
		case 'u':
			if code := strings.ToLower(string(raw[i+1 : i+5])); code < "0020" && code != "0009" && code != "000a" && code != "000d" {
				return true
			}
		}
	}
	return false
}

// wellFormed tells whether a string has the form of its type.
func wellFormed(n resource.Node, name string) bool {
	switch name {
	case "string", "markdown", "xhtml":
		return true
	case "code":
		return isCode(n.Text())
	case "uri", "url", "canonical":
		return isURI(n.Text())
	case "date":
		return isDate(n.Text())
	case "dateTime":
		return isDateTime(n.Text())
	case "instant":
		return isInstant(n.Text())
	case "time":
		return isTime(n.Text())
	case "id":
		return isID(n.Text())
	case "base64Binary":
		return isBase64(n.Text())
	case "oid":
		return isOID(n.Text())
	case "uuid":
		return isUUID(n.Text())
	}
	return true
}

// formatFix says how values of a type are written.
func formatFix(name string) string {
	switch name {
	case "code":
		return "write it without spaces at its ends and with single ones within"
	case "uri", "url", "canonical":
		return "write an address without spaces"
	case "date":
		return "write YYYY, YYYY-MM or YYYY-MM-DD, a day of the calendar"
	case "dateTime":
		return "write YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with Z or +hh:mm"
	case "instant":
		return "write YYYY-MM-DDThh:mm:ss with Z or +hh:mm"
	case "time":
		return "write hh:mm:ss"
	case "id":
		return "use 1 to 64 letters, digits, - and ."
	case "base64Binary":
		return "encode it as base64"
	case "oid":
		return "write urn:oid:1.2.3"
	case "uuid":
		return "write urn:uuid: and 36 characters, letters small"
	case "positiveInt":
		return "write a whole number from 1 to 2147483647"
	case "unsignedInt":
		return "write a whole number from 0 to 2147483647"
	case "integer":
		return "write a whole number from -2147483648 to 2147483647"
	}
	return ""
}
