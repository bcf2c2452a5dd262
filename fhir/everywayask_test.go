package fhir

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// wish is a request as it is sent.
type wish struct {
	method, path, body string
	header             []string // names and values
}

func (x wish) String() string { return strings.TrimSpace(x.method + " " + x.path + " " + x.body) }

var townTypes = []string{
	"Patient", "Patient", "Patient", "Observation", "Observation", "Observation", "Condition", "Encounter", "CarePlan", "CareTeam", "Group", "Organization", "Practitioner",
	"ServiceRequest", "QuestionnaireResponse", "Appointment", "Account", "Consent", "DocumentReference", "Basic",
}

// id is one of a type, now and then none.
func (w *town) id(typ string) string {
	switch n := w.IntN(20); {
	case n == 0:
		return "none"
	case n < 3 && typ == "Patient":
		return one(w, "F1", "F2", "F3")
	case n < 3 && typ == "Encounter":
		return one(w, "F1-e0", "F2-e1", "F3-e0")
	case n < 3 && typ == "Observation":
		return one(w, "F1-o0", "F2-o1", "F3-o2")
	case len(w.ids[typ]) == 0:
		return "x1"
	}
	return one(w, w.ids[typ]...)
}

func (w *town) patientID() string {
	return one(w, w.somebody(), w.somebody(), w.somebody(), "F1", "F2", "F3", "p0", "p1", "p5", "p6")
}

// request is any that reads.
func (w *town) request() wish {
	typ := one(w, townTypes...)
	get := func(format string, args ...any) wish {
		return wish{method: http.MethodGet, path: fmt.Sprintf(format, args...)}
	}
	switch n := w.IntN(100); {
	case n < 8:
		x := get("/%s/%s", typ, w.id(typ))
		switch w.IntN(4) {
		case 0:
			x.header = []string{"If-None-Match", fmt.Sprintf(`W/"%d"`, 1+w.IntN(3))}
		case 1:
			x.path += "?_summary=" + one(w, "true", "text", "data")
		case 2:
			x.header = []string{"If-Modified-Since", "Fri, 20 Nov 2026 09:30:00 GMT"}
		}
		return x
	case n < 14:
		return get("/%s/%s/_history/%d", typ, w.id(typ), 1+w.IntN(4))
	case n < 56:
		return get("/%s%s", typ, w.query(typ))
	case n < 60:
		return wish{http.MethodPost, "/" + typ + "/_search", strings.TrimPrefix(w.query(typ), "?"), []string{"Content-Type", "application/x-www-form-urlencoded"}}
	case n < 66:
		return w.compartmentOf()
	case n < 73:
		return w.everythingOf()
	case n < 84:
		return w.historyOf(typ)
	case n < 90:
		return get("/%s", w.systemQuery())
	case n < 92:
		return wish{http.MethodPost, "/_search", strings.TrimPrefix(w.systemQuery(), "?"), []string{"Content-Type", "application/x-www-form-urlencoded"}}
	case n < 96:
		return w.bundle("batch")
	}
	return w.bundle("transaction")
}

func (w *town) compartmentOf() wish {
	of, member := "Patient/"+w.patientID(), one(w, "*", "Observation", "Encounter", "Group", "Appointment", "CareTeam", "Patient", "Condition")
	switch w.IntN(4) {
	case 0:
		of = "Encounter/" + w.id("Encounter")
	case 1:
		of = "Practitioner/" + w.id("Practitioner")
	}
	query := ""
	if member != "*" {
		query = w.query(member)
	} else if w.IntN(2) == 0 {
		query = "?_count=" + one(w, "2", "5") + w.maybe("&_sort=-_lastUpdated") + w.maybe("&_tag=urn:tag|a")
	}
	return wish{method: http.MethodGet, path: "/" + of + "/" + member + query}
}

func (w *town) everythingOf() wish {
	query := url.Values{}
	if w.IntN(3) == 0 {
		query.Set("_type", one(w, "Observation", "Encounter,Condition", "Patient,Group", "Account"))
	}
	if w.IntN(3) == 0 {
		query.Set("_since", one(w, "2026-11-20T09:00:00Z", "2026-11-20", "2026-11-20T12:00:00Z"))
	}
	if w.IntN(3) == 0 {
		query.Set("_count", one(w, "1", "3", "10"))
	}
	path := "/Patient/" + w.patientID() + "/$everything"
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return wish{method: http.MethodGet, path: path}
}

func (w *town) historyOf(typ string) wish {
	path := one(w, "/"+typ+"/"+w.id(typ)+"/_history", "/"+typ+"/"+w.id(typ)+"/_history", "/"+typ+"/_history", "/_history")
	query := []string{}
	if w.IntN(2) == 0 {
		query = append(query, "_count="+one(w, "1", "3", "20", "200"))
	}
	if w.IntN(3) == 0 {
		query = append(query, "_since="+one(w, "2026-11-20T09:00:00Z", "2026-11-20T11:00:00Z", "2026-11-20T13:00:00Z"))
	}
	if len(query) > 0 {
		path += "?" + strings.Join(query, "&")
	}
	return wish{method: http.MethodGet, path: path}
}

func (w *town) systemQuery() string {
	all := []string{"_type=" + one(w, "Observation,Condition", "Patient,Organization", "Encounter,Group,CareTeam", "Patient,Observation,Encounter,Account", "Appointment")}
	for range w.IntN(3) {
		all = append(all, one(w, "_tag=urn:tag|a", "_lastUpdated=ge2026-11-20T10:00:00Z", "_id="+w.id("Observation")+","+w.id("Patient"), "_security=PSY,adoption", "_tag:not=urn:tag|b", "_security:missing=false"))
	}
	return "?" + escaped(strings.Join(append(all, w.control("")...), "&"))
}

