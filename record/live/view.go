package live

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/resource"
	"continuum/record/search"
	"continuum/store"
)

// Now is what has come live of one person.
type Now struct {
	Visits []Visit // the latest, newest first, cancelled ones too
	Death  *Death  // nil: nobody said so
}

// Visit is a stay or an attendance as a live Encounter tells it.
type Visit struct {
	Key         string // such as Encounter/1
	Patient     string // such as Patient/1: whom it names
	Partner     string // id of a partner; "" where it cannot be told
	Provider    string // in words; "" unknown
	Class       string // code such as IMP, EMER, AMB; "" unknown
	Status      string // of FHIR: planned, arrived, in-progress, finished, cancelled ...
	Service     string // in words or a code, such as a specialty; "" unknown
	Start       When
	End         When
	Stops       []Stop // where the person was, newest first
	Identifiers []Identifier
}

// Identifier is one by which a partner knows a visit.
type Identifier struct{ System, Value string }

// Stop is a place a person was at during a visit.
type Stop struct {
	Place    string // in words, such as Ward 5, bay 2, bed 3
	From, To When
	here     bool // the person is there
}

// Death is what was said of it.
type Death struct {
	At      When   // zero: when was not said
	Partner string // id; "" where it cannot be told
}

// mostVisits is how many visits are shown.
const mostVisits = 20

// Of tells where people are now and were lately by what has come live. patients are
// references, such as Patient/1, that all mean the same person.
func Of(tx *store.Tx, r *record.Record, partners []place.Partner, patients []string) (now Now, err error) {
	if len(patients) == 0 {
		return now, nil
	}
	for _, patient := range patients {
		d, err := death(tx, r, partners, patient)
		if err != nil {
			return now, err
		}
		if d != nil && (now.Death == nil || now.Death.At.IsZero()) {
			now.Death = d
		}
	}
	s, err := search.Parse(encounterType, []search.Pair{{Name: "subject", Value: strings.Join(patients, ",")}, {Name: "_sort", Value: "-date"}}, false)
	if err != nil {
		return now, err
	}
	found, err := r.Search(tx, s, record.Page{Count: mostVisits})
	if err != nil {
		return now, err
	}
	if now.Visits, err = visitsOf(found.Matches, partners); err != nil {
		return now, err
	}
	slices.SortStableFunc(now.Visits, func(a, b Visit) int { return cmp.Or(b.begun().Compare(a.begun()), cmp.Compare(a.Key, b.Key)) })
	return now, nil
}

// visitsOf reads Encounters. Of several of one visit, by a partner's identifier, the
// one written last stands: the visit came by two ways.
func visitsOf(all []record.Resource, partners []place.Partner) ([]Visit, error) {
	var visits []Visit
	newest := slices.Clone(all)
	slices.SortStableFunc(newest, func(a, b record.Resource) int { return b.At.Compare(a.At) })
	seen := map[Identifier]bool{}
	for i := range newest {
		n, err := newest[i].Parsed()
		if err != nil {
			return nil, err
		}
		v := visitOf(n, partners)
		v.Key = newest[i].String()
		if v.Partner != "" && slices.ContainsFunc(v.Identifiers, func(id Identifier) bool { return seen[id] }) {
			continue
		}
		for _, id := range v.Identifiers {
			seen[id] = true
		}
		visits = append(visits, v)
	}
	return visits, nil
}

// begun is when a visit began, or ended where only that is known.
func (v *Visit) begun() time.Time {
	if v.Start.IsZero() {
		return v.End.Time
	}
	return v.Start.Time
}

// death reads whether somebody is said to be dead.
func death(tx *store.Tx, r *record.Record, partners []place.Partner, patient string) (*Death, error) {
	id, local := strings.CutPrefix(patient, "Patient/")
	if !local {
		return nil, nil
	}
	x, err := r.Read(tx, record.Key{Type: patientType, ID: id})
	if fault.CodeOf(err) == fault.NotFound {
		return nil, nil // a fact, or gone
	}
	if err != nil {
		return nil, err
	}
	n, err := x.Parsed()
	d := deathOf(n)
	if d != nil {
		d.Partner = partnerOf(n, partners, place.Partner.PersonSystem)
	}
	return d, err
}

// deathOf reads deceased[x]; nil where nobody says so.
func deathOf(n resource.Node) *Death {
	if at := n.Get("deceasedDateTime"); !at.Missing() {
		return &Death{At: whenOf(at.Text())}
	}
	if n.Get("deceasedBoolean").Bool() {
		return &Death{}
	}
	return nil
}

// visitOf reads an Encounter; the zero Visit of the zero Node.
func visitOf(n resource.Node, partners []place.Partner) Visit {
	v := Visit{
		Patient: n.Get("subject").Get("reference").Text(), Partner: partnerOf(n, partners, place.Partner.ActivitySystem),
		Provider: n.Get("serviceProvider").Get("display").Text(), Class: n.Get("class").Get("code").Text(), Status: n.Get("status").Text(),
		Service: inWords(n.Get("serviceType")), Start: whenOf(n.Get("period").Get("start").Text()), End: whenOf(n.Get("period").Get("end").Text()),
	}
	if !strings.HasPrefix(v.Patient, "Patient/") {
		v.Patient = ""
	}
	for x := range n.Get("identifier").Items() {
		v.Identifiers = append(v.Identifiers, Identifier{x.Get("system").Text(), x.Get("value").Text()})
	}
	for x := range n.Get("location").Items() {
		v.Stops = append(v.Stops, stopOf(x))
	}
	slices.Reverse(v.Stops)
	slices.SortStableFunc(v.Stops, func(a, b Stop) int {
		if a.here != b.here {
			return map[bool]int{true: -1, false: 1}[a.here]
		}
		return b.From.Compare(a.From.Time)
	})
	return v
}

func stopOf(n resource.Node) Stop {
	at, between := n.Get("location"), n.Get("period")
	return Stop{
		cmp.Or(at.Get("display").Text(), at.Get("identifier").Get("value").Text(), at.Get("reference").Text()),
		whenOf(between.Get("start").Text()), whenOf(between.Get("end").Text()), n.Get("status").Text() == "active",
	}
}

// inWords is a concept in words, or its code.
func inWords(n resource.Node) string {
	first := n.Get("coding").First()
	return cmp.Or(n.Get("text").Text(), first.Get("display").Text(), first.Get("code").Text())
}

// Open tells whether a visit is under way.
func (v *Visit) Open() bool {
	return slices.Contains([]string{arrived, "triaged", inProgress, "onleave"}, v.Status)
}

// Place is where the person is, or was last, in words; "" unknown.
func (v *Visit) Place() string {
	if len(v.Stops) == 0 {
		return ""
	}
	return v.Stops[0].Place
}
