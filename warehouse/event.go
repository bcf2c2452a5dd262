package warehouse

import (
	"database/sql"
	"strconv"
	"strings"

	"continuum/source"
)

// timelineTable says how one canonical table's rows become events.
type timelineTable struct {
	name    string
	columns string
	event   func(scanner, source.Labels) (Event, error)
}

var timelineTables = []timelineTable{
	{"activity", `source, feed, local_activity_id, setting, kind, start_at, end_at, provider, team, site, referrer, method, patient_class,
		discharge_method, discharge_destination, discharge_ready_at, specialty, primary_diagnosis, units, unit, cost_pence, cost_basis`, activityEvent},
	{"diagnosis", "source, feed, local_activity_id, code, system, description, recorded_at, ended_at", codedEvent("diagnosis", "Diagnosis")},
	{"procedure", "source, feed, local_activity_id, code, system, description, performed_at, NULL", codedEvent("procedure", "Procedure")},
	{"medication", "source, feed, local_activity_id, code, system, description, started_at, ended_at", codedEvent("medication", "Medicine")},
	{"observation", "source, feed, local_activity_id, code, system, description, value, unit, text, observed_at", observationEvent},
	{"service_package", "source, feed, kind, start_date, end_date, units_a_week, unit, weekly_cost_pence, funder, provider", packageEvent},
	{"statement", "source, feed, instrument, question, answer, score, answered_at, mode, answered_by", statementEvent},
}

// majorKinds are those a hurried reader must see.
var majorKinds = map[string]bool{"spell": true, "attendance": true, "incident": true, "bed_days": true, "virtual_ward": true}

func activityEvent(scan scanner, names source.Labels) (Event, error) {
	e := Event{Table: "activity"}
	var end, ready sql.NullTime
	var provider, team, site, referrer, method, class, left, to, specialty, diagnosis, unit, basis sql.NullString
	var units sql.NullFloat64
	var cost sql.NullInt64
	var feed string
	err := scan(&e.Source, &feed, &e.activity, &e.Setting, &e.Kind, &e.Start, &end, &provider, &team, &site, &referrer, &method, &class, &left,
		&to, &ready, &specialty, &diagnosis, &units, &unit, &cost, &basis)
	e.LocalID = e.activity
	e.End, e.CostPence, e.CostBasis = end.Time, cost.Int64, basis.String
	e.Major = majorKinds[e.Kind]
	called := func(column string, code sql.NullString) string { return names.Name(feed, column, code.String) }
	word := func(column string, code sql.NullString) string { return worded(code.String, called(column, code)) }
	e.Title = said{
		setting: e.Setting, kind: e.Kind, team: word("team", team), about: word("primary_diagnosis", diagnosis), specialty: word("specialty", specialty),
		method: word("method", method), class: word("patient_class", class), left: word("discharge_method", left), elapsed: lasted(e.Start, e.End),
	}.title()
	e.Detail = fields("Where", called("site", site), "By", unless(called("provider", provider), called("site", site)), "Team", unless(called("team", team), e.Title),
		orElse(specialtyLabels[e.Kind], "Specialty"), called("specialty", specialty), "How", called("method", method), "Type", called("patient_class", class),
		"Referred by", called("referrer", referrer), mainDiagnosis, withCode(called("primary_diagnosis", diagnosis), diagnosis.String),
		"Ready to leave", when(ready), "Left", called("discharge_method", left), "Went to", called("discharge_destination", to), "Amount", several(units, unit))
	if ready.Valid && end.Valid && daysBetween(ready.Time, end.Time) > 0 {
		e.ready, e.waited = ready.Time, daysBetween(ready.Time, end.Time)
	}
	return e, err
}

// mainDiagnosis labels the diagnosis an activity was for.
const mainDiagnosis = "Main diagnosis"

// specialtyLabels are the kinds whose specialty is what people come with.
var specialtyLabels = map[string]string{"attendance": "Came with", "repair": "Job"}

func codedEvent(table, label string) func(scanner, source.Labels) (Event, error) {
	return func(scan scanner, names source.Labels) (Event, error) {
		e := Event{Table: table, Kind: table}
		var feed, code, system string
		var activity, description sql.NullString
		var end sql.NullTime
		err := scan(&e.Source, &feed, &activity, &code, &system, &description, &e.Start, &end)
		e.End, e.activity = end.Time, activity.String
		e.about, e.code = codeName(names, feed, code, description), code
		e.Title = label + ": " + e.about
		e.Detail = fields("Code", code+" ("+system+")")
		e.Major = table == "procedure"
		return e, err
	}
}

