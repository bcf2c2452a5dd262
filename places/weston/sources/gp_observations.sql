-- feed: gp_observations
-- title: Measurements in general practice
-- partner: weston_gp
-- file: gp/observations.ndjson.gz
-- format: fhir
-- resource: Observation
-- columns:
--   person: subject.reference.id()
--   what: code.coding.code
--   display: code.coding.display
--   amount: valueQuantity.value
--   measure: valueQuantity.unit
--   words: valueCodeableConcept.coding.display
--   taken: effectiveDateTime
-- table: observation
-- labels: {code: measurement}
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  person AS local_id,
  what AS code,
  'snomed' AS system,
  display AS description,
  amount AS value,
  measure AS unit,
  words AS text,
  taken AS observed_at
FROM raw
