package main

import (
	"slices"
	"strings"
)

// added are elements that R4 does not have: the packaging of the definitions took
// them from later releases or made them up. Found by comparison with the R4 types
// of DefinitelyTyped (npm @types/fhir 0.0.41, generated from R4 4.0.1).
var added = []string{
	"Meta.account", "Meta.accounts", "Meta.author", "Meta.compartment", "Meta.onBehalfOf", "Meta.project",
	"Binary.url",
	"DeviceDefinition.bodySite", "DeviceDefinition.classification",
	"ObservationDefinition.publisher",
	"ResearchStudy.associatedParty", "ResearchStudy.classifier", "ResearchStudy.comparisonGroup", "ResearchStudy.descriptionSummary",
	"ResearchStudy.label", "ResearchStudy.name", "ResearchStudy.outcomeMeasure", "ResearchStudy.progressStatus",
	"ResearchStudy.recruitment", "ResearchStudy.region", "ResearchStudy.result", "ResearchStudy.studyDesign",
	"ResearchStudy.whyStopped", "ResearchStudy.objective.description",
	"EvidenceVariable.characteristic.linkId", "EvidenceVariable.characteristic.note",
	"EvidenceVariable.characteristic.definitionReference", "EvidenceVariable.characteristic.definitionCanonical",
	"EvidenceVariable.characteristic.definitionCodeableConcept", "EvidenceVariable.characteristic.definitionExpression",
	"EvidenceVariable.characteristic.definitionId", "EvidenceVariable.characteristic.definitionByTypeAndValue",
	"EvidenceVariable.characteristic.definitionByCombination", "EvidenceVariable.characteristic.instances[x]",
	"EvidenceVariable.characteristic.duration[x]", "EvidenceVariable.characteristic.timeFromEvent",
}

// replaced are the rows of elements as R4 has them, where the packaging has those
// of R5; checked against StructureDefinition-EvidenceVariable of hl7.fhir.r4.core 4.0.1.
var replaced = map[string][]element{
	"EvidenceVariable": {
		{Path: "characteristic", Min: 1, Max: "*", IsSummary: true, Type: types("BackboneElement")},
		{Path: "characteristic.description", Max: "1", Type: types("string")},
		{
			Path: "characteristic.definition[x]", Min: 1, Max: "1", IsSummary: true,
			Type: append([]typeRef{{Code: "Reference", Target: []string{structures + "Group"}}, {Code: "canonical", Target: []string{structures + "ActivityDefinition"}}},
				types("CodeableConcept", "Expression", "DataRequirement", "TriggerDefinition")...),
		},
		{Path: "characteristic.usageContext", Max: "*", Type: types("UsageContext")},
		{Path: "characteristic.participantEffective[x]", Max: "1", Type: types("dateTime", "Period", "Duration", "Timing")},
		{Path: "characteristic.timeFromStart", Max: "1", Type: types("Duration")},
		{Path: "characteristic.groupMeasure", Max: "1", Type: types("code"), Binding: &bound{Strength: "required", ValueSet: valueSets + "group-measure"}},
	},
}

func types(codes ...string) (all []typeRef) {
	for _, code := range codes {
		all = append(all, typeRef{Code: code})
	}
	return all
}

// correct makes a definition say what R4 says.
func (s *structure) correct() {
	elements := slices.DeleteFunc(s.elements(), func(e element) bool { return isAdded(e.Path) })
	for _, e := range replaced[s.ID] {
		e.Path = s.ID + "." + e.Path
		e.Base.Path = e.Path
		at := slices.IndexFunc(elements, func(old element) bool { return old.Path == e.Path })
		if at < 0 {
			elements = append(elements, e)
		} else {
			elements[at] = e
		}
	}
	s.Snapshot.Element = elements
}

// isAdded tells whether a path is one of the added elements or beneath it.
func isAdded(path string) bool {
	return slices.ContainsFunc(added, func(a string) bool { return path == a || strings.HasPrefix(path, a+".") })
}
