package rights

import (
	"fmt"
	"strings"

	"continuum/record/resource"
)

// Bounds of what the page shows of one resource: the rest is in bundle.json.
const (
	deepest   = 12
	mostShown = 2000 // characters of a text
)

// unseen are elements that say nothing to a reader, or say it again.
var unseen = map[string]bool{"resourceType": true, "meta": true, "text": true, "contained": false, "system": true, "userSelected": true, "div": true}

// tree writes what a resource says as a list of its elements.
func (p *page) tree(n resource.Node, depth int) {
	if depth > deepest {
		p.in("p", "More is in bundle.json.")
		return
	}
	p.raw("<dl>")
	for name, v := range n.Members() {
		if unseen[name] && (name != "text" || v.Kind() != resource.String) {
			continue
		}
		p.in("dt", capital(inWords(strings.TrimPrefix(name, "_"))))
		for one := range v.Items() {
			p.raw("<dd>")
			p.value(one, depth)
			p.raw("</dd>")
		}
	}
	p.raw("</dl>")
}

// value writes one value.
func (p *page) value(v resource.Node, depth int) {
	if v.Kind() == resource.Object {
		p.tree(v, depth+1)
		return
	}
	text := v.Text()
	if runes := []rune(text); len(runes) > mostShown {
		text = fmt.Sprintf("%s… (%d characters more in bundle.json)", string(runes[:200]), len(runes)-200)
	}
	p.text(dateOf(text))
}
