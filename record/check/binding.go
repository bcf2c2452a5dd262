package check

import (
	"strings"

	"continuum/record/definition"
	"continuum/record/resource"
)

// code checks a code against the value set that it may not leave.
func (c *checker) code(n resource.Node, b *definition.Binding) {
	set := b.Must()
	if set != nil && !set.Has(n.Text()) {
		c.report(CodeInvalid, n, "the code is not in the value set "+set.URL, allowed(set))
	}
}

// concept checks a Coding or a CodeableConcept whose binding is required: one
// coding at least must be of the value set.
func (c *checker) concept(n resource.Node, t *definition.Type, b *definition.Binding) {
	if b == nil || b.Strength != definition.Required || b.Codes == nil || n.Kind() != resource.Object {
		return
	}
	switch t.Name {
	case "Coding":
		if !within(n, b.Codes) {
			c.report(CodeInvalid, n.Get("code"), "the code is not in the value set "+b.ValueSet, allowed(b.Codes))
		}
	case "CodeableConcept":
		c.codings(n, b)
	}
}

func (c *checker) codings(n resource.Node, b *definition.Binding) {
	codings := n.Get("coding")
	if codings.Missing() && !n.Get("extension").Missing() {
		return
	}
	for coding := range codings.Items() {
		if within(coding, b.Codes) {
			return
		}
	}
	c.report(CodeInvalid, codings.First().Get("code"), "no coding is in the value set "+b.ValueSet, allowed(b.Codes))
}

func within(coding resource.Node, set *definition.ValueSet) bool {
	return set.HasIn(coding.Get("system").Text(), coding.Get("code").Text())
}

// allowed shows a few codes of a set, as the way to mend a wrong one.
func allowed(set *definition.ValueSet) string {
	const most = 12
	var codes []string
	for _, code := range set.Codes() {
		if codes = append(codes, code); len(codes) > most {
			codes[most] = "..."
			break
		}
	}
	if codes == nil {
		return "write it as the code system defines it"
	}
	return "use one of its codes: " + strings.Join(codes, ", ")
}
