package fact

import (
	"strconv"

	"continuum/warehouse"
)

// codedID is the id of a coded fact: nothing else tells it apart.
func (m *mapper) codedID(sort string, r warehouse.Row, date string, more ...string) string {
	return m.id(sort, append([]string{r.Source, r.Text("local_id"), r.Text("local_activity_id"), r.Text("system"), r.Text("code"), stamp(r.Time(date))}, more...)...)
}

func (m *mapper) procedure(r warehouse.Row) {
	m.add(procedure, m.codedID("pro", r, "performed_at"), r.Source,
		"status", text("completed"),
		"code", coded(r),
		"subject", m.self,
		"encounter", m.encounter(r),
		"performedDateTime", m.moment(r.Time("performed_at")))
}

func (m *mapper) observation(r warehouse.Row) {
	amount, words := quantity(r, "value", r.Text("unit")), r.Text("text")
	pairs := []value{
		"status", text("final"),
		"code", coded(r),
		"subject", m.self,
		"encounter", m.encounter(r),
		"effectiveDateTime", m.moment(r.Time("observed_at")),
		"performer", array(m.organization(r.Source)),
		"valueQuantity", amount,
	}
	if amount == "" {
		pairs = append(pairs, "valueString", text(words))
	} else {
		pairs = append(pairs, "note", note(words))
	}
	m.add(observation, m.codedID("obs", r, "observed_at", string(amount), words), r.Source, pairs...)
}

// quantity is a number of a column with its unit.
func quantity(r warehouse.Row, column, unit string) value {
	n, given := r.Number(column)
	if !given {
		return ""
	}
	amount := number(n)
	if amount == "" {
		return ""
	}
	return object("value", amount, "unit", text(unit))
}

// note is a list of one annotation.
func note(words string) value { return array(object("text", text(words))) }

// medication makes a MedicationStatement: what the partner says is taken, from and
// until.
func (m *mapper) medication(r warehouse.Row) {
	status := "completed"
	if m.active(r.Time("ended_at")) {
		status = "active"
	}
	amount := ""
	if n, given := r.Number("quantity"); given {
		amount = "Quantity: " + strconv.FormatFloat(n, 'f', -1, 64) + " " + r.Text("unit")
	}
	m.add(medicationStatement, m.codedID("med", r, "started_at", amount), r.Source,
		"status", text(status),
		"medicationCodeableConcept", coded(r),
		"subject", m.self,
		"context", m.encounter(r),
		"effectivePeriod", m.period(r.Time("started_at"), r.Time("ended_at")),
		"informationSource", m.organization(r.Source),
		"note", note(amount))
}
