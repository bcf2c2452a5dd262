-- feed: social_care_circumstances
-- title: Accommodation and unpaid care, as the council found them
-- partner: weston_council
-- file: social_care/client_level.csv.gz
-- format: csv
-- table: circumstance
-- dates: ["%d/%m/%Y"]
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT _row, "LA Person Identifier" AS local_id, 'accommodation' AS kind, "Accommodation Status" AS value, "Event Start Date" AS from_date
FROM raw
WHERE "Event Type" IN ('assessment', 'review')
UNION ALL
SELECT _row, "LA Person Identifier" AS local_id, 'has_unpaid_carer' AS kind, "Has Unpaid Carer" AS value, "Event Start Date" AS from_date
FROM raw
WHERE "Event Type" IN ('assessment', 'review')
UNION ALL
SELECT _row, "LA Person Identifier" AS local_id, 'carer_status' AS kind, 'unpaid carer' AS value, "Event Start Date" AS from_date
FROM raw
WHERE "Client Type" = 'Carer'
