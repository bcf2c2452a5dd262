package relation

import (
	"time"

	"continuum/record"
	"continuum/record/resource"
	"continuum/record/sight"
)

// said is what one resource says of the people it is about.
type said struct {
	span
	now     time.Time
	all     []record.Relation
	unclear []string // what could not be represented, without any values
}

func (s *said) say(kind, of string) { s.sayFor(s.span, kind, of) }

func (s *said) sayFor(during span, kind, of string) {
	if !during.over(s.now) && !during.empty() {
		s.all = append(s.all, during.relation(kind, of))
	}
}

// doubt notes once what could not be represented.
func (s *said) doubt(what string) {
	for _, x := range s.unclear {
		if x == what {
			return
		}
	}
	s.unclear = append(s.unclear, what)
}

// teller derives what a type of resource says; subject is the member that names whom
// it is about.
type teller struct {
	subject string
	tell    func(r *reader, n resource.Node, out *said) error
}

// tellers are the types from which relations follow.
var tellers = map[string]teller{
	"Patient":        {"", (*reader).patient},
	"CareTeam":       {"subject", (*reader).careTeam},
	"EpisodeOfCare":  {"patient", (*reader).episode},
	"Encounter":      {"subject", (*reader).encounter},
	"ServiceRequest": {"subject", (*reader).request},
	"Task":           {"for", (*reader).task},
	"Consent":        {"patient", (*reader).consent},
}

func oneOf(text string, of ...string) bool {
	for _, x := range of {
		if x == text {
			return true
		}
	}
	return false
}

// patient: the practice, and how the record itself is marked.
func (r *reader) patient(n resource.Node, out *said) error {
	for _, name := range []string{"generalPractitioner", "managingOrganization"} {
		for ref := range n.Get(name).Items() {
			if typ, _ := localTo(ref.Get("reference").Text(), ref.Get("type").Text()); typ != "" && typ != "Organization" {
				continue
			}
			x, err := r.who(ref)
			if err != nil {
				return err
			}
			if x.code != "" {
				out.say(sight.Registered, x.code)
			}
		}
	}
	for c := range n.Get("meta").Get("security").Items() {
		code := c.Get("code").Text()
		switch c.Get("system").Text() {
		case confidentiality:
			if code == "V" {
				out.say(sight.Sealed, "")
			}
		case MarkSystem:
			if IsMark(code) {
				out.say(code, "")
			} else {
				out.doubt("a mark that is not known")
				out.say(sight.Sealed, "")
			}
		}
	}
	return nil
}

const confidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"

// careTeam: its participants.
func (r *reader) careTeam(n resource.Node, out *said) error {
	if status := n.Get("status"); !status.Missing() && status.Text() != "active" {
		return nil
	}
	whole, ok := period(n.Get("period"), r.zone)
	if !ok {
		return nil
	}
	for p := range n.Get("participant").Items() {
		part, ok := period(p.Get("period"), r.zone)
		if !ok {
			continue
		}
		during, member := whole.within(part), p.Get("member")
		switch typ, id := localTo(member.Get("reference").Text(), member.Get("type").Text()); typ {
		case "Practitioner", "PractitionerRole":
			out.sayFor(during, sight.CareTeam, typ+"/"+id)
		case "Patient", "RelatedPerson":
		default:
			x, err := r.who(member)
			if err != nil {
				return err
			}
			out.sayNamed(during, sight.CareTeam, x)
		}
	}
	return nil
}

// sayNamed says it of the partner and of the team, where they are known.
func (s *said) sayNamed(during span, kind string, x named) {
	if x.partner != "" {
		s.sayFor(during, kind, x.partner)
	}
	if x.team != "" {
		s.sayFor(during, kind, x.team)
	}
}

// episode: the caseload of a partner and of its teams.
func (r *reader) episode(n resource.Node, out *said) error {
	during, ok := period(n.Get("period"), r.zone)
	if !ok || !oneOf(n.Get("status").Text(), "active", "onhold", "waitlist") {
		return nil
	}
	return r.each(out, during, sight.Caseload, n.Get("managingOrganization"), n.Get("team"))
}

// each says it of the organisations and teams that some elements refer to.
func (r *reader) each(out *said, during span, kind string, elements ...resource.Node) error {
	for _, element := range elements {
		for ref := range element.Items() {
			x, err := r.who(ref)
			if err != nil {
				return err
			}
			out.sayNamed(during, kind, x)
		}
	}
	return nil
}

// request: to whom the person is referred.
func (r *reader) request(n resource.Node, out *said) error {
	if !oneOf(n.Get("status").Text(), "active", "on-hold") || oneOf(n.Get("intent").Text(), "proposal", "plan", "option") || n.Get("doNotPerform").Bool() {
		return nil
	}
	return r.each(out, span{}, sight.Referred, n.Get("performer"))
}

// task: to whom something was given to do for the person.
func (r *reader) task(n resource.Node, out *said) error {
	if !oneOf(n.Get("status").Text(), "requested", "received", "accepted", "ready", "in-progress") || oneOf(n.Get("intent").Text(), "proposal", "plan", "option") {
		return nil
	}
	return r.each(out, span{}, sight.Referred, n.Get("owner"))
}
