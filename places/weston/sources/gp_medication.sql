-- feed: gp_medication
-- title: Medicines prescribed in general practice
-- partner: weston_gp
-- file: gp/medications.ndjson.gz
-- format: fhir
-- resource: MedicationRequest
-- columns:
--   person: subject.reference.id()
--   drug: medicationCodeableConcept.coding.code
--   display: medicationCodeableConcept.coding.display
--   started: dispenseRequest.validityPeriod.start
--   ended: dispenseRequest.validityPeriod.end
--   amount: dispenseRequest.quantity.value
-- table: medication
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  person AS local_id,
  drug AS code,
  'snomed' AS system,
  display AS description,
  started AS started_at,
  ended AS ended_at,
  amount AS quantity,
  'tablet' AS unit
FROM raw
