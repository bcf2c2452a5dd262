-- feed: housing_households
-- title: Who lives with the tenant
-- partner: weston_homes
-- file: housing/tenancies.csv
-- format: csv
-- delimiter: ";"
-- encoding: latin-1
-- table: relationship
-- dates: ["%d/%m/%Y"]
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT m._row AS _row,
  m."PersonRef" AS local_id,
  'household' AS kind,
  t."PersonRef" AS other_local_id,
  CONCAT(t."Forename", ' ', t."Surname") AS other_name,
  t."Phone" AS other_phone,
  m."TenancyStart" AS from_date,
  m."TenancyEnd" AS to_date
FROM raw m
JOIN raw t ON t."TenancyRef" = m."TenancyRef" AND t."RecordType" = 'TENANCY' AND t."Relationship" = 'Tenant'
WHERE m."RecordType" = 'TENANCY' AND m."Relationship" <> 'Tenant'
