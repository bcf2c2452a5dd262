package fhir

import (
	"net/url"
	"regexp"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/resource"
)

// isAddress tells whether a full URL can stand for an entry in references: an
// absolute URI, or a type and an id. Any other text may be meant otherwise where it
// stands.
func isAddress(fullURL string) bool {
	if name, id, local := strings.Cut(fullURL, "/"); local && definition.ResourceOf(name) != nil {
		return isID(id)
	}
	u, err := url.Parse(fullURL)
	return err == nil && u.Scheme != "" && len(fullURL) > len(u.Scheme)+1
}

// resolved puts the addresses that entries have now in the place of their full
// URLs, and of references by a condition what meets it.
func (t *transaction) resolved(n resource.Node) (resource.Node, error) {
	edit, changed := resource.NewEdit(n), false
	for x := range n.All() {
		if x.Kind() != resource.String {
			continue
		}
		text := x.Text()
		to, is := t.targets[text]
		if x.Named("div") {
			to, is = t.linked(text)
		}
		if !is && x.Named("reference") && strings.Contains(text, "?") {
			var err error
			if to, err = t.byCondition(text); err != nil {
				return n, err
			}
			is = true
		}
		if is {
			edit.Replace(x, resource.Quote(to))
			changed = true
		}
	}
	if !changed {
		return n, nil
	}
	text, err := edit.Bytes()
	if err != nil {
		return n, err
	}
	return resource.Parse(text, resource.Limits{})
}

// link is one in a narrative.
var link = regexp.MustCompile(`(href|src)="([^"]+)"`)

// linked puts the addresses of entries into the links of a narrative.
func (t *transaction) linked(narrative string) (text string, changed bool) {
	text = link.ReplaceAllStringFunc(narrative, func(whole string) string {
		parts := link.FindStringSubmatch(whole)
		to, is := t.targets[parts[2]]
		if !is {
			return whole
		}
		changed = true
		return parts[1] + `="` + to + `"`
	})
	return text, changed
}

// byCondition resolves a reference such as Patient?identifier=1: one resource must
// meet it.
func (t *transaction) byCondition(text string) (string, error) {
	name, query, _ := strings.Cut(text, "?")
	typ := definition.ResourceOf(name)
	if typ == nil {
		return "", &fault.Error{Code: fault.Invalid, Value: text, Reason: "a reference by a condition begins with a type of R4"}
	}
	met, err := t.meets(typ, query)
	switch {
	case err != nil:
		return "", err
	case met == nil:
		return "", fault.New(fault.Invalid, "nothing meets the reference %s", text)
	}
	t.targets[text] = met.String() // the next with this text needs no search
	return met.String(), nil
}
