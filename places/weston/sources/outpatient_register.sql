-- feed: outpatient_register
-- title: People given an outpatient appointment
-- partner: weston_hospital
-- file: acute/outpatients.csv.gz
-- format: csv
-- table: registration
-- dates: ["%d-%b-%Y"]
-- blank: [nhs_number]
-- labels: {gp_practice: organisation}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT MIN(_row) AS _row,
  "HospNo" AS local_id,
  "NHS No" AS nhs_number,
  SPLIT_PART("Patient Name", ', ', 2) AS given_name,
  SPLIT_PART("Patient Name", ', ', 1) AS family_name,
  "DOB" AS birth_date,
  "Sex" AS sex,
  "Post Code" AS postcode,
  "Reg GP Practice" AS gp_practice
FROM raw
GROUP BY "HospNo", "NHS No", "Patient Name", "DOB", "Sex", "Post Code", "Reg GP Practice"
