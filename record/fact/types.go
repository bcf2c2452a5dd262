package fact

import "continuum/record/definition"

// The types of R4 that facts become.
var (
	patient               = definition.ResourceOf("Patient")
	organization          = definition.ResourceOf("Organization")
	relatedPerson         = definition.ResourceOf("RelatedPerson")
	episodeOfCare         = definition.ResourceOf("EpisodeOfCare")
	encounter             = definition.ResourceOf("Encounter")
	task                  = definition.ResourceOf("Task")
	condition             = definition.ResourceOf("Condition")
	procedure             = definition.ResourceOf("Procedure")
	observation           = definition.ResourceOf("Observation")
	medicationStatement   = definition.ResourceOf("MedicationStatement")
	serviceRequest        = definition.ResourceOf("ServiceRequest")
	questionnaireResponse = definition.ResourceOf("QuestionnaireResponse")
)
