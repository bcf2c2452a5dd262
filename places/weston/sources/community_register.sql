-- feed: community_register
-- title: People on a community caseload
-- partner: weston_community
-- file: community/contacts.csv.gz
-- format: csv
-- delimiter: "|"
-- table: registration
-- blank: [nhs_number]
-- labels: {gp_practice: organisation}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT MIN(_row) AS _row,
  "Client_Ref" AS local_id,
  "NHS_No" AS nhs_number,
  "First_Name" AS given_name,
  "Middle" AS middle_name,
  "Last_Name" AS family_name,
  "Date_of_Birth" AS birth_date,
  "Gender" AS sex,
  "Post_Code" AS postcode,
  "Address" AS address,
  "Tel" AS phone,
  "Reg_Practice" AS gp_practice
FROM raw
GROUP BY "Client_Ref", "NHS_No", "First_Name", "Middle", "Last_Name", "Date_of_Birth", "Gender", "Post_Code", "Address", "Tel", "Reg_Practice"
