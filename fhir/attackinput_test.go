package fhir

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Headers and parameters that other servers heed do not make anybody of nobody, nor one
// method of another.
func TestHeadersGiveNothing(t *testing.T) {
	b := besiege(t)
	headers := []string{
		"X-HTTP-Method-Override", "DELETE", "X-HTTP-Method", "DELETE", "X-Method-Override", "DELETE", "X-Forwarded-For", "127.0.0.1", "X-Forwarded-User", "doctor", "X-Remote-User", "doctor",
		"X-Original-URL", "/Patient/mary", "X-Rewrite-URL", "/Patient/mary", "X-Forwarded-Host", "evil.example", "Forwarded", "for=127.0.0.1", "X-Forwarded-Prefix", "/admin",
		"Authorization", "Bearer made-up", "Cookie", "session=made-up",
	}
	for _, x := range []siege{
		{nil, asking{"GET", "/Patient/mary?access_token=made-up", ""}, 401},
		{nil, asking{"POST", "/Patient/_search", "access_token=made-up"}, 401},
		{nil, asking{"DELETE", "/Observation/o1", ""}, 401},
		{nurse, asking{"GET", "/Observation/o1", ""}, 200},
		{nurse, asking{"GET", "/Patient/hidden1", ""}, 404},
		{nurse, asking{"GET", "/Observation?_method=DELETE", ""}, 400},
		{nurse, asking{"POST", "/Observation/o1?_method=DELETE", ""}, 405},
		{nurse, asking{"TRACE", "/Observation/o1", ""}, 405},
		{nurse, asking{"GET", "/Observation?access_token=made-up", ""}, 400},
		{lonely, asking{"GET", "/Patient/mary/../../Patient/mary", ""}, 307},
		{lonely, asking{"GET", "//Patient/mary", ""}, 307},
		{lonely, asking{"GET", "/Patient/mary/", ""}, 404},
		{lonely, asking{"GET", "/Patient/%6dary", ""}, 404},
		{lonely, asking{"GET", "/patient/mary", ""}, 404},
		{lonely, asking{"GET", "/Patient/mary%00", ""}, 400},
	} {
		sent := headers
		if x.method == http.MethodPost && strings.HasSuffix(x.path, "_search") {
			sent = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)
		}
		out := b.ask(x.by, x.asking, sent...)
		if out.Code != x.status {
			t.Errorf("%s %s: %d, want %d: %s", x.method, x.path, out.Code, x.status, out.Body)
		}
		for _, said := range []string{"evil.example", "/admin"} {
			if strings.Contains(out.Body.String(), said) || strings.Contains(out.Header().Get("Location"), said) {
				t.Errorf("%s %s repeats %s: %s", x.method, x.path, said, out.Body)
			}
		}
		if strings.Contains(out.Body.String(), "made-up") {
			t.Errorf("%s %s repeats a token: %s", x.method, x.path, out.Body)
		}
	}
	b.expect(siege{nurse, asking{"GET", "/Observation/o1", ""}, 200})
}

// unread is a body that nobody should read.
type unread struct{ read int }

// Read counts.
func (u *unread) Read(p []byte) (int, error) {
	u.read += len(p)
	return len(p), nil
}

// A body that has no end is not read for nobody, and not to its end for anybody.
func TestEndlessBodies(t *testing.T) {
	b := besiege(t)
	for _, x := range []siege{
		{nil, asking{"POST", "/", ""}, 401},
		{nil, asking{"POST", "/Patient", ""}, 401},
		{nil, asking{"PUT", "/Patient/mary", ""}, 401},
		{nil, asking{"PATCH", "/Patient/mary", ""}, 401},
		{nurse, asking{"POST", "/Observation", ""}, 413},
	} {
		body := &unread{}
		out := httptest.NewRecorder()
		r := httptest.NewRequest(x.method, x.path, io.NopCloser(body))
		if x.method == http.MethodPatch {
			r.Header.Set("Content-Type", patchType)
		}
		b.as(x.by).ServeHTTP(out, r)
		if out.Code != x.status || x.by == nil && body.read > 0 || body.read > 2*largestBody {
			t.Errorf("%s %s: %d after %d bytes, want %d", x.method, x.path, out.Code, body.read, x.status)
		}
	}
}

