package relation

import (
	"slices"

	"continuum/record/resource"
	"continuum/record/sight"
)

// A Consent of FHIR R4 has a rule with exceptions, each with exceptions of its own,
// and each narrowed by who, when, what and what for. What relations can say is less:
// a party is refused, nobody may look (dissent), the person is opted out of research,
// or a section is shared with a party. So a provision that denies is taken wider where
// it cannot be told as it stands, one that permits is not taken, and either is noted.

// What a Consent says that could not be represented.
const (
	unclearScope   = "the scope: only what is denied was taken"
	unclearPeriod  = "a period: what is denied holds always, what is permitted was not taken"
	unclearActor   = "an actor: what is denied is denied to everybody, what is permitted was not taken"
	unclearPart    = "a part of the record: what is denied is denied of all, what is permitted was not taken"
	unclearPurpose = "a purpose: what is denied is denied for all, what is permitted was not taken"
	unclearNested  = "an exception: what is permitted was not taken"
	unclearType    = "a provision that neither denies nor permits: it was taken to deny"
)

const (
	consentScope = "http://terminology.hl7.org/CodeSystem/consentscope"
	actReason    = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
	consentActs  = "http://terminology.hl7.org/CodeSystem/consentaction"
	fhirTypes    = "http://hl7.org/fhir/resource-types"
)

// research and care are purposes of use (HL7 v3 ActReason).
var (
	research = []string{"HRESCH", "BIORCH", "CLINTRCH", "CLINTRCHNPC", "CLINTRCHPC", "PRECLINTRCH", "DSRCH", "POARCH", "TRANSRCH"}
	care     = []string{"TREAT", "ETREAT", "CLINTRT", "CAREMGT", "COC", "PATRQT", "FAMRQT", "PWATRNY", "SUPNWK"}
)

// consent: with whom the person shares the record, and who must not see it.
func (r *reader) consent(n resource.Node, out *said) error {
	if n.Get("status").Text() != "active" {
		return nil
	}
	c := &consenting{reader: r, out: out}
	switch scope := scopeOf(n.Get("scope")); scope {
	case "patient-privacy":
	case "research":
		c.research = true
	case "treatment", "adr":
		return nil
	default:
		out.doubt(unclearScope)
		c.denialsOnly = true
	}
	return c.whole(n)
}

// scopeOf is the code of a scope, "" where it has none of R4's or several.
func scopeOf(scope resource.Node) (code string) {
	for c := range scope.Get("coding").Items() {
		if c.Get("system").Text() != consentScope {
			continue
		}
		if code != "" && code != c.Get("code").Text() {
			return ""
		}
		code = c.Get("code").Text()
	}
	return code
}

// consenting reads one Consent.
type consenting struct {
	*reader
	out         *said
	research    bool // it is about research alone
	denialsOnly bool
}

// around is what holds of a provision by those around it.
type around struct {
	span
	unsure   bool     // narrowed in a way that cannot be told
	sections []string // nil: all
	level    int
}

const mostNested = 10

// whole reads the policy and the provision at the root. R4 forbids a type there, and
// senders write one: without it a policy of consent lets the root permit. A policy of
// dissent holds for everybody, and leaves the exceptions only.
func (c *consenting) whole(n resource.Node) error {
	root, policy := n.Get("provision"), policyOf(n.Get("policyRule"))
	typ := root.Get("type").Text()
	switch {
	case policy == deny:
		s, ok := period(root.Get("period"), c.zone)
		if !ok {
			c.out.doubt(unclearPeriod)
			s = span{}
		}
		c.everybody(s)
	case typ == "":
		typ = policy
	}
	if root.Missing() {
		return nil
	}
	return c.provision(root, typ, around{})
}

const (
	deny   = "deny"
	permit = "permit"
)

// policyOf is what a policy does by itself (HL7 v3 ActConsentDirective).
func policyOf(rule resource.Node) string {
	what := ""
	for c := range rule.Get("coding").Items() {
		switch c.Get("code").Text() {
		case "OPTOUT", "OPTOUTE":
			return deny
		case "OPTIN", "OPTINR":
			what = permit
		}
	}
	return what
}

// everybody notes that nobody may look, or not for research.
func (c *consenting) everybody(during span) {
	if c.research {
		c.out.sayFor(during, sight.OptedOut, "")
		return
	}
	c.out.sayFor(during, sight.Dissent, "")
}

// provision reads one with its exceptions.
func (c *consenting) provision(p resource.Node, typ string, in around) error {
	if in.level > mostNested {
		c.out.doubt(unclearNested)
		c.everybody(span{})
		return nil
	}
	in.level++
	during, ok := period(p.Get("period"), c.zone)
	if !ok {
		c.out.doubt(unclearPeriod)
		during, in.unsure = span{}, true
	}
	in.span = in.within(during)
	switch {
	case typ == permit:
		return c.permit(p, in)
	case typ == deny:
		return c.deny(p, in)
	case typ == "" && in.level == 1: // holds the others together
		in.unsure = in.unsure || c.part(p).narrow || p.Get("purpose").Len() > 0 || p.Get("actor").Len() > 0
		return c.exceptions(p, in)
	}
	c.out.doubt(unclearType)
	return c.deny(p, in)
}

// exceptions reads the provisions within one.
func (c *consenting) exceptions(p resource.Node, in around) error {
	for x := range p.Get("provision").Items() {
		if err := c.provision(x, x.Get("type").Text(), in); err != nil {
			return err
		}
	}
	return nil
}

// deny refuses the actors, or everybody.
func (c *consenting) deny(p resource.Node, in around) error {
	part := c.part(p)
	purposes, only := codesOf(p.Get("purpose"), actReason)
	switch {
	case len(purposes) > 0 && only && subset(purposes, research):
		c.out.sayFor(in.span, sight.OptedOut, "")
		return c.exceptions(p, in)
	case p.Get("purpose").Len() > 0:
		c.out.doubt(unclearPurpose)
	}
	if part.narrow {
		c.out.doubt(unclearPart)
	}
	if err := c.refuse(p, in.span); err != nil {
		return err
	}
	if part.narrow { // exceptions are within the part
		in.unsure = in.unsure || part.unclear
		in.sections = common(in.sections, part.sections)
	}
	in.unsure = in.unsure || p.Get("purpose").Len() > 0
	return c.exceptions(p, in)
}

// refuse notes whom a provision denies.
func (c *consenting) refuse(p resource.Node, during span) error {
	if p.Get("actor").Len() == 0 || c.research {
		c.everybody(during)
		return nil
	}
	for a := range p.Get("actor").Items() {
		of, err := c.actor(a.Get("reference"))
		if err != nil {
			return err
		}
		if len(of) == 0 {
			c.out.doubt(unclearActor)
			c.everybody(during)
		}
		for _, x := range of {
			c.out.sayFor(during, sight.Refused, x)
		}
	}
	return nil
}

// common are the sections in both; nil is all.
func common(a, b []string) []string {
	if a == nil {
		return b
	}
	both := []string{}
	for _, x := range a {
		if b == nil || slices.Contains(b, x) {
			both = append(both, x)
		}
	}
	return both
}

// subset tells whether all of some are among others.
func subset(some, others []string) bool {
	for _, x := range some {
		if !slices.Contains(others, x) {
			return false
		}
	}
	return true
}

// codesOf gives the codes of a system among codings; only tells that there are no
// others.
func codesOf(codings resource.Node, system string) (codes []string, only bool) {
	only = true
	for c := range codings.Items() {
		if c.Get("system").Text() == system {
			codes = append(codes, c.Get("code").Text())
		} else {
			only = false
		}
	}
	return codes, only
}
