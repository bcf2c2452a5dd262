package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

func writeCompartment(from, to string) error {
	text, err := os.ReadFile(filepath.Join(from, "compartmentdefinition-patient.json"))
	if err != nil {
		return err
	}
	var definition struct {
		Resource []struct {
			Code  string   `json:"code"`
			Param []string `json:"param"`
		} `json:"resource"`
	}
	if err := json.Unmarshal(text, &definition); err != nil {
		return err
	}
	t := newTable("The patient compartment (CompartmentDefinition)", "type, codes of the search parameters that make a resource a member")
	for _, r := range definition.Resource {
		if len(r.Param) > 0 {
			t.row(r.Code, strings.Join(r.Param, " "))
		}
	}
	return t.save(to, "compartment.tsv")
}
