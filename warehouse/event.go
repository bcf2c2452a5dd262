package warehouse

import (
	"database/sql"
	"strconv"
	"strings"
	"time"
)

// timelineTable says how one canonical table's rows become events.
type timelineTable struct {
	name    string
	columns string
	event   func(scanner) (Event, error)
}

var timelineTables = []timelineTable{
	{"activity", `source, setting, kind, start_at, end_at, provider, team, site, referrer, method, patient_class, discharge_method,
		discharge_destination, discharge_ready_at, specialty, primary_diagnosis, units, unit, cost_pence, cost_basis`, activityEvent},
	{"diagnosis", "source, code, system, description, recorded_at, ended_at", codedEvent("diagnosis", "Diagnosis")},
	{"procedure", "source, code, system, description, performed_at, NULL", codedEvent("procedure", "Procedure")},
	{"medication", "source, code, system, description, started_at, ended_at", codedEvent("medication", "Medicine")},
	{"observation", "source, code, system, description, value, unit, text, observed_at", observationEvent},
	{"service_package", "source, kind, start_date, end_date, units_a_week, unit, weekly_cost_pence, funder, provider", packageEvent},
	{"statement", "source, instrument, question, answer, score, answered_at, mode, answered_by", statementEvent},
}

// majorSettings are those a hurried reader must see.
var majorKinds = map[string]bool{"spell": true, "attendance": true, "incident": true, "bed_days": true, "virtual_ward": true}

func activityEvent(scan scanner) (Event, error) {
	e := Event{Table: "activity"}
	var end, ready sql.NullTime
	var provider, team, site, referrer, method, class, how, where, specialty, diagnosis, unit, basis sql.NullString
	var units sql.NullFloat64
	var cost sql.NullInt64
	err := scan(&e.Source, &e.Setting, &e.Kind, &e.Start, &end, &provider, &team, &site, &referrer, &method, &class, &how,
		&where, &ready, &specialty, &diagnosis, &units, &unit, &cost, &basis)
	e.End, e.CostPence, e.CostBasis = end.Time, cost.Int64, basis.String
	e.Major = majorKinds[e.Kind]
	e.Title = sentence(e.Kind, specialty.String)
	e.Detail = fields("Where", first(site, provider), "Team", team.String, "How", method.String, "Class", class.String, "Referred by", referrer.String,
		"Main diagnosis", diagnosis.String, "Ready to leave", when(ready), "Left", how.String, "Went to", where.String, "Amount", amount(units, unit))
	if ready.Valid && end.Valid && end.Time.After(ready.Time) {
		e.Detail = append(e.Detail, Field{"Days waiting to leave", strconv.Itoa(int(end.Time.Sub(ready.Time).Hours() / 24))})
	}
	return e, err
}

func codedEvent(table, label string) func(scanner) (Event, error) {
	return func(scan scanner) (Event, error) {
		e := Event{Table: table, Kind: table}
		var code, system string
		var description sql.NullString
		var end sql.NullTime
		err := scan(&e.Source, &code, &system, &description, &e.Start, &end)
		e.End = end.Time
		e.Title = label + ": " + orElse(description.String, code)
		e.Detail = fields("Code", code+" ("+system+")")
		e.Major = table == "procedure"
		return e, err
	}
}

func observationEvent(scan scanner) (Event, error) {
	e := Event{Table: "observation", Kind: "observation"}
	var code, system string
	var description, unit, text sql.NullString
	var value sql.NullFloat64
	err := scan(&e.Source, &code, &system, &description, &value, &unit, &text, &e.Start)
	e.Title = orElse(description.String, code)
	if shown := orElse(amount(value, unit), text.String); shown != "" {
		e.Title += ": " + shown
	}
	e.Detail = fields("Code", code+" ("+system+")")
	return e, err
}

func packageEvent(scan scanner) (Event, error) {
	e := Event{Table: "service_package", Setting: "social_care", Major: true}
	var end sql.NullTime
	var units sql.NullFloat64
	var unit, funder, provider sql.NullString
	var weekly sql.NullInt64
	err := scan(&e.Source, &e.Kind, &e.Start, &end, &units, &unit, &weekly, &funder, &provider)
	e.End = end.Time
	e.weekly = weekly.Int64
	e.Title = sentence(e.Kind, "")
	e.Detail = fields("A week", amount(units, unit), "Provider", provider.String, "Paid by", funder.String)
	if weekly.Valid {
		e.Detail = append(e.Detail, Field{"Weekly cost", pounds(weekly.Int64)})
	}
	return e, err
}

func statementEvent(scan scanner) (Event, error) {
	e := Event{Table: "statement", Kind: "statement"}
	var instrument, question string
	var answer, mode, by sql.NullString
	var score sql.NullFloat64
	err := scan(&e.Source, &instrument, &question, &answer, &score, &e.Start, &mode, &by)
	e.Title = question
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
			out = append(out, Field{pairs[i], pairs[i+1]})
		}
	}
	return out
}

// sentence turns a code such as home_visit into words, with what it was about.
func sentence(kind, about string) string {
	words := strings.ReplaceAll(kind, "_", " ")
	if words != "" {
		words = strings.ToUpper(words[:1]) + words[1:]
	}
	if about != "" {
		words += ", " + about
	}
	return words
}

func amount(v sql.NullFloat64, unit sql.NullString) string {
	if !v.Valid {
		return ""
	}
	return strings.TrimSpace(strconv.FormatFloat(v.Float64, 'f', -1, 64) + " " + strings.ReplaceAll(unit.String, "_", " "))
}

func when(t sql.NullTime) string {
	if !t.Valid {
		return ""
	}
	return t.Time.Format("02-Jan-2006")
}

func first(a, b sql.NullString) string { return orElse(a.String, b.String) }

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func pounds(pence int64) string {
	return "£" + strconv.FormatFloat(float64(pence)/100, 'f', 2, 64)
}

// financialYear names the year from 1 April a day lies in: "2025/26".
func financialYear(t time.Time) (name string, ends time.Time) {
	y := t.Year()
	if t.Month() < time.April {
		y--
	}
	return strconv.Itoa(y) + "/" + strconv.Itoa(y + 1)[2:], time.Date(y+1, time.April, 1, 0, 0, 0, 0, t.Location())
}
