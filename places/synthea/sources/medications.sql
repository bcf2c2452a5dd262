-- feed: medications
-- title: Medicines
-- partner: synthea
-- file: "*.json*"
-- format: fhir
-- resource: MedicationRequest
-- columns:
--   person: subject.reference.id()
--   encounter: encounter.reference.id()
--   code: medicationCodeableConcept.coding.code
--   system: medicationCodeableConcept.coding.system
--   display: medicationCodeableConcept.text
--   resource: medicationReference.reference.id()
--   since: authoredOn
--   until: dispenseRequest.validityPeriod.end
-- table: medication
SELECT _row,
  person AS local_id,
  encounter AS local_activity_id,
  COALESCE(code, resource) AS code,
  CASE WHEN system = 'http://snomed.info/sct' THEN 'snomed'
       WHEN system = 'http://www.nlm.nih.gov/research/umls/rxnorm' THEN 'rxnorm'
       WHEN system = 'http://loinc.org' THEN 'loinc'
       ELSE COALESCE(system, 'medication resource') END AS system,
  display AS description,
  since AS started_at,
  until AS ended_at
FROM raw
