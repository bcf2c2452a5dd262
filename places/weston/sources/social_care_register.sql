-- feed: social_care_register
-- title: People known to adult social care
-- partner: weston_council
-- file: social_care/client_level.csv.gz
-- format: csv
-- table: registration
-- dates: ["%d/%m/%Y"]
-- blank: [nhs_number]
-- labels: {gp_practice: organisation, ethnicity: ethnicity}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT MIN(_row) AS _row,
  "LA Person Identifier" AS local_id,
  "NHS Number" AS nhs_number,
  "Title" AS title,
  "First Name" AS given_name,
  "Last Name" AS family_name,
  "Date of Birth" AS birth_date,
  CASE WHEN "Gender" = 'Not stated' THEN 'Not specified' ELSE "Gender" END AS sex,
  "Ethnicity" AS ethnicity,
  "Postcode" AS postcode,
  "Address" AS address,
  "Telephone" AS phone,
  "GP Practice" AS gp_practice,
  "Date of Death" AS death_date
FROM raw
GROUP BY "LA Person Identifier", "NHS Number", "Title", "First Name", "Last Name", "Date of Birth", "Gender", "Ethnicity", "Postcode", "Address", "Telephone", "GP Practice", "Date of Death"
