package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// fact is what is remembered of one resource of a bundle, to know which searches
// must find it.
type fact struct {
	typ       string
	uuid      string
	codes     []string // system|code
	class     string
	encounter string // UUID
	low, high int64  // seconds; high is exclusive, 0 where there is no date
	value     float64
	unit      string
	hasValue  bool
	names     []string // family names
	gender    string
	ids       []string // system|value
	member    bool     // of the person's compartment
}

// has tells whether the fact has one of some codes.
func (f *fact) has(codes ...string) bool {
	for _, c := range f.codes {
		for _, want := range codes {
			if c == want {
				return true
			}
		}
	}
	return false
}

type concept struct {
	Coding []struct{ System, Code string }
}

type reference struct{ Reference string }

// sent is the part of an entry's resource that is looked at.
type sent struct {
	ResourceType, ID                                                string
	Code, VaccineCode, MedicationCodeableConcept                    concept
	Class                                                           struct{ Code string }
	Subject, Patient, Encounter                                     reference
	EffectiveDateTime, AuthoredOn, OnsetDateTime, BirthDate, Gender string
	Period                                                          struct{ Start, End string }
	ValueQuantity                                                   *struct {
		Value float64
		Code  string
	}
	Name       []struct{ Family string }
	Identifier []struct{ System, Value string }
}

// learn reads the facts of a bundle of one person; a bundle without conditions
// for creation is one.
func (t *template) learn(text []byte) error {
	var bundle struct {
		Type  string
		Entry []struct {
			FullURL  string
			Resource json.RawMessage
			Request  struct{ IfNoneExist string }
		}
	}
	if err := json.Unmarshal(text, &bundle); err != nil {
		return err
	}
	t.entries = len(bundle.Entry)
	for _, e := range bundle.Entry {
		if e.Request.IfNoneExist != "" || bundle.Type != "transaction" {
			return nil // shared by all
		}
		var kind struct{ ResourceType string }
		if err := json.Unmarshal(e.Resource, &kind); err != nil {
			return err
		}
		s := sent{ResourceType: kind.ResourceType}
		switch kind.ResourceType {
		case "Patient", "Observation", "Condition", "Encounter", "MedicationRequest", "Procedure", "Immunization", "Claim", "DiagnosticReport":
			if err := json.Unmarshal(e.Resource, &s); err != nil {
				return fmt.Errorf("%s: %w", e.FullURL, err)
			}
		}
		f := s.fact()
		f.uuid = strings.TrimPrefix(e.FullURL, "urn:uuid:")
		if f.typ == "Patient" {
			t.person = len(t.facts)
		}
		t.facts = append(t.facts, f)
	}
	return nil
}

func (s *sent) fact() fact {
	f := fact{typ: s.ResourceType, class: s.Class.Code, gender: s.Gender, encounter: strings.TrimPrefix(s.Encounter.Reference, "urn:uuid:")}
	for _, c := range []concept{s.Code, s.VaccineCode, s.MedicationCodeableConcept} {
		for _, x := range c.Coding {
			f.codes = append(f.codes, x.System+"|"+x.Code)
		}
	}
	for _, text := range []string{s.EffectiveDateTime, s.AuthoredOn, s.OnsetDateTime, s.BirthDate, s.Period.Start} {
		if low, high, ok := instants(text); ok {
			f.low, f.high = low, high
		}
	}
	if _, high, ok := instants(s.Period.End); ok {
		f.high = high
	}
	if q := s.ValueQuantity; q != nil {
		f.value, f.unit, f.hasValue = q.Value, q.Code, true
	}
	for _, n := range s.Name {
		f.names = append(f.names, n.Family)
	}
	for _, i := range s.Identifier {
		f.ids = append(f.ids, i.System+"|"+i.Value)
	}
	f.member = s.Subject.Reference != "" || s.Patient.Reference != ""
	return f
}

// instants gives the seconds in which a date or an instant lies.
func instants(text string) (low, high int64, ok bool) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.Unix(), t.Unix() + 1, true
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t.Unix(), t.Unix() + 86400, true
	}
	return 0, 0, false
}

// shift is how many seconds the dates of the k-th copy lie before the first's.
func shift(k int) int64 { return int64(k) * apart * 86400 }
