-- feed: outpatient_diagnoses
-- title: Diagnoses of outpatients, which are rarely coded
-- partner: weston_hospital
-- file: acute/outpatients.csv.gz
-- format: csv
-- table: diagnosis
-- dates: ["%d-%b-%Y %H:%M"]
-- labels: {code: diagnosis}
-- reject_limit: 2%
SELECT _row,
  "HospNo" AS local_id,
  "Appt Ref" AS local_activity_id,
  "Diagnosis" AS code,
  'icd10' AS system,
  '1' AS position,
  CONCAT("Appt Date", ' ', "Appt Time") AS recorded_at
FROM raw
WHERE "Diagnosis" IS NOT NULL
