-- feed: ambulance_register
-- title: People in 999 incidents, each incident a registration of its own
-- partner: weston_ambulance
-- file: ambulance/incidents.csv.gz
-- format: csv
-- table: registration
-- dates: ["%d/%m/%Y"]
-- blank: [nhs_number, birth_date]
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT MIN(_row) AS _row,
  "Incident Number" AS local_id,
  "NHS Number" AS nhs_number,
  "Forename" AS given_name,
  "Surname" AS family_name,
  "DOB" AS birth_date,
  "Sex" AS sex,
  "Incident Postcode" AS postcode,
  "Incident Address" AS address,
  "Phone" AS phone
FROM raw
GROUP BY "Incident Number", "NHS Number", "Forename", "Surname", "DOB", "Sex", "Incident Postcode", "Incident Address", "Phone"
