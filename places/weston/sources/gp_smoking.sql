-- feed: gp_smoking
-- title: Smoking, from the practice record
-- partner: weston_gp
-- file: gp/observations.ndjson.gz
-- format: fhir
-- resource: Observation
-- columns:
--   person: subject.reference.id()
--   what: code.coding.code
--   words: valueCodeableConcept.coding.display
--   taken: effectiveDateTime
-- table: circumstance
-- reject_limit: 2%
SELECT _row,
  person AS local_id,
  'smoking' AS kind,
  words AS value,
  taken AS from_date
FROM raw
WHERE what = '365980008'
