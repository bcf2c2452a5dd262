-- feed: emergency_investigations
-- title: Investigations in the emergency department
-- partner: weston_hospital
-- file: acute/emergency.csv.gz
-- format: csv
-- table: procedure
-- dates: ["%Y-%m-%dT%H:%M"]
-- labels: {code: procedure}
-- reject_limit: 2%
SELECT _row,
  patient_id AS local_id,
  attendance_id AS local_activity_id,
  investigation_1 AS code,
  'snomed' AS system,
  '1' AS position,
  arrival AS performed_at
FROM raw
WHERE investigation_1 <> '1088291000000101'
