package live

import (
	"strings"

	"continuum/record/hl7"
)

// visit reads PV1 and states what the message says of a visit. An update of a
// person without a visit (A08) is one of the person alone.
func (r *reader) visit(m *hl7.Message, person string, out *reading) error {
	pv1 := m.Segment("PV1")
	id := visitID(m)
	none := !pv1.There() || strings.EqualFold(pv1.Field(2).Text(), "N")
	switch {
	case out.event == "A08" && (none || id == ""):
		return nil
	case !pv1.There():
		return &hl7.Error{Code: hl7.BadSequence, Segment: "PV1", Reason: "the message does not say which visit it is about"}
	case id == "":
		return pv1.Field(19).Fault(hl7.MissingField, "the visit has no number, nor has PID-18 an account")
	case len(id) > longestID:
		return pv1.Field(19).Fault(hl7.WrongType, "the number is longer than %d characters", longestID)
	}
	c, err := r.visited(m, out)
	if err == nil {
		c.Person = person
		out.state(ofVisit, id, c)
	}
	return err
}

// visitID is PV1-19, or the account PID-18 where a sender numbers accounts only.
func visitID(m *hl7.Message) string {
	if id := m.Segment("PV1").Field(19).Part(1).Text(); id != "" {
		return id
	}
	return m.Segment("PID").Field(18).Part(1).Text()
}

// visited reads what PV1 says.
func (r *reader) visited(m *hl7.Message, out *reading) (content, error) {
	pv1, f := m.Segment("PV1"), fields{}
	system := out.partner.System("place")
	for _, take := range []func() error{
		func() error { return class(f, pv1.Field(2)) },
		func() error {
			return one(f, "place", pv1.Field(3), func(v hl7.Value) (reference, bool) { return placeOf(v, system) })
		},
		func() error { return several(f, "attending", pv1.Field(7), staffOf) },
		func() error { return several(f, "referring", pv1.Field(8), staffOf) },
		func() error { return several(f, "consulting", pv1.Field(9), staffOf) },
		func() error { return several(f, "admitting", pv1.Field(17), staffOf) },
		func() error { return one(f, "service", pv1.Field(10), coded("0069")) },
		func() error { return one(f, "source", pv1.Field(14), coded("0023")) },
		func() error { return one(f, "disposition", pv1.Field(36), coded("0112")) },
		func() error { return r.when(f, "from", pv1.Field(44)) },
		func() error { return r.when(f, "to", pv1.Field(45)) },
	} {
		if err := take(); err != nil {
			return content{}, err
		}
	}
	happened, err := r.happened(m)
	return content{Fields: f, Happened: happened}, err
}

// happened is when the event took place: EVN-6, else when it was said.
func (r *reader) happened(m *hl7.Message) (moment, error) {
	occurred, err := m.Segment("EVN").Field(6).Moment(r.zone)
	if err != nil || !occurred.IsZero() {
		return momentOf(occurred), err
	}
	for _, field := range []hl7.Value{m.Segment("EVN").Field(2), m.Segment("MSH").Field(7)} {
		if said, err := field.Moment(r.zone); err != nil || !said.IsZero() {
			return momentOf(said), err
		}
	}
	return moment{}, nil
}

func momentOf(m hl7.Moment) moment {
	if m.IsZero() {
		return moment{}
	}
	return moment{m.FHIR(), m.Time.UnixMicro()}
}

func (r *reader) when(f fields, name string, v hl7.Value) error {
	if v.Null() {
		f.clear(name)
		return nil
	}
	m, err := v.Moment(r.zone)
	if err != nil || m.IsZero() {
		return err
	}
	return f.set(name, momentOf(m))
}

// one reads a field of which the first repetition counts.
func one[T any](f fields, name string, v hl7.Value, of func(hl7.Value) (T, bool)) error {
	if v.Null() {
		f.clear(name)
		return nil
	}
	for _, x := range v.Repeats() {
		if value, ok := of(x); ok {
			return f.set(name, value)
		}
	}
	return nil
}

// coded reads a code of a table of HL7, with its words where they are sent (CE, CWE).
func coded(table string) func(hl7.Value) (concept, bool) {
	return func(v hl7.Value) (concept, bool) {
		code := strings.Join(strings.Fields(v.Part(1).Text()), " ")
		if code == "" {
			return concept{}, false
		}
		return concept{Coding: []coding{{System: "http://terminology.hl7.org/CodeSystem/v2-" + table, Code: code}}, Text: v.Part(2).Text()}, true
	}
}

const actCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode"

// classes are HL7 table 0004 as FHIR's classes of encounters (v2-to-FHIR,
// PatientClass).
var classes = map[string]coding{
	"I": {actCode, "IMP", "inpatient encounter"}, "B": {actCode, "IMP", "inpatient encounter"},
	"E": {actCode, "EMER", "emergency"}, "O": {actCode, "AMB", "ambulatory"}, "R": {actCode, "AMB", "ambulatory"},
	"P": {actCode, "PRENC", "pre-admission"},
}

func class(f fields, v hl7.Value) error {
	return one(f, "class", v, func(v hl7.Value) (coding, bool) {
		code := strings.Join(strings.Fields(v.Text()), " ")
		if known, is := classes[strings.ToUpper(code)]; is {
			return known, true
		}
		return coding{System: "http://terminology.hl7.org/CodeSystem/v2-0004", Code: code}, code != ""
	})
}
