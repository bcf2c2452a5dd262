-- feed: community_scores
-- title: Frailty and early warning scores taken by community teams
-- partner: weston_community
-- file: community/contacts.csv.gz
-- format: csv
-- delimiter: "|"
-- table: observation
-- labels: {code: measurement}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
SELECT _row, "Client_Ref" AS local_id, "Contact_ID" AS local_activity_id, '763264000' AS code, 'snomed' AS system,
  'Clinical Frailty Scale' AS description, "CFS" AS value, "Contact_Start" AS observed_at
FROM raw
WHERE "CFS" IS NOT NULL
UNION ALL
SELECT _row, "Client_Ref" AS local_id, "Contact_ID" AS local_activity_id, '1104051000000101' AS code, 'snomed' AS system,
  'NEWS2 total score' AS description, "NEWS2" AS value, "Contact_Start" AS observed_at
FROM raw
WHERE "NEWS2" IS NOT NULL