// bundle asks several at once.
func (w *town) bundle(kind string) wish {
	var entries []string
	for range 1 + w.IntN(4) {
		x := w.request()
		for x.method != http.MethodGet || strings.HasPrefix(x.path, "/_") || strings.HasPrefix(x.path, "/?") {
			x = w.request()
		}
		entries = append(entries, fmt.Sprintf(`{"request":{"method":"GET","url":%q}}`, strings.TrimPrefix(x.path, "/")))
	}
	return wish{http.MethodPost, "/", `{"resourceType":"Bundle","type":"` + kind + `","entry":[` + strings.Join(entries, ",") + `]}`, nil}
}

func (w *town) maybe(text string) string {
	if w.IntN(2) == 0 {
		return ""
	}
	return text
}

func escaped(query string) string {
	return strings.NewReplacer("|", "%7C", " ", "%20", "[", "%5B", "]", "%5D").Replace(query)
}

// query is filters and what becomes of what they find.
func (w *town) query(typ string) string {
	var all []string
	for range w.IntN(3) {
		all = append(all, w.filter(typ))
	}
	all = append(all, w.control(typ)...)
	if len(all) == 0 {
		return ""
	}
	return "?" + escaped(strings.Join(all, "&"))
}

// control is order, pages, totals and what comes beside.
func (w *town) control(typ string) (all []string) {
	pick := func(of int, some ...string) {
		if w.IntN(of) == 0 && len(some) > 0 {
			all = append(all, one(w, some...))
		}
	}
	pick(2, "_count=1", "_count=2", "_count=3", "_count=7", "_count=20", "_count=0")
	pick(3, "_total=accurate", "_total=estimate", "_total=none")
	pick(12, "_summary=count")
	pick(12, "_elements=status,subject", "_elements=name", "_summary=true", "_summary=data", "_summary=text")
	sorts := append([]string{"_lastUpdated", "-_lastUpdated", "_id", "-_id", "_tag,_id"}, townSorts[typ]...)
	if w.IntN(3) == 0 {
		all = append(all, "_sort="+one(w, sorts...)+w.maybe(","+one(w, sorts...)))
	}
	for range max(0, w.IntN(6)-3) {
		all = append(all, one(w, append(townIncludes[typ], "_include=*", "_revinclude=*", "_revinclude=Observation:subject", "_include:iterate=Patient:general-practitioner", "_include=*:subject")...))
	}
	return all
}

var townSorts = map[string][]string{
	"Patient": {"family", "-family", "birthdate", "-birthdate", "gender,family", "organization", "identifier"}, "Observation": {"date", "-date", "code", "-code,date", "status,-date", "value-quantity", "subject", "encounter"},
	"Condition": {"onset-date", "-onset-date", "code,subject"}, "Encounter": {"date", "-date", "status", "class,-date", "-service-provider"}, "Organization": {"name"}, "Practitioner": {"-name"},
	"ServiceRequest": {"authored", "-authored"}, "DocumentReference": {"-date"}, "Appointment": {"date", "-date"}, "CarePlan": {"subject"},
}

var townIncludes = map[string][]string{
	"Patient":        {"_include=Patient:general-practitioner", "_include=Patient:organization", "_include:iterate=Patient:link", "_include:iterate=Organization:partof", "_revinclude=Observation:patient", "_revinclude=Encounter:patient", "_revinclude:iterate=Observation:encounter", "_revinclude=Group:member", "_revinclude=CareTeam:participant", "_revinclude=Account:subject", "_revinclude:iterate=Patient:link"},
	"Observation":    {"_include=Observation:subject", "_include=Observation:encounter", "_include=Observation:performer", "_include:iterate=Observation:has-member", "_include:iterate=Encounter:service-provider", "_include=Observation:subject:Patient", "_revinclude=Observation:has-member"},
	"Condition":      {"_include=Condition:encounter", "_include=Condition:subject", "_revinclude=CarePlan:condition"},
	"Encounter":      {"_include=Encounter:subject", "_include=Encounter:service-provider", "_revinclude=Observation:encounter", "_revinclude=Condition:encounter", "_include=Encounter:participant"},
	"CarePlan":       {"_include=CarePlan:care-team", "_include=CarePlan:condition", "_include:iterate=CareTeam:participant", "_include=CarePlan:subject"},
	"CareTeam":       {"_include=CareTeam:participant", "_include=CareTeam:participant:Patient", "_include=CareTeam:subject", "_revinclude=CarePlan:care-team"},
	"Group":          {"_include=Group:member", "_include:iterate=Patient:link"},
	"Organization":   {"_revinclude=Patient:organization", "_revinclude=Encounter:service-provider", "_revinclude:iterate=Observation:encounter", "_include:iterate=Organization:partof"},
	"Practitioner":   {"_revinclude=Observation:performer", "_revinclude=CareTeam:participant", "_revinclude:iterate=CarePlan:care-team"},
	"ServiceRequest": {"_include=ServiceRequest:subject", "_include=ServiceRequest:performer"}, "Appointment": {"_include=Appointment:actor"}, "Account": {"_include=Account:subject"},
	"QuestionnaireResponse": {"_include=QuestionnaireResponse:author", "_include=QuestionnaireResponse:subject"}, "Basic": {"_include=Basic:subject"},
}
