package main

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"time"
)

// question is one search, and what a right answer holds.
type question struct {
	path    string
	matches int  // of the page
	total   int  // of all pages; -1 where it is not known
	beside  int  // included resources; -1 where it is not known
	sorted  bool // by date, the latest first
}

// kind is a kind of question, asked with many different values.
type kind struct {
	name string
	ask  func(m *mix) question
}

// mix makes questions with values sampled from what was sent.
type mix struct {
	*load
	r      *rand.Rand
	people []*subject
	known  map[string]int // counts over all copies, which take a while
}

// kinds is the mix: what a shared record is asked.
var kinds = []kind{
	{"patient + code", func(m *mix) question {
		p, code := m.coded("Observation")
		return m.page("/Observation?patient="+p.id+"&code="+escaped(code), 50, p.t.count("Observation", func(f *fact) bool { return f.has(code) }))
	}},
	{"patient + code + dates", func(m *mix) question {
		p, code := m.coded("Observation")
		from, to := m.years(5)
		n := p.t.count("Observation", func(f *fact) bool { return f.has(code) && f.during(p.k, from, to) })
		return m.page("/Observation?subject=Patient/"+p.id+"&code="+escaped(code)+dates("date", from, to), 50, n)
	}},
	{"patient, several codes", func(m *mix) question {
		p, a := m.coded("Observation")
		b, c := m.code("Observation"), m.code("Observation")
		return m.page("/Observation?patient="+p.id+"&code="+escaped(a+","+b+","+c), 50, p.t.count("Observation", func(f *fact) bool { return f.has(a, b, c) }))
	}},
	{"patient, latest first", func(m *mix) question {
		p := m.someone()
		q := m.page("/Observation?patient="+p.id+"&_sort=-date&_count=20", 20, p.t.count("Observation", anyFact))
		q.sorted = true
		return q
	}},
	{"patient, value above", func(m *mix) question {
		p, limit := m.someone(), 20+m.r.IntN(150)
		n := p.t.count("Observation", func(f *fact) bool { return f.hasValue && f.value > float64(limit) })
		return m.page(fmt.Sprintf("/Observation?patient=%s&value-quantity=gt%d", p.id, limit), 50, n)
	}},
	{"patient, since a time", func(m *mix) question {
		p := m.someone()
		return m.page("/Encounter?patient="+p.id+"&_lastUpdated=ge2020-01-01", 50, p.t.count("Encounter", anyFact))
	}},
	{"token", func(m *mix) question {
		code := m.code("Condition")
		n := m.counted("c"+code, func() int { return m.still("Condition", func(_ *template, f *fact) bool { return f.has(code) }) })
		return m.page("/Condition?code="+escaped(code), 50, n)
	}},
	{"token, count only", func(m *mix) question {
		code := m.code("Observation")
		n := m.counted("o"+code, func() int { return m.still("Observation", func(_ *template, f *fact) bool { return f.has(code) }) })
		q := m.page("/Observation?code="+escaped(code)+"&_summary=count", 0, n)
		q.matches = 0
		return q
	}},
	{"dates", func(m *mix) question {
		from := m.day()
		to := from + int64(1+m.r.IntN(14))*86400
		n := m.count("Encounter", func(_ *template, f *fact, k int) bool { return f.during(k, from, to) })
		return m.page("/Encounter?"+dates("date", from, to)[1:], 50, n)
	}},
	{"birth dates", func(m *mix) question {
		from := time.Date(1930+m.r.IntN(70), time.Month(1+m.r.IntN(12)), 1, 0, 0, 0, 0, time.UTC).Unix()
		to := from + int64(30+m.r.IntN(720))*86400
		n := m.count("Patient", func(_ *template, f *fact, k int) bool { low := f.low - shift(k); return low >= from && low < to })
		return m.page("/Patient?birthdate=ge"+day(from)+"&birthdate=lt"+day(to), 50, n)
	}},
	{"name", func(m *mix) question {
		p := m.someone()
		name := nameOf(p.me().names[0], p.k)
		letters := len(strings.TrimRight(name, "0123456789"))
		prefix := name[:min(letters+1+m.r.IntN(2), len(name))] // with a digit, which only invented names have
		n := m.count("Patient", func(_ *template, f *fact, k int) bool {
			return slices.ContainsFunc(f.names, func(s string) bool { return strings.HasPrefix(plain(nameOf(s, k)), plain(prefix)) })
		})
		return m.page("/Patient?family="+escaped(prefix), 50, n)
	}},
	{"identifier", func(m *mix) question {
		return m.page("/Patient?identifier="+escaped(m.someone().identifier()), 50, 1)
	}},
	{"chain by identifier", func(m *mix) question {
		p := m.someone()
		return m.page("/Condition?patient.identifier="+escaped(p.identifier()), 50, p.t.count("Condition", anyFact))
	}},
	{"chain by class + code", func(m *mix) question {
		code := m.code("Condition")
		n := m.counted("e"+code, func() int {
			return m.still("Condition", func(t *template, f *fact) bool { return f.has(code) && t.classOf(f.encounter) == "EMER" })
		})
		return m.page("/Condition?encounter.class=EMER&code="+escaped(code), 50, n)
	}},
	{"_has", func(m *mix) question {
		code := m.code("Condition")
		n := m.counted("h"+code, func() int {
			return m.still("Patient", func(t *template, _ *fact) bool {
				return t.count("Condition", func(c *fact) bool { return c.has(code) }) > 0
			})
		})
		return m.page("/Patient?_has:Condition:patient:code="+escaped(code), 50, n)
	}},
	{"_include", func(m *mix) question {
		p := m.someone()
		met := map[string]bool{}
		n := p.t.count("MedicationRequest", func(f *fact) bool { met[f.encounter] = true; return true })
		q := m.page("/MedicationRequest?patient="+p.id+"&_include=MedicationRequest:encounter&_count=1000", 1000, n)
		q.beside = len(met)
		return q
	}},
	{"_revinclude", func(m *mix) question {
		p := m.someone()
		q := m.page("/Patient?_id="+p.id+"&_revinclude=Condition:patient", 50, 1)
		q.beside = p.t.count("Condition", anyFact)
		return q
	}},
	{"composite, patient", func(m *mix) question {
		p, code := m.measured()
		n := p.t.count("Observation", func(f *fact) bool { return f.has(code) && f.hasValue && f.value > 100 })
		return m.page("/Observation?patient="+p.id+"&code-value-quantity="+escaped(code+"$gt100"), 50, n)
	}},
	{"composite", func(m *mix) question {
		_, code := m.measured()
		limit := 20 + m.r.IntN(200)
		n := m.counted(fmt.Sprint("q", limit, code), func() int {
			return m.still("Observation", func(_ *template, f *fact) bool { return f.has(code) && f.hasValue && f.value > float64(limit) })
		})
		return m.page("/Observation?code-value-quantity="+escaped(fmt.Sprintf("%s$gt%d", code, limit))+"&_count=20", 20, n)
	}},
	{"code, latest first", func(m *mix) question {
		code := m.code("Observation")
		n := m.counted("o"+code, func() int { return m.still("Observation", func(_ *template, f *fact) bool { return f.has(code) }) })
		q := m.page("/Observation?code="+escaped(code)+"&_sort=-date&_count=20", 20, n)
		q.sorted = true
		return q
	}},
	{"type, latest first", func(m *mix) question {
		typ := []string{"Encounter", "Observation"}[m.r.IntN(2)]
		n := m.counted("t"+typ, func() int { return m.still(typ, func(*template, *fact) bool { return true }) })
		q := m.page(fmt.Sprintf("/%s?_sort=-date&_count=%d", typ, 5+m.r.IntN(30)), 50, n)
		q.matches = -1
		q.sorted = true
		return q
	}},
}

