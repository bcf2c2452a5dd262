-- feed: conditions
-- title: Conditions
-- partner: synthea
-- file: "*.json*"
-- format: fhir
-- resource: Condition
-- columns:
--   person: subject.reference.id()
--   encounter: encounter.reference.id()
--   code: code.coding.code
--   system: code.coding.system
--   display: code.text
--   since: onsetDateTime
--   until: abatementDateTime
-- table: diagnosis
SELECT _row,
  person AS local_id,
  encounter AS local_activity_id,
  code,
  CASE WHEN system = 'http://snomed.info/sct' THEN 'snomed'
       WHEN system = 'http://www.nlm.nih.gov/research/umls/rxnorm' THEN 'rxnorm'
       WHEN system = 'http://loinc.org' THEN 'loinc'
       ELSE system END AS system,
  display AS description,
  since AS recorded_at,
  until AS ended_at
FROM raw
