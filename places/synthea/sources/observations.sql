-- feed: observations
-- title: Observations
-- partner: synthea
-- file: "*.json*"
-- format: fhir
-- resource: Observation
-- columns:
--   person: subject.reference.id()
--   encounter: encounter.reference.id()
--   code: code.coding.code
--   system: code.coding.system
--   display: code.text
--   since: effectiveDateTime
--   value: valueQuantity.value
--   unit: valueQuantity.unit
--   text: valueCodeableConcept.text
-- table: observation
SELECT _row,
  person AS local_id,
  encounter AS local_activity_id,
  code,
  CASE WHEN system = 'http://loinc.org' THEN 'loinc' ELSE system END AS system,
  display AS description,
  value,
  unit,
  text,
  since AS observed_at
FROM raw
