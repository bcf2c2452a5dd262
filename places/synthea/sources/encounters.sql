-- feed: encounters
-- title: Encounters
-- partner: synthea
-- file: "*.json*"
-- format: fhir
-- resource: Encounter
-- columns:
--   id: id
--   person: subject.reference.id()
--   class: class.code
--   type: type.coding.display
--   start: period.start
--   end: period.end
--   provider: serviceProvider.display
--   doctor: participant.individual.display
--   reason: reasonCode.coding.code
--   leaving: hospitalization.dischargeDisposition.text
-- table: activity
-- codes: {patient_class: encounter_class}
SELECT _row,
  person AS local_id,
  id AS local_activity_id,
  c.setting AS setting,
  COALESCE(c.kind, 'encounter') AS kind,
  start AS start_at,
  "end" AS end_at,
  provider,
  doctor AS team,
  class AS patient_class,
  type AS specialty,
  reason AS primary_diagnosis,
  leaving AS discharge_destination
FROM raw
LEFT JOIN code_encounter_class c ON c.code = raw.class
