-- feed: community_circumstances
-- title: Living alone and frailty, as found at assessments
-- partner: weston_community
-- file: community/contacts.csv.gz
-- format: csv
-- delimiter: "|"
-- table: circumstance
-- labels: {value: frailty}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT _row, "Client_Ref" AS local_id, 'living_alone' AS kind, CASE WHEN "Lives_Alone" = 'Y' THEN 'yes' ELSE 'no' END AS value, "Contact_Start" AS from_date
FROM raw
WHERE "Lives_Alone" IS NOT NULL
UNION ALL
SELECT _row, "Client_Ref" AS local_id, 'frailty' AS kind, CONCAT('CFS ', "CFS") AS value, "Contact_Start" AS from_date
FROM raw
WHERE "CFS" IS NOT NULL
