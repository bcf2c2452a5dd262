package audit

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// Site is the server that keeps the log, as AuditEvents name it.
type Site struct {
	Name    string // such as weston.example
	Address string // URL of its FHIR endpoint
}

// Event writes an entry as an AuditEvent of FHIR R4, in the shapes of IHE's Basic
// Audit Log Patterns (BALP 1.1). With a person it names of the people whom the entry
// is about only that one: whoever reads the own log learns of nobody else.
func Event(e Entry, site Site, person string) ([]byte, error) {
	k := kindOf(e.Action)
	x := event{
		ResourceType: "AuditEvent", ID: strconv.FormatInt(e.Sequence, 10),
		Type: k.typ, Subtype: k.subtypes(e.Action), Action: k.action,
		Recorded: e.At.UTC().Format("2006-01-02T15:04:05.000000Z"), Outcome: outcomeCodes[e.Outcome], OutcomeDesc: e.Reason,
		Agent:  agentsOf(&e, &site, k),
		Source: source{Site: site.Name, Observer: identified("", site.Name), Type: []coding{{"http://terminology.hl7.org/CodeSystem/security-source-type", "4", "Application Server"}}},
		Entity: entitiesOf(&e, k, person),
	}
	if p := profileOf(&e, k, x.Entity); p != "" {
		x.Meta = &meta{Profile: []string{p}}
	}
	if e.Purpose != "" {
		x.PurposeOfEvent = []concept{purposeOf(e.Purpose)}
	}
	text, err := json.Marshal(x)
	return text, fault.Wrap(err, "writing an AuditEvent")
}

// outcomeCodes are of http://hl7.org/fhir/audit-event-outcome.
var outcomeCodes = map[Outcome]string{OK: "0", Denied: "4", Failed: "8"}

type event struct {
	ResourceType   string    `json:"resourceType"`
	ID             string    `json:"id"`
	Meta           *meta     `json:"meta,omitempty"`
	Type           coding    `json:"type"`
	Subtype        []coding  `json:"subtype,omitempty"`
	Action         string    `json:"action"`
	Recorded       string    `json:"recorded"`
	Outcome        string    `json:"outcome"`
	OutcomeDesc    string    `json:"outcomeDesc,omitempty"`
	PurposeOfEvent []concept `json:"purposeOfEvent,omitempty"`
	Agent          []agent   `json:"agent"`
	Source         source    `json:"source"`
	Entity         []entity  `json:"entity,omitempty"`
}

type meta struct {
	Profile []string `json:"profile"`
}

type coding struct {
	System  string `json:"system,omitempty"`
	Code    string `json:"code"`
	Display string `json:"display,omitempty"`
}

type concept struct {
	Coding []coding `json:"coding,omitempty"`
	Text   string   `json:"text,omitempty"`
}

type identifier struct {
	Value string `json:"value"`
}

type reference struct {
	Reference  string      `json:"reference,omitempty"`
	Type       string      `json:"type,omitempty"`
	Identifier *identifier `json:"identifier,omitempty"`
}

type source struct {
	Site     string    `json:"site,omitempty"`
	Observer reference `json:"observer"`
	Type     []coding  `json:"type"`
}

type entity struct {
	What  *reference `json:"what,omitempty"`
	Type  coding     `json:"type"`
	Role  *coding    `json:"role,omitempty"`
	Query string     `json:"query,omitempty"`
}

// identified names what is known by an identifier; a blank one says it is unknown.
func identified(typ, value string) reference {
	if strings.TrimSpace(value) == "" {
		value = "unknown"
	}
	return reference{Type: typ, Identifier: &identifier{value}}
}

// referred names a resource by its key, if it is one, else by that as an identifier.
func referred(typ, key string) reference {
	if isKey(key) {
		return reference{Reference: key}
	}
	return identified(typ, key)
}

// isKey tells whether a text is Type/ID, with or without a version.
func isKey(key string) bool {
	parts := strings.Split(key, "/")
	if len(parts) != 2 && (len(parts) != 4 || parts[2] != "_history") || key[0] < 'A' || key[0] > 'Z' {
		return false
	}
	return !slices.ContainsFunc(parts, func(s string) bool {
		return s == "" || strings.ContainsFunc(s, func(c rune) bool {
			return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_'
		})
	})
}

const objectTypes, objectRoles = "http://terminology.hl7.org/CodeSystem/audit-entity-type", "http://terminology.hl7.org/CodeSystem/object-role"

// entitiesOf names the people, the resources, the query and the request.
func entitiesOf(e *Entry, k *kind, person string) (all []entity) {
	for _, p := range e.People {
		if person == "" || p == person {
			what := referred("Patient", p)
			all = append(all, entity{What: &what, Type: coding{objectTypes, "1", "Person"}, Role: &coding{objectRoles, "1", "Patient"}})
		}
	}
	for _, r := range e.Resources {
		if person == "" || len(e.People) <= 1 { // whose a resource is, an entry about several does not say
			what := referred("", r)
			all = append(all, entity{What: &what, Type: coding{objectTypes, "2", "System Object"}, Role: &coding{objectRoles, "4", "Domain Resource"}})
		}
	}
	if k == &kindSearch || len(e.Query) > 0 {
		shape := e.Type + "?" + strings.Join(e.Query, "&")
		all = append(all, entity{Type: coding{objectTypes, "2", "System Object"}, Role: &coding{objectRoles, "24", "Query"}, Query: base64.StdEncoding.EncodeToString([]byte(shape))})
	}
	if e.Request != "" {
		what := identified("", e.Request)
		all = append(all, entity{What: &what, Type: coding{"https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "XrequestId", ""}})
	}
	return all
}
