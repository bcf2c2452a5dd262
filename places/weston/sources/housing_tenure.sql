-- feed: housing_tenure
-- title: Tenancies
-- partner: weston_homes
-- file: housing/tenancies.csv
-- format: csv
-- delimiter: ";"
-- encoding: latin-1
-- table: circumstance
-- dates: ["%d/%m/%Y"]
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT _row,
  "PersonRef" AS local_id,
  'housing_tenure' AS kind,
  "Tenure" AS value,
  "TenancyStart" AS from_date,
  "TenancyEnd" AS to_date
FROM raw
WHERE "RecordType" = 'TENANCY'
