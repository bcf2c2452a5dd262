-- feed: acute_procedures
-- title: Procedures of admitted care
-- partner: weston_hospital
-- file: acute/admitted.csv.gz
-- format: csv
-- table: procedure
-- dates: ["%d/%m/%Y %H:%M"]
-- labels: {code: procedure}
-- reject_limit: 2%
SELECT _row,
  "LocalPatientID" AS local_id,
  "HospitalSpell" AS local_activity_id,
  "Proc1" AS code,
  'opcs4' AS system,
  '1' AS position,
  "AdmissionDateTime" AS performed_at
FROM raw
WHERE "Proc1" IS NOT NULL
