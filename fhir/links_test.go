package fhir

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

// TestFullURLs stand for entries in references and links, and nowhere else.
func TestFullURLs(t *testing.T) {
	c := serving(t, onSQLite(t))
	bundle := func(url, other string) string {
		return fmt.Sprintf(`{"resourceType":"Bundle","type":"transaction","entry":[
			{"fullUrl":%q,"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}},
			{"fullUrl":%q,"resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":%q},
				"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><a href=\"%s\">who</a></div>"}},"request":{"method":"POST","url":"Observation"}}]}`, url, other, url, url)
	}
	for _, url := range []string{"urn:uuid:1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "http://other.example/fhir/Patient/7", "Patient/7"} {
		c.expect(c.ask("POST", "/", bundle(url, "")), 200)
		r := c.expect(c.ask("GET", "/Observation?_sort=-_lastUpdated&_count=1", ""), 200)
		if strings.Contains(r.body, url) || strings.Count(r.body, "Patient/") != 2 {
			t.Errorf("%s still stands in %s", url, r.body)
		}
	}
	c.expect(c.ask("POST", "/", bundle("final", "")), 200)
	c.expect(c.ask("GET", "/Observation?subject=final&status=final", ""), 200, `"total":0`)
	c.expect(c.ask("GET", "/Observation?status=final&_summary=count", ""), 200, `"total":4`)
	c.expect(c.ask("POST", "/", bundle("urn:uuid:1", "urn:uuid:1")), 400, "fullUrl", "another entry has it too")
}

// TestBoundsOfBundles end what would take too much before it does.
func TestBoundsOfBundles(t *testing.T) {
	c := serving(t, onSQLite(t))
	note := strings.Repeat("long ", 200_000)
	c.expect(c.ask("PUT", "/Basic/b", `{"resourceType":"Basic","id":"b","code":{"text":"`+note+`"}}`), 201)
	get := `{"request":{"method":"GET","url":"Basic/b"}}`
	many := func(kind string, n int) string {
		return `{"resourceType":"Bundle","type":"` + kind + `","entry":[` + strings.TrimSuffix(strings.Repeat(get+",", n), ",") + `]}`
	}
	c.expect(c.ask("POST", "/", many("batch", 10)), 200)
	c.expect(c.ask("POST", "/", many("batch", 100)), 413, "too-costly")
	c.expect(c.ask("POST", "/", many("transaction", 90)), 413, "too-costly")
	c.expect(c.ask("POST", "/", many("transaction", 101)), 400, "send a batch")
	c.expect(c.ask("POST", "/", many("batch", 10_001)), 400, "at most")
}

// TestLongReferences are kept and found on either engine.
func TestLongReferences(t *testing.T) {
	onBoth(t, func(c *client) {
		for i, to := range []string{"http://x.example/" + strings.Repeat("abc", 2000), "Organization/" + strings.Repeat("x", 3000)} {
			c.expect(c.ask("PUT", fmt.Sprintf("/Patient/p%d", i), fmt.Sprintf(`{"resourceType":"Patient","id":"p%d","managingOrganization":{"reference":%q}}`, i, to)), 201)
			c.expect(c.ask("GET", "/Patient?organization="+to, ""), 200, `"total":1`, fmt.Sprintf(`"p%d"`, i))
		}
	})
}

// TestBrokenOff: a request that ends early is the client's fault.
func TestBrokenOff(t *testing.T) {
	c := serving(t, onSQLite(t))
	for _, head := range []string{"Content-Length: 1000\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST /Patient HTTP/1.1\r\nHost: localhost\r\n%s", head)
		_ = conn.(*net.TCPConn).CloseWrite()
		text, err := io.ReadAll(conn)
		if err != nil || !strings.Contains(string(text), " 400 ") || !strings.Contains(string(text), "OperationOutcome") {
			t.Errorf("%q: %s %v", head, text, err)
		}
		_ = conn.Close()
	}
}
