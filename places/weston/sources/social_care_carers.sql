-- feed: social_care_carers
-- title: Unpaid carers named at assessments and reviews
-- partner: weston_council
-- file: social_care/client_level.csv.gz
-- format: csv
-- table: relationship
-- dates: ["%d/%m/%Y"]
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT _row,
  "LA Person Identifier" AS local_id,
  'carer' AS kind,
  "Carer Name" AS other_name,
  "Carer Telephone" AS other_phone,
  "Event Start Date" AS from_date
FROM raw
WHERE "Carer Name" IS NOT NULL
