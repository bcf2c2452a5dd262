package fact

import (
	"cmp"
	"strconv"
	"time"

	"continuum/warehouse"
)

// A partner that writes a condition in two code systems sends two rows; they are
// one Condition with two codings.

// sameCondition is what two rows have in common that tell of one condition.
type sameCondition struct {
	source, feed, localID, activity, words string
	recorded, ended                        time.Time
}

func conditionKey(r warehouse.Row) sameCondition {
	return sameCondition{
		r.Source, r.Feed, r.Text("local_id"), r.Text("local_activity_id"), cmp.Or(r.Text("description"), r.Text("code")),
		r.Time("recorded_at"), r.Time("ended_at"),
	}
}

// toldCondition is a condition with the rows that tell of it.
type toldCondition struct {
	id   string
	rows []warehouse.Row
}

// diagnosesOf gathers the rows that tell of one condition, gives each its id, and
// activities their diagnoses with their rank: what happened names them, and they
// name what happened.
func (m *mapper) diagnosesOf(rows []warehouse.Row) {
	at := map[sameCondition]int{}
	for _, r := range rows {
		key := conditionKey(r)
		if i, met := at[key]; met && !hasSystem(m.told[i].rows, r.Text("system")) {
			m.told[i].rows = append(m.told[i].rows, r)
			continue
		}
		at[key] = len(m.told)
		m.told = append(m.told, toldCondition{m.codedID("con", r, "recorded_at"), []warehouse.Row{r}})
	}
	for _, c := range m.told {
		if key := activityKey(c.rows[0]); key.id != "" {
			m.diagnoses[key] = append(m.diagnoses[key], object("condition", reference(condition, c.id), "rank", rank(c.rows[0])))
		}
	}
}

// rank is the position of a diagnosis among those of what happened.
func rank(r warehouse.Row) value {
	if n, err := strconv.ParseInt(r.Text("position"), 10, 32); err != nil || n < 1 {
		return ""
	}
	return value(r.Text("position"))
}

func hasSystem(rows []warehouse.Row, system string) bool {
	for _, r := range rows {
		if r.Text("system") == system {
			return true
		}
	}
	return false
}

func stamp(t time.Time) string { return t.Format(time.RFC3339) }

func activityKey(r warehouse.Row) localKey { return localKey{r.Source, r.Text("local_activity_id")} }

// conditions makes a Condition of each diagnosis. One that was recorded outside of
// an activity is an entry of a problem list.
func (m *mapper) conditions() {
	for _, c := range m.told {
		r := c.rows[0]
		category, status := "encounter-diagnosis", ""
		if r.Text("local_activity_id") == "" {
			category, status = "problem-list-item", "active"
		}
		if ended := r.Time("ended_at"); !ended.IsZero() {
			status = "resolved"
		}
		m.add(condition, c.id, r.Source,
			"clinicalStatus", standard("http://terminology.hl7.org/CodeSystem/condition-clinical", status),
			"category", array(standard("http://terminology.hl7.org/CodeSystem/condition-category", category)),
			"code", coded(c.rows...),
			"subject", m.self,
			"encounter", m.encounter(r),
			"abatementDateTime", m.moment(r.Time("ended_at")),
			"recordedDate", m.moment(r.Time("recorded_at")))
	}
}

// standard is a concept of one code of HL7's.
func standard(system, c string) value {
	if c == "" {
		return ""
	}
	return concept("", coding(system, c, ""))
}
