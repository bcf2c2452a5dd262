package main

import (
	"slices"
	"strings"
)

type extension struct {
	URL            string `json:"url"`
	ValueURL       string `json:"valueUrl"`
	ValueString    string `json:"valueString"`
	ValueURI       string `json:"valueUri"`
	ValueCanonical string `json:"valueCanonical"`
}

type typeRef struct {
	Code      string      `json:"code"`
	Profile   []string    `json:"profile"`
	Target    []string    `json:"targetProfile"`
	Extension []extension `json:"extension"`
}

type constraint struct {
	Key        string `json:"key"`
	Severity   string `json:"severity"`
	Human      string `json:"human"`
	Expression string `json:"expression"`
}

type bound struct {
	Strength  string      `json:"strength"`
	ValueSet  string      `json:"valueSet"`
	Extension []extension `json:"extension"`
}

type element struct {
	Path string `json:"path"`
	Min  int    `json:"min"`
	Max  string `json:"max"`
	Base struct {
		Path string `json:"path"`
		Max  string `json:"max"`
	} `json:"base"`
	Type             []typeRef    `json:"type"`
	ContentReference string       `json:"contentReference"`
	IsModifier       bool         `json:"isModifier"`
	IsSummary        bool         `json:"isSummary"`
	Constraint       []constraint `json:"constraint"`
	Binding          *bound       `json:"binding"`
}

// structure is one StructureDefinition.
type structure struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Version    string `json:"fhirVersion"`
	Abstract   bool   `json:"abstract"`
	Base       string `json:"baseDefinition"`
	Derivation string `json:"derivation"`
	Snapshot   struct {
		Element []element `json:"element"`
	} `json:"snapshot"`
}

func (s *structure) elements() []element { return s.Snapshot.Element }

// wanted leaves out profiles, logical models and what a later release added.
// SimpleQuantity stays: R4 uses it as a type of elements.
func (s *structure) wanted() bool {
	return s.Kind != "logical" && s.Version == "4.0.1" && (s.Derivation != "constraint" || s.ID == "SimpleQuantity")
}

func extensionOf(all []extension, name string) extension {
	i := slices.IndexFunc(all, func(x extension) bool { return x.URL == structures+name })
	if i < 0 {
		return extension{}
	}
	return all[i]
}

// fhirType is the FHIR type of a System type, which the definitions tell in an extension.
func (t typeRef) fhirType() string {
	if !strings.HasPrefix(t.Code, "http://hl7.org/fhirpath/") {
		return t.Code
	}
	return extensionOf(t.Extension, "structuredefinition-fhir-type").ValueURL
}

// last is the name of an element within its parent.
func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// parent is the path without its last step.
func parent(path string) string { return path[:max(0, strings.LastIndexByte(path, '.'))] }
