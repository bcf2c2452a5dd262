-- feed: procedures
-- title: Procedures
-- partner: synthea
-- file: "*.json*"
-- format: fhir
-- resource: Procedure
-- columns:
--   person: subject.reference.id()
--   encounter: encounter.reference.id()
--   code: code.coding.code
--   system: code.coding.system
--   display: code.text
--   since: performedPeriod.start
-- table: procedure
SELECT _row,
  person AS local_id,
  encounter AS local_activity_id,
  code,
  CASE WHEN system = 'http://snomed.info/sct' THEN 'snomed'
       WHEN system = 'http://www.nlm.nih.gov/research/umls/rxnorm' THEN 'rxnorm'
       WHEN system = 'http://loinc.org' THEN 'loinc'
       ELSE system END AS system,
  display AS description,
  since AS performed_at
FROM raw
