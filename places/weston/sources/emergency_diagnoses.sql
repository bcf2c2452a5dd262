-- feed: emergency_diagnoses
-- title: What brought people to the emergency department
-- partner: weston_hospital
-- file: acute/emergency.csv.gz
-- format: csv
-- table: diagnosis
-- dates: ["%Y-%m-%dT%H:%M"]
-- labels: {code: diagnosis}
-- reject_limit: 2%
SELECT _row,
  patient_id AS local_id,
  attendance_id AS local_activity_id,
  diagnosis_1 AS code,
  'snomed' AS system,
  '1' AS position,
  arrival AS recorded_at
FROM raw
WHERE diagnosis_1 IS NOT NULL
