package relation

import (
	"slices"

	"continuum/record/resource"
	"continuum/record/sight"
)

// permit shares sections with the actors, as far as that can be told exactly.
func (c *consenting) permit(p resource.Node, in around) error {
	part := c.part(p)
	if p.Get("actor").Len() == 0 { // to nobody in particular: what is within stands alone
		in.unsure = in.unsure || part.unclear || !c.forCare(p)
		in.sections = common(in.sections, part.sections)
		return c.exceptions(p, in)
	}
	left, err := c.exempt(p, in)
	if err != nil {
		return err
	}
	switch {
	case c.research, c.denialsOnly:
		return nil
	case in.unsure, part.unclear:
		c.out.doubt(unclearPart)
		return nil
	case !c.forCare(p):
		c.out.doubt(unclearPurpose)
		return nil
	case left == nil:
		c.out.doubt(unclearNested)
		return nil
	}
	if !part.whole {
		c.out.doubt(unclearPart)
	}
	sections := common(common(in.sections, part.sections), left)
	for a := range p.Get("actor").Items() {
		if err := c.share(a, in.span, sections); err != nil {
			return err
		}
	}
	return nil
}

// share notes with whom, and what.
func (c *consenting) share(actor resource.Node, during span, sections []string) error {
	if roles, _ := codesOf(actor.Get("role").Get("coding"), partRole); subset(roles, givers) && len(roles) > 0 {
		return nil // who keeps the record or grants
	}
	of, err := c.actor(actor.Get("reference"))
	if err != nil {
		return err
	}
	if len(of) == 0 {
		c.out.doubt(unclearActor)
	}
	for _, x := range of {
		for _, section := range sections {
			c.out.sayFor(during, sight.Shared+section, x)
		}
	}
	return nil
}

const partRole = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"

// givers are roles (HL7 v3 ParticipationType) of those who give or keep and not of
// those to whom something is shown.
var givers = []string{"CST", "AUT", "AUTHEN", "LA", "WIT", "ENT", "INF"}

// forCare tells whether a provision is for care, or for any purpose.
func (c *consenting) forCare(p resource.Node) bool {
	purposes, only := codesOf(p.Get("purpose"), actReason)
	return only && subset(purposes, care)
}

// exempt gives the sections that the exceptions of a permission leave, nil where they
// cannot be told. Who is named in an exception is refused.
func (c *consenting) exempt(p resource.Node, in around) ([]string, error) {
	left := slices.Clone(c.Sections.All)
	if left == nil {
		left = []string{}
	}
	known := true
	for x := range p.Get("provision").Items() {
		part := c.part(x)
		purposes, only := codesOf(x.Get("purpose"), actReason)
		forResearch := len(purposes) > 0 && only && subset(purposes, research)
		switch {
		case x.Get("type").Text() == permit: // narrower than what is around it
			c.out.doubt(unclearNested)
		case x.Get("actor").Len() > 0, forResearch:
			if err := c.provision(x, deny, in); err != nil {
				return nil, err
			}
		case part.narrow && !part.unclear && part.whole && x.Get("purpose").Missing() && x.Get("period").Missing() && x.Get("provision").Missing():
			left = slices.DeleteFunc(left, func(s string) bool { return slices.Contains(part.sections, s) })
		default:
			known = false
		}
	}
	if !known {
		return nil, nil
	}
	return left, nil
}

// part is what of the record a provision is about.
type part struct {
	narrow   bool     // not all of it
	unclear  bool     // it cannot be told by sections
	whole    bool     // all that it names is in the sections
	sections []string // nil: all
}

// part reads classes and codes; each narrows what the other leaves.
func (c *consenting) part(p resource.Node) part {
	x := part{whole: true}
	if classes := p.Get("class"); classes.Len() > 0 {
		x.narrow, x.sections = true, []string{}
		for class := range classes.Items() {
			section := ""
			if class.Get("system").Text() == fhirTypes {
				section = c.Sections.Of(class.Get("code").Text())
			}
			x.add(section)
		}
	}
	if codes := p.Get("code"); codes.Len() > 0 {
		y := part{whole: true, sections: []string{}}
		for concept := range codes.Items() {
			named, _ := codesOf(concept.Get("coding"), SectionSystem)
			if len(named) != 1 || !slices.Contains(c.Sections.All, named[0]) {
				named = []string{""}
			}
			y.add(named[0])
		}
		x.narrow, x.whole, x.sections = true, x.whole && y.whole, common(x.sections, y.sections)
	}
	for _, name := range []string{"securityLabel", "data", "dataPeriod"} {
		if !p.Get(name).Missing() {
			x.narrow, x.unclear = true, true
		}
	}
	if actions := p.Get("action"); actions.Len() > 0 {
		x.unclear = x.unclear || !shows(actions)
		x.narrow = x.narrow || !shows(actions)
	}
	return x
}

func (x *part) add(section string) {
	if section == "" {
		x.whole = false
		return
	}
	if !slices.Contains(x.sections, section) {
		x.sections = append(x.sections, section)
	}
}

// shows tells whether one of some actions is to let the record be seen.
func shows(actions resource.Node) bool {
	for a := range actions.Items() {
		codes, _ := codesOf(a.Get("coding"), consentActs)
		if slices.ContainsFunc(codes, func(code string) bool { return oneOf(code, "access", "disclose", "use") }) {
			return true
		}
	}
	return false
}

// actor gives by what a Consent's actor is known here; nothing where it is not.
func (c *consenting) actor(ref resource.Node) ([]string, error) {
	id := ref.Get("identifier")
	if account := id.Get("value").Text(); id.Get("system").Text() == AccountSystem && fits(account) {
		return []string{account}, nil
	}
	typ, local := localTo(ref.Get("reference").Text(), ref.Get("type").Text())
	if oneOf(typ, "Practitioner", "PractitionerRole", "RelatedPerson") && local != "" {
		return []string{typ + "/" + local}, nil
	}
	x, err := c.who(ref)
	if err != nil {
		return nil, err
	}
	for _, of := range []string{x.partner, x.team, x.code} {
		if of != "" && fits(of) {
			return []string{of}, nil
		}
	}
	return nil, nil
}

// fits tells whether a name is short enough to be kept.
func fits(of string) bool {
	const longest = 200 // bytes
	return of != "" && len(of) <= longest
}
