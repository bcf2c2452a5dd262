package warehouse

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// said is what a row of activity says in words; what has none is empty.
type said struct {
	setting, kind                                        string
	team, about, specialty, method, class, left, elapsed string
}

// titling says how activity of one kind is told: what leads, what it was about,
// what else a hurried reader must know.
type titling struct {
	lead  func(said) string
	about func(said) string
	more  func(said) []string
}

// titlings are the kinds of the canonical table that need words of their own.
var titlings = map[string]titling{
	"spell":        {func(s said) string { return orElse(s.class, "Admitted") }, said.why, said.length},
	"bed_days":     {func(s said) string { return orElse(s.team, "Ward stay") }, said.why, said.length},
	"virtual_ward": {said.kindWords, said.why, said.length},
	"attendance":   {func(s said) string { return orElse(s.team, s.place()) }, said.why, func(s said) []string { return []string{s.method, s.left} }},
	"incident":     {said.place, said.why, said.how},
	"appointment":  {said.place, func(s said) string { return orElse(s.specialty, s.about) }, func(s said) []string { return []string{s.class} }},
	"consultation": {said.contact, said.why, said.nothing},
	"telephone":    {said.contact, said.why, said.nothing},
	"home_visit":   {said.contact, said.why, said.nothing},
}

// other tells any other kind: a team's contact, how it was held or what came of it.
var other = titling{said.contact, said.why, said.how}

// settingWords lead a title where no team does.
var settingWords = map[string]string{"gp": "GP", "emergency": "Emergency department", "outpatient": "Outpatients"}

func (s said) place() string { return orElse(settingWords[s.setting], upperFirst(plain(s.setting))) }

func (s said) why() string { return orElse(s.about, s.specialty) }

func (s said) length() []string { return []string{s.elapsed} }

func (s said) how() []string { return []string{s.method} }

func (s said) nothing() []string { return nil }

func (s said) kindWords() string {
	if s.kind == "telephone" {
		return "phone consultation"
	}
	return plain(s.kind)
}

// contact is "District nursing contact", "GP home visit", and "Care Act assessment" said once.
func (s said) contact() string {
	team, kind := s.team, s.kindWords()
	if s.setting == "gp" {
		team = s.place()
	}
	if team == "" || strings.Contains(strings.ToLower(team), kind) {
		return orElse(team, kind)
	}
	return team + " " + kind
}

// title is one plain line, the most telling thing first. Kinds such as
// missed_appointment are told as an appointment, missed.
func (s said) title() string {
	status := ""
	for _, word := range []string{"missed", "cancelled"} {
		if kind, found := strings.CutPrefix(s.kind, word+"_"); found {
			status, s.kind = word, kind
		}
	}
	t, known := titlings[s.kind]
	if !known {
		t = other
	}
	line := upperFirst(t.lead(s))
	if about := t.about(s); about != "" && !strings.EqualFold(about, line) {
		line += ": " + about
	}
	for _, more := range t.more(s) {
		if more != "" {
			line += ", " + more
		}
	}
	if status != "" {
		line = upperFirst(status) + " " + lowerFirst(line)
	}
	return line
}

// worded is a value fit for a title: a name, or the value itself where it reads
// as words rather than a code.
func worded(value, name string) string {
	switch {
	case name != value:
		return name
	case isWords(value):
		return lowerFirst(term(value))
	default:
		return ""
	}
}

// semanticTag is what SNOMED CT adds to a term for machines.
var semanticTag = regexp.MustCompile(` \((?:procedure|disorder|finding|situation|event|regime/therapy|qualifier value|physical object|observable entity)\)$`)

// term is a term without its tag: "Cough (finding)" is a cough.
func term(s string) string { return semanticTag.ReplaceAllString(s, "") }

// isWords tells "District nursing" from "Z90001-3", "F/U", "RW9" and "10509002".
func isWords(s string) bool {
	return strings.ContainsFunc(s, unicode.IsLower) && !strings.ContainsFunc(s, unicode.IsDigit)
}

// lasted is a stay's length in nights, "7 days"; within one day it is "".
func lasted(from, to time.Time) string {
	if days := daysBetween(from, to); days > 0 && !to.IsZero() {
		return counted(float64(days), "day")
	}
	return ""
}

// daysBetween counts calendar days.
func daysBetween(from, to time.Time) int { return int(dayOf(to).Sub(dayOf(from)).Hours() / 24) }

// counted gives "1 day", "14 hours".
func counted(n float64, unit string) string {
	if unit = unitWords(unit); n != 1 && unit != "" {
		unit += "s"
	}
	return strings.TrimSpace(strconv.FormatFloat(n, 'f', -1, 64) + " " + unit)
}

// unitWords drops what UCUM writes in brackets for machines: "mm[Hg]" is mmHg, "{score}" nothing.
func unitWords(unit string) string {
	if open, end := strings.Index(unit, "{"), strings.Index(unit, "}"); 0 <= open && open < end {
		unit = unit[:open] + unit[end+1:]
	}
	return strings.NewReplacer("[", "", "]", "", "_", " ").Replace(unit)
}

// plain turns a short name such as home_care into words.
func plain(name string) string { return strings.ReplaceAll(name, "_", " ") }

func upperFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// lowerFirst leaves short names such as GP alone.
func lowerFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}
