package main

import (
	"fmt"
	"strings"
)

// writeSystems writes the code systems of the required bindings with their order:
// the codes that stand within another follow it in parentheses.
func writeSystems(from, to string) error {
	all, err := readLines[terminology](from, "valuesets.jsonl.gz")
	if err != nil {
		return err
	}
	t := newTable("Code systems of required bindings (CodeSystem)", "system, codes, each with those within it in parentheses")
	for _, s := range all {
		if s.ResourceType != "CodeSystem" || len(s.Concept) == 0 {
			continue
		}
		text, err := nested(s.Concept)
		if err != nil {
			return fmt.Errorf("%s: %w", s.URL, err)
		}
		t.row(s.URL, text)
	}
	return t.save(to, "systems.tsv")
}

func nested(concepts []concept) (string, error) {
	var all []string
	for _, c := range concepts {
		if strings.ContainsAny(c.Code, " ()") {
			return "", fmt.Errorf("the code %q holds what the table cannot", c.Code)
		}
		text := c.Code
		if len(c.Concept) > 0 {
			within, err := nested(c.Concept)
			if err != nil {
				return "", err
			}
			text += "(" + within + ")"
		}
		all = append(all, text)
	}
	return strings.Join(all, " "), nil
}
