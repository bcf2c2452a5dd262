-- feed: acute_pathways
-- title: Discharge pathways
-- partner: weston_hospital
-- file: acute/admitted.csv.gz
-- format: csv
-- table: circumstance
-- dates: ["%d/%m/%Y %H:%M"]
-- codes: {value: discharge_pathway}
-- reject_limit: 2%
SELECT _row,
  "LocalPatientID" AS local_id,
  'discharge_pathway' AS kind,
  "DischargePathway" AS value,
  "DischargeDateTime" AS from_date
FROM raw
WHERE "DischargePathway" IS NOT NULL
