package main

import (
	"maps"
	"slices"

	"continuum/source"
)

// practiceNames are the names of GP practices by their codes, from the code lists by
// which feeds read them; where two name one differently, the first feed by name speaks.
func practiceNames(l loaded) map[string]string {
	names := map[string]string{}
	labels := source.LabelsOf(l.place, l.feeds)
	for _, feed := range slices.Sorted(maps.Keys(labels)) {
		for code, name := range labels[feed]["gp_practice"] {
			if names[code] == "" && name != "" {
				names[code] = name
			}
		}
	}
	return names
}
