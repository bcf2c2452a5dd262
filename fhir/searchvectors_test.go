package fhir

import (
	"bufio"
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"continuum/internal/testkit"
)

type searchCase struct {
	ID, Query              string
	Total, Included, Pages int
	ByType                 map[string]int
	ExpectStatus           int
}

// TestVectorsSearch loads the vectors' people as other systems would, in
// transactions over HTTP, and asks every query of the vectors. That the records
// found are right on both engines is tested in package record.
func TestVectorsSearch(t *testing.T) {
	dir := testkit.Vectors(t, "record")
	c := serving(t, onSQLite(t))
	testkit.Packed(t, filepath.Join(dir, "synthea", "*.json.bz2"), func(name string, text []byte) {
		r := c.ask("POST", "/", string(text))
		if r.status != 200 {
			t.Fatalf("%s: %d %.500s", name, r.status, r.body)
		}
		for i, status := range entryStatuses(r) {
			if status != "201" {
				t.Errorf("%s: entry %d: %s", name, i, status)
			}
		}
	})
	f, err := os.Open(filepath.Join(dir, "search", "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for lines := bufio.NewScanner(f); lines.Scan(); n++ {
		var x searchCase
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		c.answers(&x)
	}
	t.Logf("%d queries", n)
}

// answers asks one query, and follows its pages where they are counted.
func (c *client) answers(x *searchCase) {
	query, note, _ := strings.Cut(x.Query, " (")
	var headers []string
	if name, value, is := strings.Cut(strings.TrimSuffix(note, ")"), ": "); is {
		headers = []string{name, value}
	}
	r := c.ask("GET", "/"+c.meant(query), "", headers...)
	if x.ExpectStatus != 0 {
		c.expect(r, x.ExpectStatus, "OperationOutcome")
		return
	}
	if r.status != 200 || x.ByType == nil && r.json["total"] != float64(x.Total) {
		c.Errorf("%s: %s: %d, total %v, want %d: %.300s", x.ID, x.Query, r.status, r.json["total"], x.Total, r.body)
		return
	}
	byType, included := r.tally()
	if x.ByType != nil && !maps.Equal(byType, x.ByType) {
		c.Errorf("%s: %v, want %v", x.ID, byType, x.ByType)
	}
	if x.Included > 0 && included != x.Included {
		c.Errorf("%s: %d included, want %d", x.ID, included, x.Included)
	}
	if x.Pages > 0 {
		c.pages(x, r)
	}
}

// pages follows the links to the end: every match comes once.
func (c *client) pages(x *searchCase, r reply) {
	seen, pages := map[string]bool{}, 0
	for {
		pages++
		for _, e := range r.json["entry"].([]any) {
			address := e.(map[string]any)["fullUrl"].(string)
			if seen[address] {
				c.Errorf("%s: %s comes twice", x.ID, address)
			}
			seen[address] = true
		}
		next := r.next()
		if next == "" {
			break
		}
		r = c.ask("GET", strings.TrimPrefix(next, c.url), "")
	}
	if len(seen) != x.Total || pages != x.Pages {
		c.Errorf("%s: %d matches on %d pages, want %d on %d", x.ID, len(seen), pages, x.Total, x.Pages)
	}
}

func (r reply) next() string {
	links, _ := r.json["link"].([]any)
	for _, l := range links {
		if link := l.(map[string]any); link["relation"] == "next" {
			return link["url"].(string)
		}
	}
	return ""
}

// tally counts matches by type, and what is included.
func (r reply) tally() (byType map[string]int, included int) {
	byType = map[string]int{}
	entries, _ := r.json["entry"].([]any)
	for _, e := range entries {
		entry := e.(map[string]any)
		if entry["search"].(map[string]any)["mode"] == "include" {
			included++
			continue
		}
		byType[entry["resource"].(map[string]any)["resourceType"].(string)]++
	}
	return byType, included
}

var identified = regexp.MustCompile(`\{id of ([^}]*)\}`)

// meant puts the id that a server gave in place of {id of system|value}, and
// writes the query as a URL has it.
func (c *client) meant(query string) string {
	query = identified.ReplaceAllStringFunc(query, func(s string) string {
		r := c.ask("GET", "/Patient?identifier="+url.QueryEscape(identified.FindStringSubmatch(s)[1]), "")
		return r.json["entry"].([]any)[0].(map[string]any)["resource"].(map[string]any)["id"].(string)
	})
	path, rest, _ := strings.Cut(query, "?")
	var parts []string
	for part := range strings.SplitSeq(rest, "&") {
		name, value, _ := strings.Cut(part, "=")
		if u, err := url.PathUnescape(value); err == nil {
			value = u
		}
		parts = append(parts, name+"="+url.QueryEscape(value))
	}
	if rest == "" {
		return path
	}
	return path + "?" + strings.Join(parts, "&")
}
