-- feed: housing_repairs
-- title: Repairs to tenants' homes
-- partner: weston_homes
-- file: housing/tenancies.csv
-- format: csv
-- delimiter: ";"
-- encoding: latin-1
-- table: activity
-- dates: ["%d/%m/%Y"]
-- period: {column: start_at, from: 2023-11-01, to: 2026-10-31}
-- reject_limit: 2%
-- fresh: 35
SELECT _row,
  "PersonRef" AS local_id,
  "JobNo" AS local_activity_id,
  'housing' AS setting,
  'repair' AS kind,
  "Reported" AS start_at,
  "Completed" AS end_at,
  "JobDescription" AS specialty,
  '1' AS units,
  'job' AS unit,
  REPLACE("JobCost", '.', '') AS cost_pence,
  'cost of the extract' AS cost_basis
FROM raw
WHERE "RecordType" = 'REPAIR'
