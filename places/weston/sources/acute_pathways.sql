-- feed: acute_pathways
-- title: Discharge pathways
-- partner: weston_hospital
-- file: acute/admitted.csv.gz
-- format: csv
-- table: circumstance
-- dates: ["%d/%m/%Y %H:%M"]
-- codes: {value: discharge_pathway}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT _row,
  "LocalPatientID" AS local_id,
  'discharge_pathway' AS kind,
  "DischargePathway" AS value,
  "DischargeDateTime" AS from_date,
  "DischargeDateTime" AS to_date
FROM raw
WHERE "DischargePathway" IS NOT NULL
