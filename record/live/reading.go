package live

import (
	"slices"
	"strings"
	"time"

	"continuum/place"
	"continuum/record/hl7"
)

// reading is what a message was understood to say.
type reading struct {
	partner    place.Partner
	event      string
	said, sent time.Time
	control    string
	statements []statement
	warnings   []hl7.Error // what was left out
}

// events are the triggers of ADT that are understood.
var events = []string{"A01", "A02", "A03", "A04", "A08", "A11", "A13", "A28", "A31", "A40"}

// versions of HL7 that are read.
var versions = []string{"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2"}

// early is how far ahead of us the clock of a sender may be. What is said to
// happen later would outweigh all that is yet to be said.
const early = 24 * time.Hour

// reader understands the messages of a place's partners.
type reader struct {
	senders map[string]place.Partner // by what MSH-4 or MSH-3 says, in capitals
	zone    *time.Location
	now     func() time.Time
}

func newReader(p *place.Place, now func() time.Time) (*reader, error) {
	zone, err := time.LoadLocation(p.Timezone)
	if err != nil {
		return nil, err
	}
	r := &reader{map[string]place.Partner{}, zone, now}
	for _, partner := range p.Partners {
		r.senders[strings.ToUpper(partner.ID)] = partner
	}
	for _, partner := range p.Partners {
		if partner.ODS != "" {
			r.senders[partner.ODS] = partner
		}
	}
	return r, nil
}

// read understands a message. Errors are of type *hl7.Error.
func (r *reader) read(m *hl7.Message) (*reading, error) {
	msh := m.Segment("MSH")
	out := &reading{control: msh.Field(10).Text()}
	if err := r.header(msh, out); err != nil {
		return out, err
	}
	var err error
	if out.event, err = event(m); err != nil {
		return out, err
	}
	if out.said, out.sent, err = r.times(m); err != nil {
		return out, err
	}
	if out.event == "A40" {
		return out, r.merge(m, out)
	}
	person, err := r.person(m.Segment("PID"), out)
	if err != nil {
		return out, err
	}
	if out.event != "A28" && out.event != "A31" {
		err = r.visit(m, person, out)
	}
	return out, err
}

// header learns who sends, and refuses what is not meant for the record.
func (r *reader) header(msh hl7.Segment, out *reading) error {
	if version := msh.Field(12).Part(1); !slices.Contains(versions, version.Text()) {
		return msh.Field(12).Fault(hl7.UnknownVersion, "this version of HL7 is not read; 2.3 to 2.8 are")
	}
	if purpose := msh.Field(11).Part(1).Text(); purpose != "P" && purpose != "" {
		return msh.Field(11).Fault(hl7.UnknownPurpose, "it is a training or debugging message, and the record is of real people")
	}
	if out.control == "" {
		return msh.Field(10).Fault(hl7.MissingField, "the message has no control id")
	}
	for _, field := range []int{4, 3} {
		for part := range 2 {
			if p, known := r.sender(msh.Field(field).Part(part + 1).Text()); known {
				out.partner = p
				return nil
			}
		}
	}
	return msh.Field(4).Fault(hl7.NotInTable, "the sender is no partner of the place: neither MSH-4 nor MSH-3 is a partner's ods or id in place.yaml")
}

// sender finds a partner by its ods or id. The code of a site of an NHS trust is
// five characters of which the trust's own are the first three.
func (r *reader) sender(name string) (place.Partner, bool) {
	name = strings.ToUpper(name)
	if p, known := r.senders[name]; known || len(name) != 5 {
		return p, known
	}
	p, known := r.senders[name[:3]]
	return p, known && p.ODS == name[:3]
}

// event learns what happened.
func event(m *hl7.Message) (string, error) {
	kind := m.Segment("MSH").Field(9)
	if kind.Part(1).Text() != "ADT" {
		return "", kind.Fault(hl7.UnknownMessage, "only messages of the type ADT are taken")
	}
	event := kind.Part(2).Text()
	if event == "" {
		event = m.Segment("EVN").Field(1).Text()
	}
	if !slices.Contains(events, event) {
		return event, kind.Fault(hl7.UnknownEvent, "this event is not taken; %s are", strings.Join(events, ", "))
	}
	return event, nil
}

// times learns when it was said: the time of the event, else that of the message.
func (r *reader) times(m *hl7.Message) (said, sent time.Time, err error) {
	field := m.Segment("MSH").Field(7)
	message, err := field.Moment(r.zone)
	if err != nil {
		return said, sent, err
	}
	evn := m.Segment("EVN").Field(2)
	recorded, err := evn.Moment(r.zone)
	if err != nil {
		return said, sent, err
	}
	switch {
	case message.IsZero() && recorded.IsZero():
		return said, sent, field.Fault(hl7.MissingField, "neither MSH-7 nor EVN-2 says when it happened")
	case recorded.IsZero():
		recorded = message
	default:
		field = evn
	}
	if recorded.Time.After(r.now().Add(early)) {
		return said, sent, field.Fault(hl7.WrongType, "it lies in the future")
	}
	return recorded.Time.UTC(), message.Time.UTC(), nil
}

// state adds a statement.
func (out *reading) state(of about, id string, c content) {
	out.statements = append(out.statements, statement{
		partner: out.partner.ID, about: of, id: id, said: out.said, sent: out.sent, control: out.control, event: out.event, content: c,
	})
}

// warn notes that a value was left out.
func (out *reading) warn(v hl7.Value, code hl7.Code, why string) {
	out.warnings = append(out.warnings, *v.Fault(code, "%s", why))
}
