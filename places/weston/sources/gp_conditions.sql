-- feed: gp_conditions
-- title: Long-term conditions on the practice record
-- partner: weston_gp
-- file: gp/conditions.ndjson.gz
-- format: fhir
-- resource: Condition
-- columns:
--   person: subject.reference.id()
--   code: code.coding.where(system='http://snomed.info/sct').code
--   display: code.coding.where(system='http://snomed.info/sct').display
--   icd: code.coding.where(system='http://hl7.org/fhir/sid/icd-10').code
--   since: onsetDateTime
-- table: diagnosis
-- labels: {code: problem}
-- reject_limit: 2%
-- fresh: 35
SELECT _row, person AS local_id, raw.code AS code, 'snomed' AS system, display AS description, since AS recorded_at
FROM raw
UNION ALL
SELECT _row, person AS local_id, icd AS code, 'icd10' AS system, display AS description, since AS recorded_at
FROM raw
WHERE icd IS NOT NULL
