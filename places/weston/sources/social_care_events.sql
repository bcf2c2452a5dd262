-- feed: social_care_events
-- title: Requests, assessments, reviews and one-off equipment
-- partner: weston_council
-- file: social_care/client_level.csv.gz
-- format: csv
-- table: activity
-- dates: ["%d/%m/%Y"]
-- codes: {kind: council_event}
-- labels: {method: council_outcome}
-- reject_limit: 10% # a small place sends few: one spoilt row is already over 2%
-- fresh: 35
SELECT _row,
  "LA Person Identifier" AS local_id,
  "Event Reference" AS local_activity_id,
  'social_care' AS setting,
  CASE WHEN "Event Type" = 'service' THEN 'equipment' ELSE "Event Type" END AS kind,
  "Event Start Date" AS start_at,
  "Event End Date" AS end_at,
  "Event Description" AS team,
  "Route of Access" AS referrer,
  "Event Outcome" AS method,
  "Client Type" AS patient_class,
  '1' AS units,
  COALESCE(p.unit, 'event') AS unit,
  CASE WHEN "Event Type" = 'service' THEN REPLACE("Unit Cost", '.', '') ELSE p.pence END AS cost_pence,
  CASE WHEN "Event Type" = 'service' THEN 'cost of the extract' WHEN p.pence IS NOT NULL THEN CONCAT(p.basis, ' ', p.price_year) END AS cost_basis
FROM raw
LEFT JOIN price_activity p ON p.setting = 'social_care' AND p.kind = raw."Event Type"
WHERE "Event Type" <> 'service' OR "Cost Frequency" = 'One-off'
