package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"continuum/record/audit"
	"continuum/record/sight"
)

// A form that these pages did not show is not taken.
func TestForeignForms(t *testing.T) {
	w := ownWorld(t)
	for name, c := range map[string]struct {
		headers map[string]string
		status  int
	}{
		"of another site":         {map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403},
		"of another, sub":         {map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "https://evil.localhost"}, 403},
		"of an old browser":       {map[string]string{"Origin": "https://evil.example"}, 403},
		"of a sandboxed frame":    {map[string]string{"Origin": "null"}, 403},
		"of nobody knows where":   {nil, 403},
		"of an old browser, ours": {map[string]string{"Origin": "http://localhost"}, 303},
		"of ours":                 {map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 303},
	} {
		r := httptest.NewRequest(http.MethodPost, "http://localhost"+marysSharing, strings.NewReader("act=mark&mark=opted-out"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for k, v := range c.headers {
			r.Header.Set(k, v)
		}
		out := httptest.NewRecorder()
		before := len(w.entries(t, audit.Query{Actions: []string{"mark"}}))
		acting(w.person(), w.handler(newSample(), io.Discard)).ServeHTTP(out, r)
		if done := len(w.entries(t, audit.Query{Actions: []string{"mark"}})) > before; out.Code != c.status || done != (c.status == 303) {
			t.Errorf("%s: status %d, done %t", name, out.Code, done)
		}
	}
}

// Forms are taken by POST alone, of some length and kind, and what stands in the
// address does not count.
func TestOddForms(t *testing.T) {
	w := ownWorld(t)
	send := func(method, address, kind, body string) int {
		r := httptest.NewRequest(method, "http://localhost"+address, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		out := httptest.NewRecorder()
		acting(w.nurse(), w.handler(newSample(), io.Discard)).ServeHTTP(out, r)
		return out.Code
	}
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		method, address, kind, body string
		status                      int
	}{
		"by GET":             {"GET", marysPage + "/claim?reason=x", "", "", 404},
		"by PUT":             {"PUT", marysPage + "/claim", form, "reason=x", 405},
		"to a page":          {"POST", marysPage, form, "reason=x", 405},
		"too long":           {"POST", marysPage + "/claim", form, "reason=" + strings.Repeat("x", formLimit+1), 400},
		"broken":             {"POST", marysPage + "/claim", form, "reason=%zz", 400},
		"JSON":               {"POST", marysPage + "/claim", "application/json", `{"reason":"x"}`, 400},
		"in the address":     {"POST", marysPage + "/claim?reason=x", form, "", 400},
		"control characters": {"POST", marysPage + "/claim", form, "reason=%00%E2%80%AE%1b", 400},
		"broken bytes":       {"POST", marysPage + "/claim", form, "reason=%ff%fe", 400},
	} {
		if got := send(c.method, c.address, c.kind, c.body); got != c.status {
			t.Errorf("%s: status %d, want %d", name, got, c.status)
		}
	}
	if got := w.entries(t, audit.Query{Actions: []string{"claim"}, Outcomes: []audit.Outcome{audit.OK}}); len(got) > 0 {
		t.Errorf("claimed: %+v", got)
	}
}

// What people write and are called is text on every page that shows it.
func TestHostileWords(t *testing.T) {
	w := ownWorld(t)
	const script, busy = `"><script>alert(1)</script><img src=x onerror=alert(1)>`, "/people/p%2F00%2004%3F"
	nurse := w.nurse()
	nurse.Name = script
	w.walk(t, []step{
		{who: nurse, get: busy, status: 200, holds: "closed to you|&lt;script&gt;alert(1)"},
		{who: nurse, post: busy + "/claim", fields: []string{"reason", ""}, status: 400, holds: `action="/people/p%2F00%2004%3F/claim"`},
		{who: nurse, post: busy + "/open", fields: []string{"why", script, "reason", script}, status: 400, holds: "&lt;img"},
		{who: nurse, post: busy + "/claim", fields: []string{"reason", script}, status: 303, holds: busy + "?done=claimed"},
		{who: nurse, get: busy + "?done=" + "%3Cscript%3E", status: 200, holds: "2,000 events"},
		{who: nurse, get: busy + "/why", status: 200},
		{who: w.officer(), get: busy + "/looked", status: 200, holds: "&lt;img src=x onerror=alert(1)&gt;"},
		{who: w.officer(), get: "/privacy", status: 200, holds: "&lt;img src=x onerror=alert(1)&gt;"},
		{who: w.officer(), get: "/privacy/log?person=" + "%22%3E%3Cscript%3E", status: 200, holds: "&#34;&gt;&lt;script&gt;"},
		{who: w.person(), post: marysSharing, fields: []string{"act", "share", "name", script, "all", "yes"}, status: 400},
		{who: w.person(), post: marysSharing, fields: []string{"act", "ask", "words", script, "section", script}, status: 400, holds: "&lt;img src=x"},
	})
}

// Nobody acts for another by sending ids of others.
func TestIDsOfOthers(t *testing.T) {
	w := ownWorld(t)
	if err := w.relate("p-0002", "share:"+w.joan.ID, sight.Shared+"demographics", w.joan.ID); err != nil {
		t.Fatal(err)
	}
	w.walk(t, []step{
		{who: w.person(), post: "/people/p-0002/sharing", fields: []string{"act", "withdraw", "with", w.joan.ID}, status: 404},
		{who: w.person(), post: marysSharing, fields: []string{"act", "withdraw", "with", w.joan.ID, "person", "p-0002"}, status: 303},
		{who: w.carer(), get: "/people/p-0002", status: 200, holds: "CRUZ"},
		{who: w.carer(), post: "/people/p-0002/sharing", fields: []string{"act", "ask", "words", "x"}, status: 403},
		{who: w.carer(), post: "/people/p-0002/claim", fields: []string{"reason", "x"}, status: 403},
		{who: w.nurse(), post: "/people/p-9999/claim", fields: []string{"reason", "x"}, status: 404},
		{who: w.nurse(), post: "/people/p-0002/claim", fields: []string{"reason", "x", "account", "gp", "until", "2099-01-01"}, status: 303},
	})
	for _, e := range w.entries(t, audit.Query{Actions: []string{"claim"}, Outcomes: []audit.Outcome{audit.OK}}) {
		if e.Actor != "nurse" {
			t.Errorf("claimed for %s", e.Actor)
		}
	}
}
