package access

import (
	"slices"
	"strings"
	"sync"

	"continuum/record/definition"
)

// Policies speak of sections of a record, as people think of it, and of types of FHIR
// where that is too coarse. A type that is in no section is in other, so that nothing
// new is seen because nobody thought of it.
var sections = map[string]string{
	"demographics": "Patient Person RelatedPerson",
	"plan":         "CarePlan CareTeam Goal RequestGroup NutritionOrder",
	"visits":       "Encounter EpisodeOfCare Appointment AppointmentResponse",
	"referrals":    "ServiceRequest Task Communication CommunicationRequest EnrollmentRequest EnrollmentResponse",
	"conditions":   "Condition AllergyIntolerance ClinicalImpression FamilyMemberHistory Flag DetectedIssue AdverseEvent RiskAssessment",
	"medicines":    "MedicationRequest MedicationDispense MedicationAdministration MedicationStatement Immunization ImmunizationEvaluation ImmunizationRecommendation",
	"measurements": "Observation DiagnosticReport Specimen ImagingStudy Media BodyStructure MolecularSequence VisionPrescription QuestionnaireResponse",
	"procedures":   "Procedure Device DeviceMetric DeviceRequest DeviceUseStatement SupplyRequest SupplyDelivery GuidanceResponse",
	"documents":    "DocumentReference DocumentManifest Composition List",
	"money":        "Account ChargeItem Claim ClaimResponse Contract Coverage CoverageEligibilityRequest CoverageEligibilityResponse ExplanationOfBenefit Invoice PaymentNotice PaymentReconciliation",
	"consent":      "Consent",
	"audit":        "AuditEvent Provenance",
	"groups":       "Group ResearchStudy ResearchSubject Schedule Slot MeasureReport",
	"directory": "Organization OrganizationAffiliation Practitioner PractitionerRole Location HealthcareService Endpoint Medication MedicationKnowledge Substance " +
		"ValueSet CodeSystem ConceptMap NamingSystem StructureDefinition StructureMap SearchParameter OperationDefinition CapabilityStatement CompartmentDefinition ImplementationGuide GraphDefinition MessageDefinition TerminologyCapabilities " +
		"Questionnaire PlanDefinition ActivityDefinition Library Measure ChargeItemDefinition DeviceDefinition EventDefinition ObservationDefinition SpecimenDefinition InsurancePlan",
}

const otherSection = "other"

var sectionOf = func() map[string]string {
	of := map[string]string{}
	for section, types := range sections {
		for t := range strings.FieldsSeq(types) {
			of[t] = section
		}
	}
	return of
}()

// SectionOf gives the section of a type of FHIR.
func SectionOf(typ string) string {
	if s := sectionOf[typ]; s != "" {
		return s
	}
	return otherSection
}

// Sections lists all sections.
func Sections() []string {
	all := []string{otherSection}
	for s := range sections {
		all = append(all, s)
	}
	slices.Sort(all)
	return all
}

// types are all types of resources of FHIR R4.
var types = sync.OnceValue(func() (all []string) {
	for t := range definition.Types() {
		if t.Kind == definition.Resource && !t.Abstract {
			all = append(all, t.Name)
		}
	}
	slices.Sort(all)
	return all
})
