-- feed: social_care_packages
-- title: Long and short-term support arranged by the council
-- partner: weston_council
-- file: social_care/client_level.csv.gz
-- format: csv
-- table: service_package
-- dates: ["%d/%m/%Y"]
-- codes: {kind: council_package}
-- labels: {provider: care_provider}
-- reject_limit: 10% # few rows, taken from many: in a small place one spoilt row is already over 2%
-- fresh: 35
SELECT _row,
  "LA Person Identifier" AS local_id,
  "Event Reference" AS local_package_id,
  COALESCE(s.canonical, "Event Description") AS kind,
  "Event Start Date" AS start_date,
  "Event End Date" AS end_date,
  "Planned Units Per Week" AS units_a_week,
  CASE WHEN "Cost Frequency" = 'Hourly' THEN 'hour' ELSE 'week' END AS unit,
  REPLACE("Weekly Cost", '.', '') AS weekly_cost_pence,
  'Weston Council' AS funder,
  "Provider CQC Location" AS provider
FROM raw
LEFT JOIN code_council_service s ON s.code = raw."Event Description"
WHERE "Event Type" = 'service' AND "Cost Frequency" <> 'One-off'
