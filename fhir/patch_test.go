package fhir

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"continuum/internal/testkit"
)

const patchKind = "Content-Type"

// TestPatch changes what a patch names and nothing else: decimals keep their digits.
func TestPatch(t *testing.T) {
	onBoth(t, func(c *client) {
		c.expect(c.ask("PUT", "/Patient/mary", mary), 201)
		c.expect(c.ask("PATCH", "/Patient/mary", `[{"op":"test","path":"/birthDate","value":"1938-11-09"},{"op":"replace","path":"/name/0/family","value":"Jones"}]`, patchKind, patchType), 200, `"versionId":"2"`, "Jones", "1.00")
		c.expect(c.ask("PATCH", "/Patient?identifier=urn:nhs|9434765919", `[{"op":"add","path":"/active","value":true}]`, patchKind, patchType, "If-Match", `W/"2"`), 200, `"active":true`)
		c.expect(c.ask("GET", "/Patient?family=jones", ""), 200, `"total":1`)
		for _, x := range []struct {
			path, body, kind string
			status           int
			part             string
		}{
			{"/Patient/mary", `[{"op":"test","path":"/birthDate","value":"1938"}]`, patchType, 422, "test"},
			{"/Patient/mary", `[{"op":"remove","path":"/photo"}]`, patchType, 422, "does not fit"},
			{"/Patient/mary", `[{"op":"add","path":"/gender","value":"fmale"}]`, patchType, 422, "Patient.gender"},
			{"/Patient/mary", `[{"op":"replace","path":"/id","value":"john"}]`, patchType, 400, "cannot change the id"},
			{"/Patient/mary", `[{"op":"replace","path":"/resourceType","value":"Person"}]`, patchType, 400, "resourceType"},
			{"/Patient/mary", `[{"op":"burn","path":"/id"}]`, patchType, 400, "JSON Patch"},
			{"/Patient/mary", `[{"op":"add","path":"/name/01","value":{}}]`, patchType, 400, "path"},
			{"/Patient/mary", `{}`, patchType, 400, "JSON Patch"},
			{"/Patient/mary", `[`, patchType, 400, ""},
			{"/Patient/mary", `[]`, "application/xml", 415, patchType},
			{"/Patient/nobody", `[{"op":"add","path":"/active","value":true}]`, patchType, 404, ""},
			{"/Patient?identifier=urn:nhs|2", `[{"op":"add","path":"/active","value":true}]`, patchType, 404, "nothing meets"},
		} {
			c.expect(c.ask("PATCH", x.path, x.body, patchKind, x.kind), x.status, "OperationOutcome", x.part)
		}
		c.expect(c.ask("PATCH", "/Patient/mary", `[]`, patchKind, patchType, "If-Match", `W/"1"`), 412)
	})
}

// TestPatchInBundle patches by a Binary, as R4 asks.
func TestPatchInBundle(t *testing.T) {
	c := serving(t, onSQLite(t))
	c.expect(c.ask("PUT", "/Patient/mary", mary), 201)
	data := base64.StdEncoding.EncodeToString([]byte(`[{"op":"replace","path":"/name/0/family","value":"Brown"}]`))
	for i, kind := range []string{"transaction", "batch"} {
		for _, url := range []string{"Patient/mary", "Patient?identifier=urn:nhs|9434765919"} {
			bundle := `{"resourceType":"Bundle","type":"` + kind + `","entry":[{"resource":{"resourceType":"Binary","contentType":"` + patchType + `","data":"` + data + `"},"request":{"method":"PATCH","url":"` + url + `"}}]}`
			c.expect(c.ask("POST", "/", bundle), 200, `"200 OK"`, "Patient/mary/_history/2")
		}
		c.expect(c.ask("GET", "/Patient/mary", ""), 200, "Brown")
		wrong := strings.Replace(`{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Binary","contentType":"text/plain"},"request":{"method":"PATCH","url":"Patient/mary"}}]}`, "transaction", kind, 1)
		c.expect(c.ask("POST", "/", wrong), []int{400, 200}[i], "Binary")
	}
}

// TestVectorsPatch applies the vectors' patches to documents of any kind, the way
// a resource is patched.
func TestVectorsPatch(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testkit.Vectors(t, "record", "patch"), "json-patch-tests.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Comment              string
		Doc, Patch, Expected json.RawMessage
		Error                string
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, x := range cases {
		got, err := applied(x.Doc, x.Patch)
		switch {
		case x.Error != "" && err == nil:
			t.Errorf("%s: no fault, though %s", x.Comment, x.Error)
		case x.Error == "" && err != nil:
			t.Errorf("%s: %v", x.Comment, err)
		case x.Expected != nil && !sameJSON(got, x.Expected):
			t.Errorf("%s: %s, want %s", x.Comment, got, x.Expected)
		}
	}
	t.Logf("%d patches", len(cases))
}

func applied(doc, patch []byte) ([]byte, error) {
	p, err := readPatch(patch)
	if err != nil {
		return nil, err
	}
	return applyPatch(doc, p)
}

func sameJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// FuzzPatch never crashes, and what it makes is JSON.
func FuzzPatch(f *testing.F) {
	f.Add([]byte(mary), []byte(`[{"op":"move","from":"/name","path":"/text"},{"op":"copy","from":"","path":"/contained/-"}]`))
	f.Fuzz(func(t *testing.T, doc, patch []byte) {
		if !json.Valid(doc) {
			return
		}
		if out, err := applied(doc, patch); err == nil && !json.Valid(out) {
			t.Errorf("not JSON: %q", out)
		}
	})
}
