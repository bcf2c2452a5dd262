-- feed: mental_health_register
-- title: People known to mental health services
-- partner: weston_mental_health
-- file: mental_health/contacts.csv.gz
-- format: csv
-- table: registration
-- dates: ["%Y%m%d"]
-- blank: [nhs_number]
-- labels: {gp_practice: organisation, ethnicity: ethnicity}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT MIN(_row) AS _row,
  "LocalPatientId" AS local_id,
  "NHSNumber" AS nhs_number,
  "PersonGivenName" AS given_name,
  "PersonFamilyName" AS family_name,
  "PersonBirthDate" AS birth_date,
  "GenderIDCode" AS sex,
  "EthnicCategory" AS ethnicity,
  "Postcode" AS postcode,
  "GMPCodeReg" AS gp_practice
FROM raw
GROUP BY "LocalPatientId", "NHSNumber", "PersonGivenName", "PersonFamilyName", "PersonBirthDate", "GenderIDCode", "EthnicCategory", "Postcode", "GMPCodeReg"
