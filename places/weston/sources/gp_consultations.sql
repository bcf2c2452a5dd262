-- feed: gp_consultations
-- title: Consultations in general practice
-- partner: weston_gp
-- file: gp/encounters.ndjson.gz
-- format: fhir
-- resource: Encounter
-- columns:
--   id: id
--   person: subject.reference.id()
--   class: class.code
--   started: period.start
--   ended: period.end
--   reason: reasonCode.coding.code
--   clinician: participant.individual.reference.id()
--   practice: serviceProvider.reference.id()
-- table: activity
-- period: {column: start_at, from: 2023-11-01, to: 2026-10-31}
-- labels: {provider: organisation, site: organisation, primary_diagnosis: diagnosis}
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  person AS local_id,
  id AS local_activity_id,
  'gp' AS setting,
  m.canonical AS kind,
  started AS start_at,
  ended AS end_at,
  practice AS provider,
  clinician AS team,
  practice AS site,
  m.method AS method,
  reason AS primary_diagnosis,
  '1' AS units,
  p.unit AS unit,
  p.pence AS cost_pence,
  CONCAT(p.basis, ' ', p.price_year) AS cost_basis
FROM raw
LEFT JOIN code_encounter_class m ON m.code = class
LEFT JOIN price_activity p ON p.setting = 'gp' AND p.kind = m.canonical
