-- feed: acute_register
-- title: People admitted, from the hospital's master index
-- partner: weston_hospital
-- file: acute/admitted.csv.gz
-- format: csv
-- table: registration
-- dates: ["%d/%m/%Y"]
-- blank: [nhs_number]
-- labels: {gp_practice: organisation, ethnicity: ethnicity}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
-- fresh: 35
SELECT MIN(_row) AS _row,
  "LocalPatientID" AS local_id,
  "NHSNumber" AS nhs_number,
  "Title" AS title,
  "Forename" AS given_name,
  "Surname" AS family_name,
  "DateOfBirth" AS birth_date,
  "Sex" AS sex,
  "EthnicCategory" AS ethnicity,
  "Postcode" AS postcode,
  "Address" AS address,
  "Telephone" AS phone,
  "GPPractice" AS gp_practice
FROM raw
GROUP BY "LocalPatientID", "NHSNumber", "Title", "Forename", "Surname", "DateOfBirth", "Sex", "EthnicCategory", "Postcode", "Address", "Telephone", "GPPractice"
