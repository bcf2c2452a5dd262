package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

type concept struct {
	Code    string    `json:"code"`
	Concept []concept `json:"concept"`
}

// terminology is a ValueSet or a CodeSystem.
type terminology struct {
	ResourceType string    `json:"resourceType"`
	URL          string    `json:"url"`
	Concept      []concept `json:"concept"`
	Compose      struct {
		Include []struct {
			System   string          `json:"system"`
			Concept  []concept       `json:"concept"`
			Filter   json.RawMessage `json:"filter"`
			ValueSet json.RawMessage `json:"valueSet"`
		} `json:"include"`
		Exclude json.RawMessage `json:"exclude"`
	} `json:"compose"`
}

// rules are the code systems that are a grammar or too long for a list.
var rules = map[string]string{
	"urn:ietf:bcp:47":           "language",
	"urn:ietf:bcp:13":           "mime",
	"urn:iso:std:iso:4217":      "currency",
	"http://unitsofmeasure.org": "ucum",
}

func writeCodes(from, to string) error {
	all, err := readLines[terminology](from, "valuesets.jsonl.gz")
	if err != nil {
		return err
	}
	t := newTable("Value sets of required bindings (ValueSet, CodeSystem)", "=value set | system, codes (or !rule)")
	systems := map[string][]concept{}
	for _, s := range all {
		if s.ResourceType == "CodeSystem" {
			systems[s.URL] = s.Concept
		}
	}
	for _, v := range all {
		if v.ResourceType == "ValueSet" {
			if err := valueSet(t, &v, systems); err != nil {
				return err
			}
		}
	}
	// The specification bounds every language by this value set (ElementDefinition
	// extension maxValueSet), which has no list.
	t.row("=all-languages")
	t.row("urn:ietf:bcp:47", "!language")
	return t.save(to, "codes.tsv")
}

func valueSet(t *table, v *terminology, systems map[string][]concept) error {
	if v.Compose.Exclude != nil {
		return fmt.Errorf("%s excludes codes, which this command does not know", v.URL)
	}
	t.row("=" + short(v.URL, valueSets))
	for _, include := range v.Compose.Include {
		if include.Filter != nil || include.ValueSet != nil {
			return fmt.Errorf("%s includes by filter or value set, which this command does not know", v.URL)
		}
		codes := include.Concept
		if len(codes) == 0 {
			codes = systems[include.System]
		}
		switch rule := rules[include.System]; {
		case rule != "" && len(include.Concept) == 0:
			t.row(include.System, "!"+rule)
		case len(codes) == 0:
			return fmt.Errorf("%s includes %s, which is not here", v.URL, include.System)
		default:
			list, err := flat(codes)
			if err != nil {
				return fmt.Errorf("%s: %w", v.URL, err)
			}
			t.row(include.System, strings.Join(list, " "))
		}
	}
	return nil
}

// flat lists a tree of concepts.
func flat(concepts []concept) (codes []string, err error) {
	for _, c := range concepts {
		beneath, err := flat(c.Concept)
		if err != nil {
			return nil, err
		}
		if strings.ContainsRune(c.Code, ' ') {
			return nil, fmt.Errorf("the code %q holds a space, which the table cannot", c.Code)
		}
		codes = append(append(codes, c.Code), beneath...)
	}
	return codes, nil
}
