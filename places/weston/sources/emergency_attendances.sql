-- feed: emergency_attendances
-- title: Emergency department attendances
-- partner: weston_hospital
-- file: acute/emergency.csv.gz
-- format: csv
-- table: activity
-- dates: ["%Y-%m-%dT%H:%M"]
-- period: {column: start_at, from: 2023-11-01, to: 2026-10-31}
-- codes: {discharge_method: ed_discharge}
-- labels: {provider: organisation, method: arrival_mode, patient_class: attendance_category, specialty: diagnosis, primary_diagnosis: diagnosis}
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  patient_id AS local_id,
  attendance_id AS local_activity_id,
  'emergency' AS setting,
  'attendance' AS kind,
  arrival AS start_at,
  departure AS end_at,
  'RW9' AS provider,
  CASE WHEN department_type = '03' THEN 'Urgent treatment centre' ELSE 'Emergency department' END AS team,
  arrival_mode AS method,
  attendance_category AS patient_class,
  discharge_status AS discharge_method,
  chief_complaint AS specialty,
  diagnosis_1 AS primary_diagnosis,
  '1' AS units,
  'attendance' AS unit,
  p.pence AS cost_pence,
  CONCAT(p.basis, ' ', p.price_year) AS cost_basis
FROM raw
LEFT JOIN price_activity p ON p.setting = 'emergency'
  AND p.kind = CASE WHEN department_type = '03' THEN 'minor' ELSE 'major' END