func anyFact(*fact) bool { return true }

// page is a question whose answer has a known number of matches.
func (m *mix) page(path string, most, total int) question {
	return question{path: path, matches: min(most, total), total: total}
}

// counted gives a count, made once.
func (m *mix) counted(key string, count func() int) int {
	if n, is := m.known[key]; is {
		return n
	}
	m.known[key] = count()
	return m.known[key]
}

func (m *mix) someone() *subject { return m.people[m.r.IntN(len(m.people))] }

// code is a code of some resource of a type, so that frequent ones are asked often.
func (m *mix) code(typ string) string {
	for {
		t := m.templates[m.r.IntN(len(m.templates))]
		if f := &t.facts[m.r.IntN(len(t.facts))]; f.typ == typ && len(f.codes) > 0 {
			return f.codes[0]
		}
	}
}

// coded is a person and a code of one of their resources.
func (m *mix) coded(typ string) (*subject, string) {
	for {
		p := m.someone()
		if f := &p.t.facts[m.r.IntN(len(p.t.facts))]; f.typ == typ && len(f.codes) > 0 {
			return p, f.codes[0]
		}
	}
}

// measured is a person and the code of one of their measurements.
func (m *mix) measured() (*subject, string) {
	for {
		p := m.someone()
		if f := &p.t.facts[m.r.IntN(len(p.t.facts))]; f.hasValue && len(f.codes) > 0 {
			return p, f.codes[0]
		}
	}
}

// day is one of an encounter.
func (m *mix) day() int64 {
	for {
		t := m.templates[m.r.IntN(len(m.templates))]
		if f := &t.facts[m.r.IntN(len(t.facts))]; f.typ == "Encounter" {
			low := f.low - shift(m.r.IntN(m.copies))
			return low - low%86400
		}
	}
}

func (m *mix) years(n int) (from, to int64) {
	y := 2000 + m.r.IntN(20)
	return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(y+n, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
}

// during tells whether the fact, in a copy, touches a span of time.
func (f *fact) during(k int, from, to int64) bool {
	return f.high != 0 && f.high-shift(k) > from && f.low-shift(k) < to
}

func (t *template) classOf(uuid string) string {
	for i := range t.facts {
		if t.facts[i].uuid == uuid {
			return t.facts[i].class
		}
	}
	return ""
}

func dates(name string, from, to int64) string {
	return "&" + name + "=ge" + instant(from) + "&" + name + "=lt" + instant(to)
}

func instant(s int64) string { return time.Unix(s, 0).UTC().Format("2006-01-02T15:04:05Z") }

func day(s int64) string { return time.Unix(s, 0).UTC().Format(time.DateOnly) }

func escaped(s string) string { return url.QueryEscape(s) }

// plain is a name without accents and in small letters, as searches see it.
func plain(s string) string {
	return strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n").Replace(strings.ToLower(s))
}
