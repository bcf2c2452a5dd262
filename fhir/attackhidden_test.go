package fhir

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/access"
)

// probes ask about a Patient with an id and an identifier; PATIENT and NUMBER stand for
// these.
var probes = []struct {
	asking
	headers []string
}{
	{asking{"GET", "/Patient/PATIENT", ""}, nil},
	{asking{"HEAD", "/Patient/PATIENT", ""}, nil},
	{asking{"GET", "/Patient/PATIENT", ""}, []string{"If-None-Match", `W/"1"`}},
	{asking{"GET", "/Patient/PATIENT", ""}, []string{"If-Modified-Since", "Fri, 27 Nov 2099 08:00:00 GMT"}},
	{asking{"GET", "/Patient/PATIENT?_summary=text", ""}, nil},
	{asking{"GET", "/Patient/PATIENT/_history", ""}, nil},
	{asking{"GET", "/Patient/PATIENT/_history?_since=2020", ""}, nil},
	{asking{"GET", "/Patient/PATIENT/_history/1", ""}, nil},
	{asking{"GET", "/Patient/PATIENT/_history/2", ""}, nil},
	{asking{"GET", "/Patient/PATIENT/$everything", ""}, nil},
	{asking{"GET", "/Patient/PATIENT/Observation", ""}, nil},
	{asking{"GET", "/Patient/PATIENT/*?_count=1", ""}, nil},
	{asking{"GET", "/Patient?_id=PATIENT", ""}, nil},
	{asking{"GET", "/Patient?_id=PATIENT,mary&_count=1&_sort=birthdate", ""}, nil},
	{asking{"GET", "/Patient?identifier=urn:nhs%7CNUMBER&_total=accurate", ""}, nil},
	{asking{"GET", "/Patient?identifier=urn:nhs%7CNUMBER&_summary=count", ""}, nil},
	{asking{"GET", "/Observation?subject=Patient/PATIENT&_sort=-_lastUpdated", ""}, nil},
	{asking{"GET", "/Observation?patient.identifier=NUMBER", ""}, nil},
	{asking{"GET", "/Observation?subject:missing=false&patient=PATIENT&_total=accurate", ""}, nil},
	{asking{"GET", "/Organization?_has:Patient:general-practitioner:identifier=NUMBER", ""}, nil},
	{asking{"GET", "/?_type=Patient,Observation&_id=PATIENT", ""}, nil},
	{asking{"PUT", "/Patient/PATIENT", `{"resourceType":"Patient","id":"PATIENT"}`}, nil},
	{asking{"PUT", "/Patient/PATIENT", `{"resourceType":"Patient","id":"PATIENT"}`}, []string{"If-Match", `W/"1"`}},
	{asking{"PUT", "/Patient/PATIENT", `{"resourceType":"Patient","id":"PATIENT"}`}, []string{"If-Match", `W/"7"`}},
	{asking{"PATCH", "/Patient/PATIENT", `[{"op":"test","path":"/gender","value":"male"}]`}, nil},
	{asking{"PATCH", "/Patient/PATIENT", `[{"op":"test","path":"/gender","value":"male"}]`}, []string{"If-Match", `W/"1"`}},
	{asking{"PATCH", "/Patient?identifier=NUMBER", `[{"op":"test","path":"/gender","value":"male"}]`}, nil},
	{asking{"DELETE", "/Patient/PATIENT", ""}, nil},
	{asking{"DELETE", "/Patient/PATIENT", ""}, []string{"If-Match", `W/"9"`}},
	{asking{"DELETE", "/Patient?identifier=NUMBER", ""}, nil},
	{asking{"POST", "/Patient", `{"resourceType":"Patient"}`}, []string{"If-None-Exist", "identifier=NUMBER"}},
	{asking{"PUT", "/Patient?identifier=NUMBER", `{"resourceType":"Patient"}`}, nil},
	{asking{"PUT", "/Patient?identifier=NUMBER", `{"resourceType":"Patient","id":"PATIENT"}`}, nil},
	{asking{"POST", "/Observation", `{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/PATIENT"}}`}, nil},
	{asking{"POST", "/", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient/PATIENT"}},{"request":{"method":"DELETE","url":"Patient/PATIENT"}},{"resource":{"resourceType":"Patient","id":"PATIENT"},"request":{"method":"PUT","url":"Patient/PATIENT","ifMatch":"W/\"1\""}}]}`}, nil},
	{asking{"POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Patient/PATIENT"}}]}`}, nil},
	{asking{"POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient","id":"PATIENT"},"request":{"method":"PUT","url":"Patient/PATIENT"}}]}`}, nil},
	{asking{"POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Patient/PATIENT"}},{"request":{"method":"DELETE","url":"Patient?identifier=NUMBER"}}]}`}, nil},
	{asking{"POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient?identifier=NUMBER"}},"request":{"method":"POST","url":"Observation"}}]}`}, nil},
	{asking{"POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=NUMBER"}}]}`}, nil},
}

