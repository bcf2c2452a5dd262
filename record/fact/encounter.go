package fact

import (
	"cmp"
	"strings"
	"time"

	"continuum/warehouse"
)

// activity makes an Encounter of what happened; a job at somebody's home, which
// is no meeting with a person, becomes a Task.
func (m *mapper) activity(r warehouse.Row) {
	if r.Text("setting") == "housing" {
		m.job(r)
		return
	}
	start, end := r.Time("start_at"), r.Time("end_at")
	id := m.id("enc", r.Source, r.Text("local_activity_id"))
	m.encounters[activityKey(r)] = encounter.Name + "/" + id
	class := classOf(r, m.inUK())
	x := m.add(encounter, id, r.Source,
		"extension", m.ready(r.Time("discharge_ready_at")),
		"identifier", m.activityIdentifier(r, "local_activity_id"),
		"status", text(m.status(r, class)),
		"class", coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", class, classes[class]),
		"type", array(
			concept(spaced(r.Text("kind")), coding(ownCodes+"kind", r.Text("kind"), "")),
			concept(spaced(r.Text("setting")), coding(ownCodes+"setting", r.Text("setting"), "")),
			own(r, "patient_class"), own(r, "method")),
		"serviceType", m.serviceType(r),
		"subject", m.self,
		"participant", m.participants(r),
		"period", m.period(start, end),
		"reasonCode", m.reasons(r),
		"diagnosis", array(m.diagnoses[activityKey(r)]...),
		"hospitalization", hospitalization(r),
		"location", m.location(r),
		"serviceProvider", m.organization(r.Source))
	x.end = m.instant(end)
	recognised(x, m.activitySystem(r.Source), r.Text("local_activity_id"))
}

func spaced(word string) string { return strings.ReplaceAll(word, "_", " ") }

// activityIdentifier is the partner's own id of what happened or was arranged.
func (m *mapper) activityIdentifier(r warehouse.Row, column string) value {
	return array(object("system", text(m.activitySystem(r.Source)), "value", text(r.Text(column)), "assigner", m.organization(r.Source)))
}

// classes are the classes of encounters that facts have, of HL7's ActCode.
var classes = map[string]string{
	"AMB": "ambulatory", "EMER": "emergency", "FLD": "field", "HH": "home health", "IMP": "inpatient encounter", "SS": "short stay", "VR": "virtual",
	"ACUTE": "inpatient acute", "NONAC": "inpatient non-acute", "OBSENC": "observation encounter", "PRENC": "pre-admission",
}

// kindClasses are the kinds of activity that say where they took place, whatever
// the setting.
var kindClasses = map[string]string{
	"spell": "IMP", "bed_days": "IMP", "attendance": "EMER", "incident": "FLD",
	"virtual_ward": "HH", "home_visit": "HH", "telephone": "VR", "video": "VR", "online": "VR",
}

// settingClasses are the classes of settings; any other is ambulatory.
var settingClasses = map[string]string{"inpatient": "IMP", "emergency": "EMER", "ambulance": "FLD"}

// classOf is the class of an activity: what the partner sends if it is HL7's own,
// a day case by the NHS's patient classification, else by kind and setting.
func classOf(r warehouse.Row, uk bool) string {
	sent := r.Text("patient_class")
	if classes[sent] != "" {
		return sent
	}
	class := cmp.Or(kindClasses[r.Text("kind")], settingClasses[r.Text("setting")], "AMB")
	const dayCase, regularDay, regularNight = "2", "3", "4"
	if class == "IMP" && uk && (sent == dayCase || sent == regularDay || sent == regularNight) {
		return "SS"
	}
	return class
}

// status tells how far an activity has come. R4 has no word for one that was
// missed: it is cancelled, and the type says which.
func (m *mapper) status(r warehouse.Row, class string) string {
	kind := r.Text("kind")
	stay := class == "IMP" || kind == "virtual_ward"
	switch {
	case strings.HasPrefix(kind, "missed_"), strings.HasPrefix(kind, "cancelled_"):
		return "cancelled"
	case m.instant(r.Time("start_at")).After(m.known.At):
		return "planned"
	case stay && m.active(r.Time("end_at")):
		return "in-progress"
	}
	return "finished"
}

// broughtBy are the kinds whose specialty is what somebody came with.
var broughtBy = map[string]bool{"attendance": true}

func (m *mapper) serviceType(r warehouse.Row) value {
	if broughtBy[r.Text("kind")] {
		return ""
	}
	return own(r, "specialty")
}

func (m *mapper) reasons(r warehouse.Row) value {
	var brought value
	if broughtBy[r.Text("kind")] {
		brought = m.clinical(r, "specialty")
	}
	return array(brought, m.clinical(r, "primary_diagnosis"))
}

// participants are the team, whoever else provided it, and who referred.
func (m *mapper) participants(r warehouse.Row) value {
	provider := r.Text("provider")
	if provider == r.Text("site") || provider == m.partner(r.Source).ODS {
		provider = ""
	}
	return array(participant("", words(r, "team")), participant("", orElseNothing(provider, words(r, "provider"))), participant("REF", words(r, "referrer")))
}

func orElseNothing(given, shown string) string {
	if given == "" {
		return ""
	}
	return shown
}

func participant(as, name string) value {
	if name == "" {
		return ""
	}
	var role value
	if as != "" {
		role = array(concept("", coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", as, "referrer")))
	}
	return object("type", role, "individual", named(name))
}

func (m *mapper) location(r warehouse.Row) value {
	site := words(r, "site")
	if site == "" {
		return ""
	}
	return array(object("location", named(site)))
}

// hospitalization tells where somebody went, and how they left.
func hospitalization(r warehouse.Row) value {
	var said []string
	for _, column := range []string{"discharge_destination", "discharge_method"} {
		if w := words(r, column); w != "" {
			said = append(said, w)
		}
	}
	return object("dischargeDisposition",
		concept(strings.Join(said, "; "), ownCoding(r, "discharge_destination"), ownCoding(r, "discharge_method")))
}

// ready is since when somebody could have left the bed; R4 has no element for it.
func (m *mapper) ready(at time.Time) value {
	if at.IsZero() {
		return ""
	}
	return array(object("url", text(ownCodes+"discharge-ready"), "valueDateTime", m.moment(at)))
}

// job makes a Task of what was done at somebody's home.
func (m *mapper) job(r warehouse.Row) {
	start, end := r.Time("start_at"), r.Time("end_at")
	status := "completed"
	if m.active(end) {
		status = "in-progress"
	}
	x := m.add(task, m.id("job", r.Source, r.Text("local_activity_id")), r.Source,
		"identifier", m.activityIdentifier(r, "local_activity_id"),
		"status", text(status),
		"intent", text("order"),
		"code", concept(spaced(r.Text("kind")), coding(ownCodes+"kind", r.Text("kind"), "")),
		"description", text(words(r, "specialty")),
		"for", m.self,
		"executionPeriod", m.period(start, end),
		"owner", m.organization(r.Source))
	x.end = m.instant(end)
	recognised(x, m.activitySystem(r.Source), r.Text("local_activity_id"))
}
