package live

import (
	"strings"

	"continuum/link"
	"continuum/record/hl7"
)

// person reads whom a message is about, states what it says of the person, and
// gives the partner's id of the person.
func (r *reader) person(pid hl7.Segment, out *reading) (string, error) {
	id, fields, err := r.described(pid, out)
	if err == nil {
		out.state(ofPerson, id, content{Fields: fields})
	}
	return id, err
}

// described reads PID.
func (r *reader) described(pid hl7.Segment, out *reading) (id string, f fields, err error) {
	if !pid.There() {
		return "", nil, &hl7.Error{Code: hl7.BadSequence, Segment: "PID", Reason: "the message does not say whom it is about"}
	}
	id, nhs, err := ids(pid.Field(3), out)
	if err != nil {
		return "", nil, err
	}
	f = fields{}
	if nhs != "" {
		err = f.set("nhs", nhs)
	}
	for _, take := range []func() error{
		func() error { return several(f, "name", pid.Field(5), nameOf) },
		func() error { return r.born(f, pid.Field(7), out) },
		func() error { return sex(f, pid.Field(8), out) },
		func() error { return several(f, "address", pid.Field(11), addressOf) },
		func() error { return several(f, "home", pid.Field(13), contactOf("home")) },
		func() error { return several(f, "work", pid.Field(14), contactOf("work")) },
		func() error { return several(f, "other", pid.Field(40), contactOf("")) },
		func() error { return r.death(f, pid) },
	} {
		if err == nil {
			err = take()
		}
	}
	return id, f, err
}

// longestID bounds what a partner's id may be.
const longestID = 200

// ids finds the partner's own id of a person among those of CX, and the NHS number.
func ids(field hl7.Value, out *reading) (id, nhs string, err error) {
	var best int
	for _, x := range field.Repeats() {
		text, kind := x.Text(), strings.ToUpper(x.Part(5).Text())
		authority := strings.ToUpper(x.Part(4).Text())
		if kind == "NH" || kind == "NHS" || kind == "NHSNMBR" || authority == "NHS" || authority == "NHSNMBR" {
			number, ok, reason := link.Check(text)
			if !ok {
				out.warn(field, hl7.WrongType, "an NHS number was left out: "+reason)
				continue
			}
			nhs = number
			continue
		}
		if rank := owned(out, kind, authority); text != "" && rank > best {
			id, best = text, rank
		}
	}
	switch {
	case id == "":
		return "", "", field.Fault(hl7.MissingField, "the sender's own id of the person is not there")
	case len(id) > longestID:
		return "", "", field.Fault(hl7.WrongType, "an id is longer than %d characters", longestID)
	}
	return id, nhs, nil
}

// owned ranks how surely an id is the sender's own: by its authority, by its type,
// or because nothing says otherwise.
func owned(out *reading, kind, authority string) int {
	own := authority != "" && (authority == out.partner.ODS || authority == strings.ToUpper(out.partner.ID))
	typed := kind == "MR" || kind == "PI" || kind == "PT"
	switch {
	case own && typed:
		return 5
	case own && kind != "AN" && kind != "VN": // accounts and visits
		return 4
	case typed && authority == "":
		return 3
	case typed:
		return 2
	case kind == "":
		return 1
	}
	return 0 // a passport, a driving licence, an account
}

func (r *reader) born(f fields, v hl7.Value, out *reading) error {
	switch m, err := v.Moment(r.zone); {
	case v.Null():
		f.clear("birthDate")
	case err != nil:
		out.warn(v, hl7.WrongType, "the date of birth was left out: it is no date")
	case !m.IsZero():
		return f.set("birthDate", m.Date())
	}
	return nil
}

// sexes are HL7 table 0001 and the codes of the NHS Data Dictionary (PERSON GENDER
// CODE), as FHIR's administrative gender.
var sexes = map[string]string{
	"M": "male", "F": "female", "O": "other", "A": "other", "U": "unknown", "N": "unknown",
	"1": "male", "2": "female", "0": "unknown", "9": "unknown",
}

func sex(f fields, v hl7.Value, out *reading) error {
	switch code := sexes[strings.ToUpper(v.Text())]; {
	case v.Null():
		f.clear("gender")
	case !v.Said():
	case code == "":
		out.warn(v, hl7.NotInTable, "the sex was left out: its code is not in table 0001")
	default:
		return f.set("gender", code)
	}
	return nil
}

// died is what was said of a death.
type died struct {
	At string `json:"at,omitempty"` // "": not said
}

// death reads PID-29 and PID-30: when, and whether at all.
func (r *reader) death(f fields, pid hl7.Segment) error {
	at, flag := pid.Field(29), strings.ToUpper(pid.Field(30).Text())
	m, err := at.Moment(r.zone)
	switch {
	case err != nil:
		return err
	case flag == "N", flag == "" && m.IsZero() && (at.Null() || pid.Field(30).Null()):
		f.clear("died")
	case flag == "Y" || !m.IsZero():
		return f.set("died", died{m.FHIR()})
	}
	return nil
}

// several reads a field that repeats: what is said replaces all that was.
func several[T any](f fields, name string, v hl7.Value, of func(hl7.Value) (T, bool)) error {
	if v.Null() {
		f.clear(name)
	}
	var all []T
	for _, x := range v.Repeats() {
		if one, ok := of(x); ok {
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return f.set(name, all)
}

// merge reads A40: each MRG names the id that ends, the PID before it the one that
// goes on.
func (r *reader) merge(m *hl7.Message, out *reading) error {
	var pid hl7.Segment
	merged := false
	for _, s := range m.Segments {
		if s.Name == "PID" {
			pid = s
		}
		if s.Name != "MRG" {
			continue
		}
		id, f, err := r.described(pid, out)
		if err != nil {
			return err
		}
		prior, _, err := ids(s.Field(1), out)
		if err != nil {
			return err
		}
		if prior == id {
			return s.Field(1).Fault(hl7.WrongType, "a record cannot be merged into itself")
		}
		out.state(ofPerson, id, content{Fields: f, Over: prior})
		out.state(ofPerson, prior, content{Into: id})
		merged = true
	}
	if !merged {
		return &hl7.Error{Code: hl7.BadSequence, Segment: "MRG", Reason: "the message does not say whose record ends"}
	}
	return nil
}
