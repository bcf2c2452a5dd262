-- feed: voluntary_statement_register
-- title: People who answered I-statements
-- partner: weston_voluntary
-- file: voluntary/sessions.xlsx
-- format: xlsx
-- sheet: I-statements
-- table: registration
-- dates: ["%d/%m/%Y"]
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT MIN(_row) AS _row,
  "Ref" AS local_id,
  "First name" AS given_name,
  "Surname" AS family_name,
  "Date of birth" AS birth_date,
  "Postcode" AS postcode
FROM raw
GROUP BY "Ref", "First name", "Surname", "Date of birth", "Postcode"
