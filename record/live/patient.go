package live

import (
	"encoding/json"
	"slices"

	"continuum/place"
	"continuum/record/resource"
)

// joined is a Patient whose record ended or goes on by a merge.
type joined struct {
	reference string
	how       string // replaces, replaced-by
}

// patientOf writes what was said of a person as a Patient. links are those of
// merges in force; others are all that were ever merged with it.
func patientOf(base resource.Node, partner place.Partner, id string, p *person, links []joined, others []string) (resource.Node, error) {
	e := &elements{}
	ours := []identifier{{partner.PersonSystem(), id}}
	var gone []string
	if p.fields["nhs"] != nil {
		var number string
		if err := p.fields.get("nhs", &number); err != nil {
			return base, err
		}
		gone = append(gone, place.NHSNumber)
		ours = append(ours, identifier{place.NHSNumber, number})
	}
	all, err := identifiers(base, ours, gone...)
	if err != nil {
		return base, err
	}
	e.put("identifier", all)
	if p.merged {
		e.put("active", p.into == "")
	}
	e.said(p.fields, "name")
	if err := telecom(e, p); err != nil {
		return base, err
	}
	e.said(p.fields, "gender")
	e.said(p.fields, "birthDate")
	if err := deceased(e, p); err != nil {
		return base, err
	}
	e.said(p.fields, "address")
	if p.merged {
		linked(e, base, links, others)
	}
	return compose("Patient", base, metaOf(partner), e)
}

// metaOf says that a resource is told by a partner's messages.
func metaOf(partner place.Partner) string {
	return `{"source":` + resource.Quote(partner.System("hl7v2")) + `}`
}

func telecom(e *elements, p *person) error {
	all, spoken, err := p.telecom()
	switch {
	case err != nil || !spoken:
	case len(all) == 0:
		e.take("telecom")
	default:
		e.put("telecom", all)
	}
	return err
}

// deceased writes when, or only that, somebody died.
func deceased(e *elements, p *person) error {
	d, dead, err := p.died()
	if err != nil || p.fields["died"] == nil {
		return err
	}
	if dead && d.At != "" {
		e.put("deceasedDateTime", d.At)
	} else {
		e.take("deceasedDateTime")
	}
	if dead && d.At == "" {
		e.put("deceasedBoolean", true)
	} else {
		e.take("deceasedBoolean")
	}
	return nil
}

// linked writes the merges in force and keeps links that are none of ours.
func linked(e *elements, base resource.Node, links []joined, others []string) {
	var all []json.RawMessage
	for _, l := range links {
		text, err := json.Marshal(personLink{reference{Reference: l.reference}, l.how})
		if err != nil && e.err == nil {
			e.err = err
		}
		all = append(all, text)
	}
	for x := range base.Get("link").Items() {
		how := x.Get("type").Text()
		ours := slices.Contains(others, x.Get("other").Get("reference").Text()) && (how == "replaces" || how == "replaced-by")
		if !ours {
			all = append(all, x.Raw())
		}
	}
	if len(all) == 0 {
		e.take("link")
		return
	}
	e.put("link", all)
}