func about(x asking, id, number string) asking {
	r := strings.NewReplacer("PATIENT", id, "NUMBER", number)
	return asking{x.method, r.Replace(x.path), r.Replace(x.body)}
}

// What may not be seen is answered as what is not there: status, headers and body.
func TestHiddenIsAsMissing(t *testing.T) {
	b := besiege(t)
	limited := *nurse
	limited.Limits = &access.Limits{App: "app", Scopes: scopes(t, "patient/*.cruds"), Patient: "Patient/mary"}
	b.relate(t, "launched", "Patient/mary", of1(access.Launched, "Patient/mary"))
	asked := 0
	for _, a := range []*access.Actor{nurse, lonely, ward, doctor, person, &limited, nil} {
		for _, p := range probes {
			send := func(id, number string) string {
				headers := slices.Clone(p.headers)
				for i := range headers {
					headers[i] = strings.ReplaceAll(headers[i], "NUMBER", number)
				}
				if p.method == http.MethodPatch {
					headers = append(headers, "Content-Type", patchType)
				}
				return plain(b.ask(a, about(p.asking, id, number), headers...), id, number)
			}
			hidden, missing := send("hidden1", "90002"), send("unknown", "90003")
			if hidden != missing {
				t.Errorf("%v asks %v %v:\n%s\nwhere there is nobody:\n%s", a, p.asking, p.headers, hidden, missing)
			}
			asked++
		}
	}
	if out := b.ask(loading, asking{"GET", "/Patient/hidden1", ""}); out.Header().Get("ETag") != `W/"1"` {
		t.Errorf("it was changed: %s", out.Body)
	}
	t.Logf("%d probes", asked)
}

// A side of a search does not tell what another of its sides hides.
func TestNoSideChannels(t *testing.T) {
	b := besiege(t)
	for _, pair := range [][2]string{
		{"/Organization?_has:Patient:general-practitioner:gender=male", "/Organization?_has:Patient:general-practitioner:gender=other"},
		{"/Patient?_has:Observation:patient:code=urn:c%7Crare", "/Patient?_has:Observation:patient:code=urn:c%7Cnone"},
		{"/Observation?code=rare&_total=accurate", "/Observation?code=none&_total=accurate"},
		{"/Observation?code=rare&_summary=count", "/Observation?code=none&_summary=count"},
		{"/Observation?subject:Patient.family=Zephyrine", "/Observation?subject:Patient.family=Nobody"},
		{"/Observation?value-quantity=7", "/Observation?value-quantity=8"},
		{"/Patient?birthdate=1931-02-03", "/Patient?birthdate=1931-02-04"},
		{"/Patient?family=Zephyrine&_sort=family", "/Patient?family=Nobody&_sort=family"},
		{"/Observation?code:text=rare", "/Observation?code:text=none"},
	} {
		var got [2]string
		for i, path := range pair {
			out := b.ask(nurse, asking{"GET", path, ""})
			keys, total := contents(t, out)
			got[i] = fmt.Sprint(out.Code, keys, total, len(out.Body.String())-len(path))
		}
		if got[0] != got[1] {
			t.Errorf("%s: %s\nand %s: %s", pair[0], got[0], pair[1], got[1])
		}
	}
}

// BenchmarkHidden measures whether what is hidden takes longer than what is not there:
// the medians of both, for each probe, asked in turn.
func BenchmarkHidden(b *testing.B) {
	w := besiege(b)
	for _, p := range probes[:24] {
		b.Run(p.method+" "+strings.TrimPrefix(p.path, "/"), func(b *testing.B) {
			var took [2][]time.Duration
			for b.Loop() {
				for i, id := range [2][2]string{{"hidden1", "90002"}, {"unknown", "90003"}} {
					x, start := about(p.asking, id[0], id[1]), time.Now()
					w.ask(nurse, x, p.headers...)
					took[i] = append(took[i], time.Since(start))
				}
			}
			for i, name := range []string{"hidden-us", "missing-us"} {
				slices.Sort(took[i])
				b.ReportMetric(float64(took[i][len(took[i])/2].Microseconds()), name)
			}
		})
	}
}