// codeName prefers the place's own name of a code to the sender's description.
func codeName(names source.Labels, feed, code string, description sql.NullString) string {
	if name := names.Name(feed, "code", code); name != code {
		return name
	}
	return orElse(term(description.String), code)
}

func observationEvent(scan scanner, names source.Labels) (Event, error) {
	e := Event{Table: "observation", Kind: "observation"}
	var feed, code, system string
	var activity, description, unit, text sql.NullString
	var value sql.NullFloat64
	err := scan(&e.Source, &feed, &activity, &code, &system, &description, &value, &unit, &text, &e.Start)
	e.activity = activity.String
	e.Title = upperFirst(codeName(names, feed, code, description))
	if shown := orElse(amount(value, unit), term(text.String)); shown != "" {
		e.Title += ": " + shown
	}
	e.Detail = fields("Code", code+" ("+system+")")
	return e, err
}

func packageEvent(scan scanner, names source.Labels) (Event, error) {
	e := Event{Table: "service_package", Setting: "social_care", Major: true}
	var end sql.NullTime
	var units sql.NullFloat64
	var unit, funder, provider sql.NullString
	var feed string
	var weekly sql.NullInt64
	err := scan(&e.Source, &feed, &e.Kind, &e.Start, &end, &units, &unit, &weekly, &funder, &provider)
	e.End = end.Time
	e.weekly = weekly.Int64
	e.Title = upperFirst(plain(names.Name(feed, "kind", e.Kind)))
	if units.Valid {
		e.Title += ", " + counted(units.Float64, unit.String) + " a week"
	}
	e.Detail = fields("By", names.Name(feed, "provider", provider.String), "Paid by", names.Name(feed, "funder", funder.String))
	if weekly.Valid {
		e.Detail = append(e.Detail, Field{"Weekly cost", pounds(weekly.Int64)})
	}
	return e, err
}

func statementEvent(scan scanner, names source.Labels) (Event, error) {
	e := Event{Table: "statement", Kind: "statement"}
	var feed, instrument, question string
	var answer, mode, by sql.NullString
	var score sql.NullFloat64
	err := scan(&e.Source, &feed, &instrument, &question, &answer, &score, &e.Start, &mode, &by)
	e.Title = names.Name(feed, "question", question)
	if shown := orElse(answer.String, amount(score, sql.NullString{})); shown != "" {
		e.Title += ": " + shown
	}
	e.Detail = fields("Asked in", instrument, "Score", amount(score, sql.NullString{}), "How", mode.String, "Answered by", by.String)
	return e, err
}

// fields pairs labels and values, leaving out empty values.
func fields(pairs ...string) []Field {
	var out []Field
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, Field{pairs[i], upperFirst(pairs[i+1])})
		}
	}
	return out
}

// amount is a value with its unit, "148 mmHg".
func amount(v sql.NullFloat64, unit sql.NullString) string {
	if !v.Valid {
		return ""
	}
	return strings.TrimSpace(strconv.FormatFloat(v.Float64, 'f', -1, 64) + " " + unitWords(unit.String))
}

// several is an amount of things that are counted, "14 hours"; one of a thing goes without saying.
func several(v sql.NullFloat64, unit sql.NullString) string {
	if !v.Valid || v.Float64 == 1 {
		return ""
	}
	return counted(v.Float64, unit.String)
}

// unless leaves out what begins another text that is shown: it would be said twice.
func unless(value, shown string) string {
	if strings.HasPrefix(shown, upperFirst(value)) {
		return ""
	}
	return value
}

// withCode keeps the code in sight beside its name.
func withCode(name, code string) string {
	if name == code {
		return code
	}
	return name + " (" + code + ")"
}

func when(t sql.NullTime) string {
	if !t.Valid {
		return ""
	}
	return t.Time.Format("02-Jan-2006")
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func pounds(pence int64) string {
	return "£" + strconv.FormatFloat(float64(pence)/100, 'f', 2, 64)
}
