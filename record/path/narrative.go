package path

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// narrativeElements are those that a narrative may use (narrative.html of R4,
// rules txt-1 and txt-2: the body of HTML 4.0 chapters 7 to 11 and 15, a and img).
var narrativeElements = wordSet(`a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em
	h1 h2 h3 h4 h5 h6 hr i img li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var`)

// forbidden attributes start so: scripts are no part of a narrative.
const scriptAttribute = "on"

func wordSet(text string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// htmlChecks tells whether a narrative is well-formed XHTML within one div, of
// permitted elements only, without scripts, and says something (txt-1, txt-2).
func htmlChecks(_ *run, _ call, in Value, _ []Value) Value {
	text, ok := in.anyText()
	if !ok {
		return Value{}
	}
	return Bool(soundNarrative(text))
}

func soundNarrative(text string) bool {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Entity = xml.HTMLEntity
	depth, roots, says := 0, 0, false
	for {
		token, err := d.Token()
		if err != nil {
			return errors.Is(err, io.EOF) && roots == 1 && says
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
				if t.Name.Local != "div" {
					return false
				}
			}
			depth++
			if !soundElement(t) {
				return false
			}
			says = says || t.Name.Local == "img"
		case xml.EndElement:
			depth--
		case xml.CharData:
			says = says || strings.TrimSpace(string(t)) != ""
		}
	}
}

func soundElement(t xml.StartElement) bool {
	if !narrativeElements[t.Name.Local] {
		return false
	}
	for _, a := range t.Attr {
		name := strings.ToLower(a.Name.Local)
		if strings.HasPrefix(name, scriptAttribute) || strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Value)), "javascript:") {
			return false
		}
	}
	return true
}
