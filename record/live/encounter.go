package live

import (
	"continuum/place"
	"continuum/record/resource"
)

// encounterOf writes what was said of a visit as an Encounter of a Patient.
func encounterOf(base resource.Node, partner place.Partner, id, patient string, v *visit) (resource.Node, error) {
	e := &elements{}
	all, err := identifiers(base, []identifier{{partner.ActivitySystem(), id}})
	if err != nil {
		return base, err
	}
	e.put("identifier", all)
	e.put("status", v.status)
	if v.fields.there("class") {
		e.said(v.fields, "class")
	} else {
		e.put("class", v.usualClass())
	}
	if v.fields["service"] != nil {
		if v.fields.there("service") {
			e.put("serviceType", v.fields["service"])
		} else {
			e.take("serviceType")
		}
	}
	e.put("subject", reference{Reference: patient})
	if err := participants(e, v.fields); err != nil {
		return base, err
	}
	bounded(e, v)
	if err := hospitalized(e, v.fields); err != nil {
		return base, err
	}
	v.stays(e)
	provider := reference{Type: "Organization", Display: partner.Name}
	if partner.ODS != "" {
		provider.Identifier = &identifier{place.ODSCode, partner.ODS}
	}
	e.put("serviceProvider", provider)
	return compose("Encounter", base, metaOf(partner), e)
}

// usualClass is what a visit is whose sender does not say it.
func (v *visit) usualClass() coding {
	switch {
	case v.status == arrived:
		return classes["O"]
	case v.started || len(v.stops) > 0:
		return classes["I"]
	}
	return coding{System: "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", Code: "UNK", Display: "unknown"}
}

// parts are the sorts of participants (HL7 v3 ParticipationType), by field.
var parts = []struct{ field, code, display string }{
	{"attending", "ATND", "attender"}, {"admitting", "ADM", "admitter"}, {"referring", "REF", "referrer"}, {"consulting", "CON", "consultant"},
}

func participants(e *elements, f fields) error {
	spoken := false
	var all []participant
	for _, part := range parts {
		spoken = spoken || f[part.field] != nil
		var staff []reference
		if err := f.get(part.field, &staff); err != nil {
			return err
		}
		as := []concept{{Coding: []coding{{"http://terminology.hl7.org/CodeSystem/v3-ParticipationType", part.code, part.display}}}}
		for _, who := range staff {
			all = append(all, participant{as, who})
		}
	}
	switch {
	case len(all) > 0:
		e.put("participant", all)
	case spoken:
		e.take("participant")
	}
	return nil
}

func bounded(e *elements, v *visit) {
	if v.start.IsZero() && v.end.IsZero() {
		e.take("period")
		return
	}
	e.put("period", period{v.start.Text, v.end.Text})
}

func hospitalized(e *elements, f fields) error {
	var h hospitalization
	for name, to := range map[string]**concept{"source": &h.AdmitSource, "disposition": &h.DischargeDisposition} {
		if f.there(name) {
			*to = new(concept)
			if err := f.get(name, *to); err != nil {
				return err
			}
		}
	}
	switch {
	case h != hospitalization{}:
		e.put("hospitalization", h)
	case f["source"] != nil || f["disposition"] != nil:
		e.take("hospitalization")
	}
	return nil
}

// stays writes where the person was, each until the next.
func (v *visit) stays(e *elements) {
	var all []stay
	for i, s := range v.stops {
		until, status := v.end, v.lastStop()
		if i+1 < len(v.stops) {
			until, status = v.stops[i+1].from, "completed"
		}
		x := stay{Location: s.place, Status: status}
		if !s.from.IsZero() || !until.IsZero() {
			x.Period = &period{s.from.Text, until.Text}
		}
		all = append(all, x)
	}
	switch {
	case len(all) > 0:
		e.put("location", all)
	case v.fields["place"] != nil || v.status == cancelled:
		e.take("location")
	}
}

// lastStop is how it stands with the place the person came to last.
func (v *visit) lastStop() string {
	switch v.status {
	case inProgress, arrived:
		return "active"
	case planned:
		return planned
	}
	return "completed"
}
