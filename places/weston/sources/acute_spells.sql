-- feed: acute_spells
-- title: Admitted care
-- partner: weston_hospital
-- file: acute/admitted.csv.gz
-- format: csv
-- table: activity
-- dates: ["%d/%m/%Y %H:%M"]
-- period: {column: start_at, from: 2023-11-01, to: 2026-10-31}
-- codes: {method: admission_method, patient_class: patient_class, discharge_method: discharge_method, discharge_destination: discharge_destination}
-- labels: {provider: organisation, site: organisation, specialty: treatment_function, primary_diagnosis: diagnosis}
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  "LocalPatientID" AS local_id,
  "HospitalSpell" AS local_activity_id,
  'inpatient' AS setting,
  'spell' AS kind,
  "AdmissionDateTime" AS start_at,
  "DischargeDateTime" AS end_at,
  'RW9' AS provider,
  "SiteCode" AS site,
  "AdmissionMethod" AS method,
  "PatientClass" AS patient_class,
  "DischargeMethod" AS discharge_method,
  "DischargeDestination" AS discharge_destination,
  "DischargeReadyDate" AS discharge_ready_at,
  "TreatmentFunction" AS specialty,
  REPLACE("Diag1", '.', '') AS primary_diagnosis,
  '1' AS units,
  'spell' AS unit,
  REPLACE("TariffGBP", '.', '') AS cost_pence,
  'tariff of the extract' AS cost_basis
FROM raw
