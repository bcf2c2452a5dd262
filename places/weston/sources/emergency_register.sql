-- feed: emergency_register
-- title: People seen in the emergency department
-- partner: weston_hospital
-- file: acute/emergency.csv.gz
-- format: csv
-- table: registration
-- dates: ["%Y%m%d"]
-- blank: [nhs_number]
-- labels: {gp_practice: organisation}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT MIN(_row) AS _row,
  patient_id AS local_id,
  nhs_number,
  given_name,
  family_name,
  birth_date,
  stated_gender AS sex,
  postcode,
  address,
  gp_practice
FROM raw
GROUP BY patient_id, nhs_number, given_name, family_name, birth_date, stated_gender, postcode, address, gp_practice
