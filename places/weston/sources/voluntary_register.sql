-- feed: voluntary_register
-- title: People who come to voluntary sector sessions
-- partner: weston_voluntary
-- file: voluntary/sessions.xlsx
-- format: xlsx
-- sheet: Sessions
-- table: registration
-- dates: ["%d/%m/%Y"]
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT MIN(_row) AS _row,
  "Ref" AS local_id,
  "First name" AS given_name,
  "Surname" AS family_name,
  "Date of birth" AS birth_date,
  "Gender" AS sex,
  "Postcode" AS postcode,
  "Address" AS address,
  "Phone" AS phone
FROM raw
GROUP BY "Ref", "First name", "Surname", "Date of birth", "Gender", "Postcode", "Address", "Phone"
