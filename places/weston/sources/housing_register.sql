-- feed: housing_register
-- title: Tenants and the members of their households
-- partner: weston_homes
-- file: housing/tenancies.csv
-- format: csv
-- delimiter: ";"
-- encoding: latin-1
-- table: registration
-- dates: ["%d/%m/%Y"]
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT MIN(_row) AS _row,
  "PersonRef" AS local_id,
  "Title" AS title,
  "Forename" AS given_name,
  "Surname" AS family_name,
  "DOB" AS birth_date,
  "Sex" AS sex,
  "Postcode" AS postcode,
  "Address" AS address,
  "Phone" AS phone,
  MIN("TenancyStart") AS registered_from,
  MIN("TenancyEnd") AS registered_to
FROM raw
GROUP BY "PersonRef", "Title", "Forename", "Surname", "DOB", "Sex", "Postcode", "Address", "Phone"
