-- feed: mental_health_diagnoses
-- title: Diagnoses in mental health care
-- partner: weston_mental_health
-- file: mental_health/contacts.csv.gz
-- format: csv
-- table: diagnosis
-- dates: ["%Y%m%d"]
-- labels: {code: diagnosis}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT MIN_BY(_row, "CareContDate") AS _row,
  "LocalPatientId" AS local_id,
  "PrimDiagICD10" AS code,
  'icd10' AS system,
  MIN("CareContDate") AS recorded_at
FROM raw
WHERE "PrimDiagICD10" IS NOT NULL
GROUP BY "LocalPatientId", "PrimDiagICD10"