// What is sent to hurt is refused, and what is refused tells nothing of others.
func TestHostileInput(t *testing.T) {
	b := besiege(t)
	long := strings.Repeat("x", 4000)
	for _, x := range []asking{
		{"GET", "/Patient?name=" + long, ""},
		{"GET", "/Patient?_id=" + strings.Repeat("a,", 3000), ""},
		{"GET", "/Patient?" + strings.Repeat("name=a&", 400), ""},
		{"GET", "/Patient?_count=99999999999999999999", ""},
		{"GET", "/Patient?_count=-1", ""},
		{"GET", "/Patient?_cursor=9223372036854775807.9223372036854775807", ""},
		{"GET", "/Patient?_cursor=s" + long, ""},
		{"GET", "/Patient?_sort=" + strings.Repeat("name,", 50) + "name", ""},
		{"GET", "/Patient?name=%27%20OR%201=1--", ""},
		{"GET", "/Patient?name=%00", ""},
		{"GET", "/Patient?name=%ff%fe", ""},
		{"GET", "/Patient?" + strings.Repeat("_has:Observation:patient:", 30) + "code=x", ""},
		{"GET", "/Observation?" + strings.Repeat("patient.link:Patient.", 20) + "name=x", ""},
		{"GET", "/Patient/_history?_before=9999999-01-01", ""},
		{"GET", "/Patient/mary/_history?_since=x", ""},
		{"GET", "/Patient/mary/_history/99999999999999999999999", ""},
		{"POST", "/Observation", strings.Repeat("[", 100_000)},
		{"POST", "/Observation", `{"resourceType":"Observation","subject":{"reference":"` + strings.Repeat("a", 1<<20) + `"}}`},
		{"POST", "/Observation", `{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/mary","reference":"Patient/hidden1"}}`},
		{"POST", "/Observation", `{"resourceType":"Observation","status":"final","code":{"text":"x"},"contained":[{"resourceType":"Patient","id":"p"}],"subject":{"reference":"#p"}}`},
		{"POST", "/Observation", `{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/hidden1/_history/1"}}`},
		{"POST", "/Observation", `{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"http://localhost/fhir/Patient/hidden1"}}`},
		{"POST", "/Observation", `{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"http://elsewhere/fhir/Patient/mary"}}`},
		{"POST", "/Observation", `{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"type":"Patient","reference":"Patient/hidden1","identifier":{"system":"urn:nhs","value":"90001"}}}`},
		{"POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[` + strings.Repeat(getting("Patient/mary")+",", 150) + getting("Patient/mary") + `]}`},
		{"POST", "/", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"POST","url":""},"resource":{"resourceType":"Bundle","type":"batch"}}]}`},
		{"POST", "/", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"http://evil.example/Patient/mary"}}]}`},
		{"POST", "/", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"../../etc/passwd"}}]}`},
		{"POST", "/", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"CONNECT\r\nX: y","url":"Patient/mary"}}]}`},
		{"PATCH", "/Observation/o1", `[{"op":"copy","from":"","path":"/contained/-"}]`},
		{"PATCH", "/Observation/o1", `[{"op":"replace","path":"/id","value":"hid"}]`},
		{"PATCH", "/Observation/o1", `[{"op":"replace","path":"/resourceType","value":"Consent"}]`},
		{"PATCH", "/Observation/o1", `[{"op":"replace","path":"/meta/versionId","value":"99"}]`},
	} {
		var headers []string
		if x.method == http.MethodPatch {
			headers = []string{"Content-Type", patchType}
		}
		out := b.ask(nurse, x, headers...)
		text := out.Body.String()
		if out.Code >= 500 || x.method != http.MethodGet && out.Code < 300 && !strings.Contains(x.body, "batch") && !strings.Contains(x.body, "versionId") {
			t.Errorf("%s %.90s %.200s: %d %.300s", x.method, x.path, x.body, out.Code, text)
		}
		for _, secret := range []string{"Zephyrine", "90002", "1931-02-03", "goroutine", "SELECT", "record_"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s %.90s %.200s tells %s: %.300s", x.method, x.path, x.body, secret, text)
			}
		}
		if strings.Contains(text, `"status":"2`) && strings.Contains(x.body, "batch") {
			t.Errorf("%s: %s", x.body, text)
		}
	}
	if out := b.ask(nurse, asking{"GET", "/Observation/o1", ""}); out.Header().Get("ETag") == `W/"99"` {
		t.Error("a client chose a version")
	}
	b.expect(siege{nurse, asking{"GET", "/Observation?subject=Patient/hidden1", ""}, 200})
}
