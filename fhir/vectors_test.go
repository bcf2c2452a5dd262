package fhir

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"continuum/internal/testkit"
)

// TestVectorsTransactions sends the vectors' bundles, twice each: what has an
// expectation meets it, what has none is answered, and nothing is the server's
// fault.
func TestVectorsTransactions(t *testing.T) {
	dir := testkit.Vectors(t, "record", "transactions")
	onBoth(t, func(c *client) {
		f, err := os.Open(filepath.Join(dir, "cases.jsonl"))
		if err != nil {
			c.Fatal(err)
		}
		defer f.Close()
		passed := 0
		for lines := bufio.NewScanner(f); lines.Scan(); passed++ {
			var x struct {
				Bundle string
				Expect *struct {
					Status          any
					Entries, Repeat []string
				}
			}
			if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
				c.Fatal(err)
			}
			text, err := os.ReadFile(filepath.Join(dir, x.Bundle))
			if err != nil {
				c.Fatal(err)
			}
			body := strings.NewReplacer("234234", "a"+x.Bundle, "http:/example.org/fhir/ids", "http://example.org/"+x.Bundle).Replace(string(text))
			if x.Bundle == "Bundle-TransactionWithConditionalCreateAndReference.json" {
				body = c.mended(body)
			}
			before := c.resources()
			for round := range 2 {
				r := c.ask("POST", "/", body)
				if r.status >= 500 {
					c.Errorf("%s: %d %s", x.Bundle, r.status, r.body)
				}
				if r.status >= 400 && c.resources() != before {
					c.Errorf("%s: failed with %d and changed something", x.Bundle, r.status)
				}
				if x.Expect == nil {
					continue
				}
				if want := statuses(x.Expect.Status); !slices.Contains(want, r.status) {
					c.Errorf("%s: %d, want %v: %s", x.Bundle, r.status, want, r.body)
				}
				if want := [][]string{x.Expect.Entries, x.Expect.Repeat}[round]; want != nil {
					if got := entryStatuses(r); !slices.Equal(got, want) {
						c.Errorf("%s, round %d: entries %v, want %v", x.Bundle, round+1, got, want)
					}
				}
			}
		}
		c.Logf("%d bundles", passed)
	})
}

// mended makes resources of R4 of those in a bundle that has an empty system,
// which no string may be (2.24.0.1), and a series of images without modality and
// sopClass, which must be there. The vectors of validation ask that both be
// refused, and as sent they are.
func (c *client) mended(body string) string {
	c.Helper()
	c.expect(c.ask("POST", "/", body), 422, "Patient.identifier[0].system")
	body = strings.Replace(body, `"system": "",`, "", 1)
	c.expect(c.ask("POST", "/", body), 422, "ImagingStudy.series[0].modality")
	from := strings.Index(body, `"series"`)
	to := strings.LastIndex(body[:from+strings.Index(body[from:], `"request"`)], "}")
	return strings.TrimRight(body[:from], ", \r\n\t") + body[to:]
}

// resources counts all versions of all resources.
func (c *client) resources() string {
	return fmt.Sprint(len(c.ask("GET", "/_history?_count=1000", "").body))
}

func statuses(v any) (all []int) {
	switch x := v.(type) {
	case float64:
		return []int{int(x)}
	case []any:
		for _, one := range x {
			all = append(all, int(one.(float64)))
		}
	}
	return all
}

func entryStatuses(r reply) (all []string) {
	entries, _ := r.json["entry"].([]any)
	for _, e := range entries {
		status, _ := e.(map[string]any)["response"].(map[string]any)["status"].(string)
		status, _, _ = strings.Cut(status, " ")
		all = append(all, status)
	}
	return all
}
